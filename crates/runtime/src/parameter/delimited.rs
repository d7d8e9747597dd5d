//! Decodes values whose parts are separated by a delimiter.

use serde_json::{Map, Value};

use super::DecodeError;
use super::percent::percent_decode;
use crate::schema::{JsonTypes, Schema};

/// A string split at the delimiter of its style. Each part and the whole are percent-decoded.
pub(super) struct Delimited {
    pub(super) whole: String,
    pub(super) parts: Vec<String>,
}

impl Delimited {
    /// Splits a percent-encoded string at a delimiter.
    pub(super) fn split(text: &str, delimiter: char) -> Result<Self, DecodeError> {
        let parts = text
            .split(delimiter)
            .map(percent_decode)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            whole: percent_decode(text)?,
            parts,
        })
    }

    /// Reads the parts as the types that the schema allows. An empty string is an empty array or
    /// object.
    pub(super) fn read(self, explode: bool, schema: &Schema) -> Result<Value, DecodeError> {
        let types = schema.json_types();
        let parts = if self.whole.is_empty() {
            Vec::new()
        } else {
            self.parts
        };
        if !is_compound(schema) || (types.has_scalar() && parts.len() < 2) {
            return Ok(schema.read_string(&self.whole));
        }
        if types.has(JsonTypes::ARRAY) {
            return Ok(read_elements(parts.iter().map(String::as_str), schema));
        }
        read_properties(&parts, explode, schema)
    }
}

/// Reads `key=value` (exploded), or alternating keys and values.
fn read_properties(parts: &[String], explode: bool, schema: &Schema) -> Result<Value, DecodeError> {
    let mut properties = Map::new();
    let mut insert = |key: &str, value: &str| {
        let value = schema
            .property(key)
            .unwrap_or(const { &Schema::any() })
            .read_string(value);
        properties
            .insert(key.to_owned(), value)
            .map_or(Ok(()), |_| Err(DecodeError::Repeated))
    };
    if explode {
        for part in parts {
            let (key, value) = part.split_once('=').ok_or(DecodeError::Style)?;
            insert(key, value)?;
        }
    } else {
        for pair in parts.chunks(2) {
            let [key, value] = pair else {
                return Err(DecodeError::Style);
            };
            insert(key, value)?;
        }
    }
    Ok(Value::Object(properties))
}

/// Reads each string by the schema of the element at its position.
pub(super) fn read_elements<'t>(strings: impl Iterator<Item = &'t str>, schema: &Schema) -> Value {
    strings
        .enumerate()
        .map(|(position, string)| schema.element(position).read_string(string))
        .collect()
}

/// Returns whether the schema allows an array or an object explicitly.
pub(super) fn is_compound(schema: &Schema) -> bool {
    !schema.is_any() && schema.json_types().has_compound()
}
