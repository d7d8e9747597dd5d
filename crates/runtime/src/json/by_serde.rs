//! The connection of JSON text with serde, in both directions.

use std::any::type_name;

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

use super::buffer::{deserialize_buffered, deserialize_object};
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

/// Deserializes a type that is read from JSON text, to which the value is converted first: code for
/// each format would have to be generated for each type.
///
/// # Errors
/// If the value does not fit `T`.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if type_name::<D>().contains(HEADER) {
        return deserialize_object(deserializer, |value| {
            Reader::of_strings(&value.to_string()).whole()
        });
    }
    deserialize_buffered(deserializer, |value| {
        Reader::new(&value.to_string()).whole()
    })
}

/// Serializes a type that is written as JSON text.
///
/// # Errors
/// If the value contains a number that is not finite, or the serializer fails.
pub fn serialize<T: ToJson, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = write(value).map_err(S::Error::custom)?;
    serde_json::from_slice::<OrderedValue>(&text)
        .map_err(S::Error::custom)?
        .serialize(serializer)
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

json_by_serde!((), bool, i8, i16, i32, i64, u8, u16, u32, u64, f64, String);
