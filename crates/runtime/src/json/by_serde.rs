//! The connection of JSON text with serde, in both directions.

use std::any::type_name;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::buffer::{deserialize_buffered, deserialize_object};
use super::locate::is_locating;
use super::{FromJson, OrderedValue, Reader, ToJson, ValueError, Writer, write};

/// A value whose type only implements serde's traits.
#[derive(Clone, Copy, Debug)]
pub struct BySerde<T>(T);

impl<T> BySerde<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: DeserializeOwned> FromJson for BySerde<T> {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        reader.serde().map(Self)
    }
}

impl<T: Serialize> ToJson for BySerde<T> {
    fn to_json(&self, writer: &mut Writer) {
        writer.serde(&self.0);
    }
}

/// A part of the name of the deserializer of headers, to which every value is a string until its
/// type is known.
const HEADER: &str = "specwright_runtime::headers::deserializer::HeaderDeserializer";

/// Deserializes a type that is read from JSON text.
///
/// The text of serde_json is read directly. Any other format, for which code would have to be
/// generated for each type, is converted to JSON text first.
///
/// # Errors
/// If the value does not fit `T`.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if is_json_source(type_name::<D>()) && !is_locating() {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        return Reader::new(text.get()).whole().map_err(D::Error::custom);
    }
    if type_name::<D>().contains(HEADER) {
        return deserialize_object(deserializer, |value| {
            Reader::of_strings(&value.to_string()).whole()
        });
    }
    deserialize_buffered(deserializer, |value| {
        Reader::new(&value.to_string()).whole()
    })
}

/// Serializes a type that is written as JSON text. The text is passed to serde_json as it is.
///
/// # Errors
/// If the value contains a number that is not finite, or the serializer fails.
pub fn serialize<T: ToJson, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = write(value).map_err(S::Error::custom)?;
    let text = String::from_utf8(text).map_err(S::Error::custom)?;
    if is_json_target(type_name::<S>()) {
        return RawValue::from_string(text)
            .map_err(S::Error::custom)?
            .serialize(serializer);
    }
    serde_json::from_str::<OrderedValue>(&text)
        .map_err(S::Error::custom)?
        .serialize(serializer)
}

/// Returns whether a deserializer with this type name is one of serde_json.
fn is_json_source(name: &str) -> bool {
    use serde_json::Deserializer;
    use serde_json::de::{SliceRead, StrRead};

    name == type_name::<&mut Deserializer<SliceRead<'_>>>()
        || name == type_name::<&mut Deserializer<StrRead<'_>>>()
        || name == type_name::<Value>()
        || name == type_name::<&Value>()
}

/// Returns whether a serializer with this type name is one of serde_json that writes compact text
/// or a [`Value`].
fn is_json_target(name: &str) -> bool {
    let name = match name.strip_prefix("specwright_runtime::json::finite::Finite<") {
        Some(inner) => inner.strip_suffix('>').unwrap_or(inner),
        None => name,
    };
    name == type_name::<serde_json::value::Serializer>()
        || (name.starts_with("&mut serde_json::ser::Serializer<")
            && !name.contains("PrettyFormatter"))
}

/// Reads and writes types as JSON text with their implementations of serde's traits.
///
/// ```
/// # use serde::{Deserialize, Serialize};
/// #[derive(Serialize, Deserialize)]
/// struct Point(f64, f64);
/// specwright_runtime::json_by_serde!(Point);
/// ```
#[macro_export]
macro_rules! json_by_serde {
    ($($name:ty),* $(,)?) => {
        $(
            impl $crate::json::FromJson for $name {
                #[inline]
                fn from_json(
                    reader: &mut $crate::json::Reader<'_>,
                ) -> ::core::result::Result<Self, $crate::json::ValueError> {
                    reader.serde()
                }
            }

            impl $crate::json::ToJson for $name {
                #[inline]
                fn to_json(&self, writer: &mut $crate::json::Writer) {
                    writer.serde(self);
                }
            }
        )*
    };
}

json_by_serde!(
    (),
    bool,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    f64,
    String,
    Value
);
