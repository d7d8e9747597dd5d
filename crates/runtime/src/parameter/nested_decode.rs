//! Decodes nested values in a query or form: `name[key]=value`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::DecodeError;
use super::pairs::Pair;
use crate::schema::{JsonTypes, Schema};

/// The maximum number of brackets after a name.
const MAX_DEPTH: usize = 16;

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

/// Decodes the object with this name, or returns `None` if no pair belongs to it.
pub(super) fn decode_nested(
    name: &str,
    pairs: &[Pair],
    schema: &Schema,
) -> Result<Option<Value>, DecodeError> {
    let mut root = NestedValue::default();
    for pair in pairs {
        let Some(brackets) = pair.name.strip_prefix(name).filter(|rest| !rest.is_empty()) else {
            continue;
        };
        root.insert(brackets, pair.value.clone())?;
    }
    if root.children.is_empty() {
        Ok(None)
    } else {
        root.read(schema).map(Some)
    }
}

impl NestedValue {
    /// Adds a value by the brackets after its name. A suffix that is not in brackets is ignored.
    pub(crate) fn insert(&mut self, brackets: &str, value: String) -> Result<(), DecodeError> {
        let mut keys = Vec::new();
        if !brackets.is_empty() {
            let Some(inner) = brackets
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            else {
                return Ok(());
            };
            keys.extend(inner.split("]["));
        }
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
            ([], false)
                if is_array && !schema.is_any() && self.children.keys().all(Key::is_position) =>
            {
                self.read_elements(schema)
            }
            ([], false) => self.read_properties(schema),
            (_, true) => Err(DecodeError::Repeated),
            (_, false) => Err(DecodeError::Style),
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
                _ => elements.push(nested.read(schema.element(elements.len()))?),
            }
        }
        Ok(Value::Array(elements))
    }

    fn read_properties(self, schema: &Schema) -> Result<Value, DecodeError> {
        let property = |(key, nested): (Key, NestedValue)| {
            let key = key.into_string();
            let value = nested.read(schema.property(&key).unwrap_or(const { &Schema::any() }))?;
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
    fn parse(text: &str) -> Self {
        let is_index =
            text == "0" || !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(index) if is_index => Key::Index(index),
            _ => Key::Name(text.to_owned()),
        }
    }

    fn into_string(self) -> String {
        match self {
            Key::Index(index) => index.to_string(),
            Key::Name(name) => name,
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
