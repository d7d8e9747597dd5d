//! Scalars that are converted while they are read, so that an error has the location of the scalar.

use std::fmt::{self, Display};

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::number::integer_of;

/// Deserializes a string and converts it.
///
/// # Errors
/// If the value is not a string, or the conversion fails.
pub fn string_with<'de, T, M: Display, D: Deserializer<'de>>(
    deserializer: D,
    convert: impl FnOnce(String) -> Result<T, M>,
) -> Result<T, D::Error> {
    deserializer.deserialize_string(StringWith(convert))
}

/// Deserializes a 64-bit integer and converts it. A number with a zero fraction counts as an
/// integer: `1.0` is `1`.
///
/// # Errors
/// If the value is not an integer or does not fit 64 bits, or the conversion fails.
pub fn integer_with<'de, T, M: Display, D: Deserializer<'de>>(
    deserializer: D,
    convert: impl FnOnce(i64) -> Result<T, M>,
) -> Result<T, D::Error> {
    deserializer.deserialize_i64(IntegerWith(convert))
}

struct StringWith<F>(F);

impl<T, M: Display, F: FnOnce(String) -> Result<T, M>> Visitor<'_> for StringWith<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
        (self.0)(value).map_err(E::custom)
    }
}

struct IntegerWith<F>(F);

impl<T, M: Display, F: FnOnce(i64) -> Result<T, M>> Visitor<'_> for IntegerWith<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("i64")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        (self.0)(value).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        match integer_of(value).and_then(|number| number.as_i64()) {
            Some(value) => self.visit_i64(value),
            None => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }
}
