//! Multipart bodies: media type, then size and syntax, then schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::body::{checked, malformed, misfit, some, too_large, unsupported};
use super::{Input, Rejection, RejectionKind};
use crate::body::{
    Encoding, File, Form, FormReader, Multipart, ParseError, Part, parameters, parse,
};
use crate::deep::on_a_stack_for;
use crate::json::{self, ValueError};
use crate::parameter::{Pair, decode_members};
use crate::schema::{Kinds, Schema};

impl Input {
    /// A form of parts (`multipart/form-data`) that must be there.
    ///
    /// # Errors
    /// When it is missing, has another media type, is too large, is not multipart or breaks its schema.
    pub async fn multipart<T: Multipart>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        some(self.multipart_optional(schema).await?)
    }

    /// A form of parts that may be absent: no octets at all.
    ///
    /// # Errors
    /// As [`multipart`](Self::multipart), save that it may be missing.
    pub async fn multipart_optional<T: Multipart>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        let Some(parts) = self.part_list(&["multipart/form-data"]).await? else {
            return Ok(None);
        };
        let mut reader = members(parts, schema, self.encodings)?;
        on_a_stack_for(reader.levels(), || T::read(&mut reader))
            .map(Some)
            .map_err(|error| misfit(&error))
    }

    /// A list of parts that must be there.
    ///
    /// # Errors
    /// When it is missing, has another media type, is too large or is not multipart.
    pub async fn parts(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Vec<Part>, Rejection> {
        some(self.part_list(media_types).await?)
    }

    /// A list of parts that may be absent.
    ///
    /// # Errors
    /// As [`parts`](Self::parts), save that it may be missing.
    pub async fn parts_optional(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Vec<Part>>, Rejection> {
        self.part_list(media_types).await
    }

    async fn part_list(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Vec<Part>>, Rejection> {
        let is_told = self.accepts(media_types, true)?;
        let parameters = parameters(self.content_type().unwrap_or_default()).1;
        let boundary = parameters
            .into_iter()
            .find(|(name, _)| name == "boundary")
            .map(|(_, boundary)| boundary);
        let (limits, body) = (self.limits, self.take()?);
        let parts = parse(
            body.into_data_stream(),
            &boundary.unwrap_or_default(),
            limits.bytes,
            limits.parts,
        )
        .await;
        parts.map_err(|error| match error {
            ParseError::TooLarge => too_large(limits.bytes),
            ParseError::TooMany => Rejection::new(
                RejectionKind::BodyTooLarge,
                format!("The body has more than {} parts.", limits.parts),
            ),
            ParseError::Malformed if !is_told => unsupported(media_types),
            ParseError::Malformed => malformed("The body is not valid multipart."),
        })
    }
}

/// The members that some parts stand for, checked. Parts without a name belong to none.
fn members(
    parts: Vec<Part>,
    schema: &'static Schema,
    encodings: &'static [Encoding],
) -> Result<FormReader, Rejection> {
    let mut form = Incoming {
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

/// The parts of a form by their names.
struct Incoming {
    schema: &'static Schema,
    encodings: &'static [Encoding],
    items: BTreeMap<String, Vec<Item>>,
    files: BTreeMap<String, Vec<File>>,
    opaque: BTreeSet<String>,
}

/// What a part that is no file holds.
enum Item {
    Text(String),
    Json(Value),
}

impl Incoming {
    fn add(&mut self, name: String, part: Part) -> Result<(), Rejection> {
        let member = self.schema.member(&name);
        if member.is_some_and(|member| {
            member.is_file() || is_list(member) && member.element(0).is_file()
        }) {
            self.files.entry(name).or_default().push(part.into());
            return Ok(());
        }
        let is_described = member.is_some()
            || name
                .split('[')
                .next()
                .is_some_and(|base| self.schema.member(base).is_some());
        let is_json = self.is_json(&name, member, &part);
        let is_text = part.file_name.is_none() && (is_json || part.essence().starts_with("text/"));
        match part.as_text() {
            // What nobody knows may be anything.
            text if !(is_described || is_text && text.is_some()) => {
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

    /// Whether a part is read as JSON: by its encoding, its media type, or because its member has no text.
    fn is_json(&self, name: &str, member: Option<&Schema>, part: &Part) -> bool {
        match Encoding::find(self.encodings, name).0 {
            Form::Json => true,
            Form::Style(..) => false,
            Form::Usual => {
                let essence = part.essence();
                let kinds = member.map(Schema::kinds);
                if essence == "application/json" || essence.ends_with("+json") {
                    // The text of a member that is a text may be JSON; `null` is none.
                    let is_text = kinds.is_some_and(|kinds| kinds.only(Kinds::STRING));
                    !is_text
                        || part.content == "null"
                            && kinds.is_some_and(|kinds| kinds.has(Kinds::NULL))
                } else {
                    let of_one = member.map(|member| {
                        if is_list(member) {
                            member.element(0).kinds()
                        } else {
                            member.kinds()
                        }
                    });
                    essence == "text/plain" && of_one.is_some_and(|kinds| !kinds.scalar())
                }
            }
        }
    }

    fn finish(mut self) -> Result<FormReader, Rejection> {
        let mut members = Map::new();
        let mut pairs = Vec::new();
        for (name, items) in std::mem::take(&mut self.items) {
            let schema = self.schema.member(&name);
            if items.len() > 1 && schema.is_some_and(|schema| !is_list(schema)) {
                return Err(repeated(&name));
            }
            if items.iter().all(|item| matches!(item, Item::Text(_))) {
                pairs.extend(
                    items
                        .into_iter()
                        .map(|item| Pair::plain(name.clone(), item.text())),
                );
            } else {
                let is_whole = Encoding::find(self.encodings, &name).0 == Form::Json;
                let value = value(items, schema.unwrap_or(const { &Schema::any() }), is_whole);
                members.insert(name, value);
            }
        }
        members.extend(
            decode_members(pairs, self.schema, self.encodings)
                .map_err(|error| malformed(format!("The body {error}.")))?,
        );
        for (name, files) in &self.files {
            let is_list = self.schema.member(name).is_some_and(is_list);
            if files.len() > 1 && !is_list {
                return Err(repeated(name));
            }
            // It counts that they are there.
            members.insert(
                name.clone(),
                if is_list {
                    files.iter().map(|_| Value::Null).collect()
                } else {
                    Value::Null
                },
            );
        }
        members.extend(self.opaque.iter().map(|name| (name.clone(), Value::Null)));
        let Value::Object(mut members) = checked(Value::Object(members), self.schema)? else {
            return Err(malformed("The body is no form."));
        };
        members.retain(|name, _| !self.files.contains_key(name) && !self.opaque.contains(name));
        Ok(FormReader::new(members, self.files, self.opaque))
    }
}

impl Item {
    fn text(self) -> String {
        match self {
            Item::Text(text) => text,
            Item::Json(value) => value.to_string(),
        }
    }

    fn read(self, schema: &Schema) -> Value {
        match self {
            Item::Text(text) => schema.read_text(&text),
            Item::Json(value) => value,
        }
    }
}

/// The value of parts of which some are JSON: each is an element of a list, or one is the whole list.
fn value(mut items: Vec<Item>, schema: &Schema, is_whole: bool) -> Value {
    let kinds = schema.kinds();
    let is_whole = |item: &Item| match item {
        _ if is_whole => true,
        Item::Json(Value::Array(_)) => !schema.element(0).kinds().only(Kinds::ARRAY),
        Item::Json(Value::Null) => kinds.has(Kinds::NULL),
        _ => false,
    };
    match (items.pop(), items.is_empty()) {
        (Some(only), true) if !kinds.only(Kinds::ARRAY) || is_whole(&only) => only.read(schema),
        (last, _) => {
            let items = items.into_iter().chain(last).enumerate();
            items
                .map(|(position, item)| item.read(schema.element(position)))
                .collect()
        }
    }
}

/// Whether several parts make one member.
fn is_list(schema: &Schema) -> bool {
    schema.kinds().has(Kinds::ARRAY) && !schema.is_any() && !schema.is_file()
}

fn repeated(name: &str) -> Rejection {
    misfit(&ValueError::new("is given more than once").inside(name))
}
