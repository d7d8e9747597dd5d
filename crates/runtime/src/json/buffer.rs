//! Buffering: reads a whole value before its type is decided.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::strict::Strict;
use super::{ValueError, normalize_numbers, read::read_on_this_stack};

/// Reads a value and converts it while the deserializer is still at the end of the value, so that a
/// failed conversion is located there and not at the end of the enclosing object.
pub(crate) fn deserialize_buffered<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    convert: impl FnOnce(Value) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    let mut convert = Some(convert);
    let mut converted = None;
    let mut then = |value| {
        converted = convert
            .take()
            .map(|convert| convert(normalize_numbers(value)))
            .transpose()?;
        Ok(())
    };
    deserializer.deserialize_any(Buffer { then: &mut then })?;
    converted.ok_or_else(|| D::Error::custom("expected a JSON value"))
}

/// Deserializes a buffered value from its text, because only an error about text has a location.
pub(crate) fn read_value<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    read_on_this_stack(value.to_string().as_bytes())
}

struct Buffer<'a> {
    then: &'a mut dyn FnMut(Value) -> Result<(), ValueError>,
}

impl Buffer<'_> {
    fn end<E: Error>(self, value: impl Into<Value>) -> Result<(), E> {
        (self.then)(value.into()).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Buffer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.end(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.end(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.end(value)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<(), E> {
        self.end(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let value = Strict.deserialize(SeqAccessDeserializer::new(access))?;
        self.end(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let value = Strict.deserialize(MapAccessDeserializer::new(access))?;
        self.end(value)
    }
}
