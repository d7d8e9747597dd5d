//! Values of any type as JSON text.

use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde_json::Value;

use super::strict::Strict;
use super::{FromJson, Reader, ToJson, ValueError, Writer};

/// A value that was read with [`Strict`].
struct StrictValue(Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Strict.deserialize(deserializer).map(Self)
    }
}

impl FromJson for Value {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        reader.serde_at_any_depth().map(|StrictValue(value)| value)
    }
}

impl ToJson for Value {
    fn to_json(&self, writer: &mut Writer) {
        writer.serde(self);
    }
}
