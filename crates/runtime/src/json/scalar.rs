//! Strings that are converted while they are read, so that an error has the location of the string.

use std::fmt::{self, Display};

use serde::de::{Deserializer, Error, Visitor};

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
