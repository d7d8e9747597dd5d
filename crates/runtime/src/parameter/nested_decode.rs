//! Decodes nested values in a query or form: `name[key]=value`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::DecodeError;
use super::nested::MAX_DEPTH;
use super::pairs::Pair;
use crate::schema::{JsonTypes, Schema};

/// The values of one name, and of the names with brackets after it.
#[derive(Default)]
pub(crate) struct NestedValue {
    values: Vec<String>,
    children: BTreeMap<Key, NestedValue>,
}

/// The text between brackets. Numbers are ordered by their value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Index(u64),
    Name(String),
}

/// Decodes the value with this name, or returns `None` if no pair belongs to it.
pub(super) fn decode_nested(
    name: &str,
    pairs: &[Pair],
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let mut root = NestedValue::default();
    for pair in pairs {
        if let Some(keys) = pair.keys_after(name) {
            root.insert(keys, pair.value.clone())?;
        }
    }
    if root.is_empty() {
        Ok(None)
    } else {
        root.read(schema).map(Some)
    }
}

impl NestedValue {
    /// Adds a value by the keys in brackets after its name.
    pub(crate) fn insert(&mut self, keys: Vec<String>, value: String) -> Result<(), DecodeError> {
        if keys.len() > MAX_DEPTH {
            return Err(DecodeError::Style);
        }
        let leaf = keys.into_iter().fold(self, |nested, key| {
            nested.children.entry(Key::parse(key)).or_default()
        });
        leaf.values.push(value);
        Ok(())
    }

    /// Returns whether no value was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.children.is_empty()
    }

    /// Reads the value as the types that the schema allows. A repeated name, `name[]` and `name[0]`
    /// are elements of an array.
    pub(crate) fn read(self, schema: &Schema) -> Result<Value, DecodeError> {
        let types = schema.json_types();
        let is_array = types.has(JsonTypes::ARRAY);
        match (self.values.as_slice(), self.children.is_empty()) {
            ([value], true) if !is_array || types.has_scalar() => Ok(schema.read_string(value)),
            (values, true) if is_array => {
                let element = |(position, value): (usize, &String)| {
                    schema.element(position).read_string(value)
                };
                Ok(values.iter().enumerate().map(element).collect())
            }
            ([], false) if is_array && self.is_list(schema) => self.read_elements(schema),
            ([], false) => self.read_properties(schema),
            (_, true) => Err(DecodeError::Repeated),
            (_, false) => Err(DecodeError::Style),
        }
    }

    /// Reads a value within another one, where an empty object or array is an empty string.
    fn read_child(self, schema: &Schema) -> Result<Value, DecodeError> {
        let types = schema.json_types();
        if self.children.is_empty() && self.values == [""] && !types.has_scalar() {
            if types.has(JsonTypes::OBJECT) {
                return Ok(Value::Object(Map::new()));
            }
            if types.has(JsonTypes::ARRAY) {
                return Ok(Value::Array(Vec::new()));
            }
        }
        self.read(schema)
    }

    /// Returns whether the keys are those of an array. If the schema allows anything, the indexes
    /// must be complete, because numbers can also be the keys of an object.
    fn is_list(&self, schema: &Schema) -> bool {
        let mut keys = self.children.keys();
        if schema.is_any() {
            keys.zip(0..).all(|(key, index)| key.is_index(index))
        } else {
            keys.all(Key::is_position)
        }
    }

    fn read_elements(self, schema: &Schema) -> Result<Value, DecodeError> {
        let mut elements = Vec::new();
        for (key, nested) in self.children {
            match (key, nested.children.is_empty()) {
                // `name[]` is repeated for each element.
                (Key::Name(_), true) => {
                    for value in &nested.values {
                        elements.push(schema.element(elements.len()).read_string(value));
                    }
                }
                _ => elements.push(nested.read_child(schema.element(elements.len()))?),
            }
        }
        Ok(Value::Array(elements))
    }

    fn read_properties(self, schema: &Schema) -> Result<Value, DecodeError> {
        let property = |(key, nested): (Key, NestedValue)| {
            let key = key.into_string();
            let schema = schema.property(&key);
            let value = nested.read_child(schema.unwrap_or(const { &Schema::any() }))?;
            Ok((key, value))
        };
        self.children
            .into_iter()
            .map(property)
            .collect::<Result<_, _>>()
            .map(Value::Object)
    }
}

impl Key {
    fn parse(text: String) -> Self {
        let is_index =
            text == "0" || !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(index) if is_index => Key::Index(index),
            _ => Key::Name(text),
        }
    }

    fn into_string(self) -> String {
        match self {
            Key::Index(index) => index.to_string(),
            Key::Name(name) => name,
        }
    }

    /// Returns whether the key is this index, or the empty one of `name[]`.
    fn is_index(&self, position: u64) -> bool {
        match self {
            Key::Index(index) => *index == position,
            Key::Name(name) => name.is_empty(),
        }
    }

    /// Returns whether the key can denote an element of an array.
    fn is_position(&self) -> bool {
        match self {
            Key::Index(_) => true,
            Key::Name(name) => name.is_empty(),
        }
    }
}
