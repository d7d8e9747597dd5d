use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::ValueError;
use super::error::duplicate_key;
use super::number::normalize_numbers_in_text;

/// The beginning of the keys that serde_json reserves: depending on its features, which any crate
/// of a program can enable, it replaces an object with such a key by what the value of the key
/// contains. A value must not change after it has been validated.
const RESERVED: &str = "$serde_json::private::";

/// Parses JSON text as [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) defines it. Rejects
/// duplicate keys, keys that serde_json reserves and more than 128 levels of nesting. A number without
/// a fraction is an integer if it fits 64 bits.
///
/// # Errors
/// If the text is not such JSON.
pub fn parse(text: &[u8]) -> Result<Value, ValueError> {
    let normalized = std::str::from_utf8(text)
        .ok()
        .and_then(normalize_numbers_in_text);
    let exact = normalized.as_deref().map_or(text, str::as_bytes);
    let mut deserializer = serde_json::Deserializer::from_slice(exact);
    Strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|_| ValueError::of(Strict, text))
}

/// Builds a [`Value`] and rejects duplicate keys, of which serde_json would keep the last.
pub(super) struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Strict)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(duplicate_key(&key).inside(&key)));
            }
            if key.starts_with(RESERVED) {
                let error = ValueError::new(format_args!("the key {key:?} is reserved"));
                return Err(A::Error::custom(error.inside(&key)));
            }
            let value = access.next_value_seed(Strict)?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}
