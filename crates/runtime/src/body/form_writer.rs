use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::encoding::Serialization;
use super::urlencoded::encode_property;
use super::{Encoding, File, Files, Part};
use crate::OptionalNullable;
use crate::json;
use crate::json::{OrderedValue, ValueError};
use crate::object::duplicate_property;

/// Writes the properties of a multipart body as parts.
#[derive(Debug)]
pub struct FormWriter {
    encodings: &'static [Encoding],
    parts: Vec<Part>,
}

impl FormWriter {
    /// Creates a writer of a body without parts.
    pub fn new(encodings: &'static [Encoding]) -> Self {
        Self {
            encodings,
            parts: Vec::new(),
        }
    }

    /// Returns the parts in the order in which they were written.
    pub fn into_parts(self) -> Vec<Part> {
        self.parts
    }

    /// Writes a property. `null` becomes a part of JSON because it has no other representation.
    ///
    /// # Errors
    /// If the value does not serialize, or its encoding cannot express it.
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), ValueError> {
        let value = json::to_ordered(value).map_err(|error| ValueError::new(error).inside(name))?;
        self.write(name, &value).map_err(|error| error.inside(name))
    }

    /// Writes a property unless it is absent.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn optional<T: Serialize>(
        &mut self,
        name: &str,
        value: &Option<T>,
    ) -> Result<(), ValueError> {
        value
            .as_ref()
            .map_or(Ok(()), |value| self.required(name, value))
    }

    /// Writes a property unless it is absent; `null` is written.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn optional_nullable<T: Serialize>(
        &mut self,
        name: &str,
        value: &OptionalNullable<T>,
    ) -> Result<(), ValueError> {
        if value.is_absent() {
            Ok(())
        } else {
            self.required(name, value)
        }
    }

    /// Writes the files of a property.
    ///
    /// # Errors
    /// If a file has a media type that the property does not allow, or lacks a required header.
    pub fn files<F: Files>(&mut self, name: &str, files: &F) -> Result<(), ValueError> {
        self.write_files(name, files.as_slice())
    }

    /// Writes the additional properties.
    ///
    /// # Errors
    /// As [`required`](Self::required), or if an additional property has the name of a named one.
    pub fn additional<T: Serialize>(
        &mut self,
        properties: &BTreeMap<String, T>,
        named: &[&str],
    ) -> Result<(), ValueError> {
        properties.iter().try_for_each(|(name, value)| {
            check_additional(name, named)?;
            self.required(name, value)
        })
    }

    /// Writes additional properties of any type. Numbers and booleans are JSON, because a part of
    /// text would be read as a string.
    ///
    /// # Errors
    /// As [`additional`](Self::additional).
    pub fn additional_values(
        &mut self,
        properties: &BTreeMap<String, Value>,
        named: &[&str],
    ) -> Result<(), ValueError> {
        properties.iter().try_for_each(|(name, value)| {
            check_additional(name, named)?;
            match value {
                Value::Bool(_) | Value::Number(_) => {
                    self.write_json(name, &value.clone().into(), None);
                    Ok(())
                }
                value => self.required(name, value),
            }
        })
    }

    /// Writes additional properties that are files.
    ///
    /// # Errors
    /// As [`files`](Self::files), or if an additional property has the name of a named one.
    pub fn additional_files<F: Files>(
        &mut self,
        properties: &BTreeMap<String, F>,
        named: &[&str],
    ) -> Result<(), ValueError> {
        properties.iter().try_for_each(|(name, files)| {
            check_additional(name, named)?;
            self.write_files(name, files.as_slice())
        })
    }

    fn write_files(&mut self, name: &str, files: &[File]) -> Result<(), ValueError> {
        let content_type = Encoding::content_type_of(self.encodings, name);
        for file in files {
            let mut file = file.clone();
            file.content_type = file
                .content_type
                .or_else(|| content_type.map(str::to_owned));
            let required = Encoding::required_headers_of(self.encodings, name);
            if let Some(header) = file.missing_header(required) {
                let message = format!("the part must have the header {header}");
                return Err(ValueError::new(message).inside(name));
            }
            let part = Part::file(name, file);
            let actual = part.content_type.as_deref().unwrap_or_default();
            if let Some(allowed) = Encoding::unmatched_media_types(self.encodings, name, actual) {
                let allowed = allowed.join(" or ");
                let message = format!("the media type must be {allowed}, not {actual}");
                return Err(ValueError::new(message).inside(name));
            }
            self.parts.push(part);
        }
        Ok(())
    }

    fn write(&mut self, name: &str, value: &OrderedValue) -> Result<(), ValueError> {
        let content_type = Encoding::content_type_of(self.encodings, name);
        let serialization = Encoding::serialization_of(self.encodings, name);
        match (serialization, value) {
            (Serialization::Styled { .. }, value) => {
                let pairs = encode_property(name, value, serialization, str::to_owned)
                    .map_err(ValueError::new)?;
                self.parts.extend(
                    pairs
                        .into_iter()
                        .map(|(name, value)| with_type(Part::text(name, value), content_type)),
                );
            }
            (Serialization::Default, OrderedValue::Array(items))
                if items.iter().all(|item| item.as_array().is_none()) =>
            {
                items
                    .iter()
                    .for_each(|item| self.write_element(name, item, content_type));
            }
            (Serialization::Default, value) => self.write_element(name, value, content_type),
            (Serialization::Json, value) => self.write_json(name, value, content_type),
        }
        Ok(())
    }

    /// Writes a value as one part: a scalar as a string, everything else as JSON.
    fn write_element(&mut self, name: &str, value: &OrderedValue, content_type: Option<&str>) {
        let string = match value {
            OrderedValue::String(string) => string.clone(),
            OrderedValue::Bool(_) | OrderedValue::Number(_) => value.to_string(),
            OrderedValue::Null | OrderedValue::Array(_) | OrderedValue::Object(_) => {
                return self.write_json(name, value, None);
            }
        };
        self.parts
            .push(with_type(Part::text(name, string), content_type));
    }

    fn write_json(&mut self, name: &str, value: &OrderedValue, content_type: Option<&str>) {
        self.parts.push(
            Part::text(name, value.to_string())
                .content_type(content_type.unwrap_or("application/json")),
        );
    }
}

fn check_additional(name: &str, named: &[&str]) -> Result<(), ValueError> {
    if named.contains(&name) {
        return Err(ValueError::new(duplicate_property(name)));
    }
    Ok(())
}

fn with_type(part: Part, content_type: Option<&str>) -> Part {
    Part {
        content_type: content_type.map(str::to_owned),
        ..part
    }
}
