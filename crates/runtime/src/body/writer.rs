use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Encoding, File, Files, Form, Part};
use crate::OptionalNullable;
use crate::json::ValueError;
use crate::parameter::encode_member;

/// Writes the members of a multipart body as parts.
#[derive(Debug)]
pub struct FormWriter {
    encodings: &'static [Encoding],
    parts: Vec<Part>,
}

impl FormWriter {
    /// A writer of a body without parts.
    pub fn new(encodings: &'static [Encoding]) -> Self {
        Self {
            encodings,
            parts: Vec::new(),
        }
    }

    /// The parts in the order in which they were written.
    pub fn into_parts(self) -> Vec<Part> {
        self.parts
    }

    /// Writes a member. `null` has no text: it is a part of JSON.
    ///
    /// # Errors
    /// When it does not serialize, or its encoding has no text for it.
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), ValueError> {
        let value =
            serde_json::to_value(value).map_err(|error| ValueError::new(error).inside(name))?;
        self.value(name, &value).map_err(|error| error.inside(name))
    }

    /// Writes a member unless it is absent.
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

    /// Writes a member unless it is absent; `null` is written.
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

    /// Writes the files of a member.
    pub fn files<F: Files>(&mut self, name: &str, files: &F) {
        self.file_list(name, files.list());
    }

    /// Writes the additional members, save those that bear the name of a named one.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn additional<T: Serialize>(
        &mut self,
        members: &BTreeMap<String, T>,
        named: &[&str],
    ) -> Result<(), ValueError> {
        members
            .iter()
            .filter(|(name, _)| !named.contains(&name.as_str()))
            .try_for_each(|(name, value)| self.required(name, value))
    }

    /// Writes the additional members where these are files, save those that bear the name of a named one.
    pub fn additional_files<F: Files>(&mut self, members: &BTreeMap<String, F>, named: &[&str]) {
        let additional = members
            .iter()
            .filter(|(name, _)| !named.contains(&name.as_str()));
        additional.for_each(|(name, files)| self.file_list(name, files.list()));
    }

    fn file_list(&mut self, name: &str, files: &[File]) {
        let (_, content_type) = Encoding::find(self.encodings, name);
        for file in files {
            let mut file = file.clone();
            file.content_type = file
                .content_type
                .or_else(|| content_type.map(str::to_owned));
            self.parts.push(Part::file(name, file));
        }
    }

    fn value(&mut self, name: &str, value: &Value) -> Result<(), ValueError> {
        let (form, content_type) = Encoding::find(self.encodings, name);
        match (form, value) {
            (Form::Style(..), value) => {
                let pairs =
                    encode_member(name, value, form, str::to_owned).map_err(ValueError::new)?;
                self.parts.extend(
                    pairs
                        .into_iter()
                        .map(|(name, text)| with_type(Part::text(name, text), content_type)),
                );
            }
            (Form::Usual, Value::Array(items)) if !items.iter().any(Value::is_array) => {
                items
                    .iter()
                    .for_each(|item| self.element(name, item, content_type));
            }
            (Form::Usual, value) => self.element(name, value, content_type),
            (Form::Json, value) => self.json(name, value, content_type),
        }
        Ok(())
    }

    /// A value as one part: a text, or JSON where it has no text.
    fn element(&mut self, name: &str, value: &Value, content_type: Option<&str>) {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return self.json(name, value, None);
            }
        };
        self.parts
            .push(with_type(Part::text(name, text), content_type));
    }

    fn json(&mut self, name: &str, value: &Value, content_type: Option<&str>) {
        self.parts.push(
            Part::text(name, value.to_string())
                .content_type(content_type.unwrap_or("application/json")),
        );
    }
}

fn with_type(part: Part, content_type: Option<&str>) -> Part {
    Part {
        content_type: content_type.map(str::to_owned),
        ..part
    }
}
