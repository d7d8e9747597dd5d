//! Reads multipart bodies: checks the media type, then the size and the syntax, then the schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::body::Charset;
use super::body_rejection::{
    malformed, required, too_large, type_mismatch, unsupported_media_type, validated,
};
use super::{Input, Rejection, RejectionKind};
use crate::body::{
    Encoding, File, FormReader, Multipart, ParsePartsError, Part, PartLimits, Serialization,
    decode_properties, parse_parts,
};
use crate::json::{self, ValueError, with_stack_for};
use crate::media_type::MediaType;
use crate::parameter::Pair;
use crate::schema::{JsonTypes, Schema};

impl Input {
    /// Reads a form (`multipart/form-data`).
    ///
    /// # Errors
    /// If the body is missing, has another media type, is too large, is not multipart or violates
    /// its schema.
    pub async fn multipart<T: Multipart>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        required(self.multipart_optional(schema).await?)
    }

    /// Reads an optional form. An empty body is `None`.
    ///
    /// # Errors
    /// As [`multipart`](Self::multipart), except that the body can be missing.
    pub async fn multipart_optional<T: Multipart>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        let Some(parts) = self.read_parts(&["multipart/form-data"]).await? else {
            return Ok(None);
        };
        let mut reader = read_form(parts, schema, self.encodings)?;
        with_stack_for(reader.depth(), || T::read(&mut reader))
            .map(Some)
            .map_err(|error| type_mismatch(&error))
    }

    /// Reads a list of parts.
    ///
    /// # Errors
    /// If the body is missing, has another media type, is too large or is not multipart.
    pub async fn parts(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Vec<Part>, Rejection> {
        required(self.read_parts(media_types).await?)
    }

    /// Reads an optional list of parts. An empty body is `None`.
    ///
    /// # Errors
    /// As [`parts`](Self::parts), except that the body can be missing.
    pub async fn parts_optional(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Vec<Part>>, Rejection> {
        self.read_parts(media_types).await
    }

    async fn read_parts(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Vec<Part>>, Rejection> {
        let has_media_type = self.check_media_type(media_types, Charset::Any)?;
        let boundary =
            MediaType::new(self.content_type().unwrap_or_default()).parameter("boundary");
        let body = self.take_body()?.into_data_stream();
        let limits = PartLimits {
            bytes: self.limits.bytes,
            parts: self.limits.parts,
        };
        let parts = parse_parts(body, &boundary.unwrap_or_default(), limits).await;
        parts.map_err(|error| match error {
            ParsePartsError::TooLarge => too_large(limits.bytes),
            ParsePartsError::TooManyParts => Rejection::new(
                RejectionKind::BodyTooLarge,
                format!("The body has more than {} parts.", limits.parts),
            ),
            ParsePartsError::Malformed if !has_media_type => unsupported_media_type(media_types),
            ParsePartsError::Malformed => malformed("The body is not valid multipart."),
        })
    }
}

/// Reads the properties of a form from its parts, and validates them. Parts without a name are
/// ignored.
fn read_form(
    parts: Vec<Part>,
    schema: &'static Schema,
    encodings: &'static [Encoding],
) -> Result<FormReader, Rejection> {
    let mut form = ReceivedForm {
        schema,
        encodings,
        items: BTreeMap::new(),
        files: BTreeMap::new(),
        opaque: BTreeSet::new(),
    };
    for mut part in parts {
        if let Some(name) = part.name.take() {
            form.add(name, part)?;
        }
    }
    form.finish()
}

/// The received parts of a form, by their names.
struct ReceivedForm {
    schema: &'static Schema,
    encodings: &'static [Encoding],
    items: BTreeMap<String, Vec<Item>>,
    files: BTreeMap<String, Vec<File>>,
    /// The names of undeclared parts that are neither text nor JSON.
    opaque: BTreeSet<String>,
}

/// The content of a part that is not a file.
enum Item {
    Text(String),
    Json(Value),
}

impl ReceivedForm {
    fn add(&mut self, name: String, part: Part) -> Result<(), Rejection> {
        let property = self.schema.property(&name);
        if property.is_some_and(|property| {
            property.is_file() || is_array(property) && property.element(0).is_file()
        }) {
            self.check_media_type(&name, &part)?;
            let file = File::from(part);
            let required = Encoding::required_headers_of(self.encodings, &name);
            if let Some(header) = file.missing_header(required) {
                return Err(malformed(format!(
                    "The part {name:?} must have the header {header}."
                )));
            }
            self.files.entry(name).or_default().push(file);
            return Ok(());
        }
        // A file has no keys, so that such a part is another property.
        let base = name.split_once('[').map(|(base, _)| base);
        let base = base.and_then(|base| self.schema.property(base));
        if property.is_none()
            && base.is_some_and(|base| base.is_file() || base.element(0).is_file())
        {
            self.opaque.insert(name);
            return Ok(());
        }
        let is_declared = property.is_some()
            || name
                .split('[')
                .next()
                .is_some_and(|base| self.schema.property(base).is_some());
        let is_json = self.is_json(&name, property, &part);
        let is_text = part.file_name.is_none() && (is_json || part.media_type().is_text());
        match part.as_text() {
            // An undeclared part can have any content.
            text if !(is_declared || is_text && text.is_some()) => {
                self.opaque.insert(name);
            }
            Some(_) if is_json => {
                let value = json::parse(&part.content).map_err(|error| {
                    malformed(format!("The part {name:?} is not valid JSON: {error}."))
                })?;
                self.items.entry(name).or_default().push(Item::Json(value));
            }
            Some(text) => self
                .items
                .entry(name)
                .or_default()
                .push(Item::Text(text.to_owned())),
            None => return Err(malformed(format!("The part {name:?} is not UTF-8."))),
        }
        Ok(())
    }

    /// Checks the media type of a file. A file without one is accepted.
    fn check_media_type(&self, name: &str, part: &Part) -> Result<(), Rejection> {
        let Some(content_type) = part.content_type.as_deref() else {
            return Ok(());
        };
        match Encoding::unmatched_media_types(self.encodings, name, content_type) {
            Some(allowed) => Err(Rejection::new(
                RejectionKind::UnsupportedMediaType,
                format!("The part {name:?} must be {}.", allowed.join(" or ")),
            )),
            None => Ok(()),
        }
    }

    /// Returns whether a part is read as JSON: because of its encoding, its media type, or because
    /// its property is not a scalar.
    fn is_json(&self, name: &str, property: Option<&Schema>, part: &Part) -> bool {
        match Encoding::serialization_of(self.encodings, name) {
            Serialization::Json => true,
            Serialization::Styled { .. } => false,
            Serialization::Default => {
                let types = property.map(Schema::json_types);
                if part.media_type().is_json() {
                    // JSON in a string property is the string itself, except for `null` if the
                    // property is nullable.
                    let is_string = types.is_some_and(|types| types.only(JsonTypes::STRING));
                    !is_string
                        || part.content == "null"
                            && types.is_some_and(|types| types.has(JsonTypes::NULL))
                } else {
                    let types_of_part = property.map(|property| {
                        if is_array(property) {
                            property.element(0).json_types()
                        } else {
                            property.json_types()
                        }
                    });
                    part.media_type().is_in("text/plain")
                        && types_of_part.is_some_and(|types| !types.has_scalar())
                }
            }
        }
    }

    /// Validates the properties and separates the files from them.
    fn finish(mut self) -> Result<FormReader, Rejection> {
        let mut properties = self.read_properties()?;
        // A required array of files without parts is empty.
        for (name, array) in self.schema.required_arrays() {
            if array.element(0).is_file() && !properties.contains_key(name) {
                self.files.entry(name.to_owned()).or_default();
            }
        }
        for (name, files) in &self.files {
            let is_array = self.schema.property(name).is_some_and(is_array);
            if files.len() > 1 && !is_array {
                return Err(repeated(name));
            }
            // Validation checks only the presence and the number of files.
            let placeholder = if is_array {
                files.iter().map(|_| Value::Null).collect()
            } else {
                Value::Null
            };
            properties.insert(name.clone(), placeholder);
        }
        properties.extend(self.opaque.iter().map(|name| (name.clone(), Value::Null)));
        let Value::Object(mut properties) = validated(Value::Object(properties), self.schema)?
        else {
            return Err(malformed("The body is not a form."));
        };
        properties.retain(|name, _| !self.files.contains_key(name) && !self.opaque.contains(name));
        Ok(FormReader::new(properties, self.files, self.opaque))
    }

    /// Reads the properties that are not files.
    fn read_properties(&mut self) -> Result<Map<String, Value>, Rejection> {
        let mut properties = Map::new();
        let mut pairs = Vec::new();
        for (name, items) in std::mem::take(&mut self.items) {
            let schema = self.schema.property(&name);
            if items.len() > 1 && schema.is_some_and(|schema| !is_array(schema)) {
                return Err(repeated(&name));
            }
            if items.iter().all(|item| matches!(item, Item::Text(_))) {
                pairs.extend(
                    items
                        .into_iter()
                        .map(|item| Pair::unencoded(name.clone(), item.into_string())),
                );
            } else {
                let serialization = Encoding::serialization_of(self.encodings, &name);
                let is_whole = serialization == Serialization::Json;
                let schema = schema.unwrap_or(const { &Schema::any() });
                properties.insert(name, read_items(items, schema, is_whole));
            }
        }
        let mut decoded = decode_properties(pairs, self.schema, self.encodings)
            .map_err(|error| malformed(format!("{error}.")))?;
        // A part of JSON replaces the empty array that the decoder assumes without pairs.
        decoded.extend(properties);
        Ok(decoded)
    }
}

impl Item {
    fn into_string(self) -> String {
        match self {
            Item::Text(string) => string,
            Item::Json(value) => value.to_string(),
        }
    }

    fn read(self, schema: &Schema) -> Value {
        match self {
            Item::Text(string) => schema.read_string(&string),
            Item::Json(value) => value,
        }
    }
}

/// Reads the parts of one property, of which at least one is JSON. Each part is an element of an
/// array, or a single part is the whole value.
fn read_items(mut items: Vec<Item>, schema: &Schema, is_whole: bool) -> Value {
    let types = schema.json_types();
    let is_whole = |item: &Item| match item {
        _ if is_whole => true,
        Item::Json(Value::Array(_)) => !schema.element(0).json_types().only(JsonTypes::ARRAY),
        Item::Json(Value::Null) => types.has(JsonTypes::NULL),
        _ => false,
    };
    match (items.pop(), items.is_empty()) {
        (Some(only), true) if !types.only(JsonTypes::ARRAY) || is_whole(&only) => only.read(schema),
        (last, _) => {
            let items = items.into_iter().chain(last).enumerate();
            items
                .map(|(position, item)| item.read(schema.element(position)))
                .collect()
        }
    }
}

/// Returns whether a property can have several parts.
fn is_array(schema: &Schema) -> bool {
    schema.json_types().has(JsonTypes::ARRAY) && !schema.is_any() && !schema.is_file()
}

fn repeated(name: &str) -> Rejection {
    type_mismatch(&ValueError::new("is given more than once").inside(name))
}
