//! Deserialization of values that are parsed from strings. An error is reported at the location of
//! the string rather than at that of the enclosing array.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

use crate::catalogue::config::InvalidValue;
use crate::names::{ConfiguredName, Name};

/// The separator of message and hint in the text of an error, because the deserializer keeps only
/// the text of an error.
const HINT: &str = "\0";

/// Returns the message and the hint of an error from [`parsed`], or `None` for any other error.
pub(super) fn message_and_hint(error: &str) -> Option<(&str, &str)> {
    error.rsplit_once(HINT)
}

/// Deserializes a string and parses it.
pub(super) fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = InvalidValue>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(Parsed(PhantomData))
}

struct Parsed<T>(PhantomData<T>);

impl<T: FromStr<Err = InvalidValue>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse()
            .map_err(|error: InvalidValue| E::custom(format_args!("{error}{HINT}{}", error.hint())))
    }
}

/// Implements `Deserialize` with `FromStr`.
macro_rules! deserialize_from_text {
    ($($name:ident),*) => {
        $(
            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::config::text::parsed(deserializer)
                }
            }
        )*
    };
}

pub(super) use deserialize_from_text;

impl<'de, N: Name> serde::Deserialize<'de> for ConfiguredName<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}
