use std::borrow::Cow;

use super::DecodeError;
use super::percent::{percent_decode, percent_encode_except_reserved};

/// A name and its value in a query, a form or a cookie.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The decoded name.
    pub(crate) name: String,
    /// The value before percent-decoding.
    pub(crate) raw: String,
    /// The decoded value.
    pub(crate) value: String,
}

impl Pair {
    /// Creates a pair from a name and a value that are not percent-encoded.
    pub(crate) fn unencoded(name: String, value: String) -> Self {
        Self {
            name,
            raw: percent_encode_except_reserved(&value),
            value,
        }
    }
}

/// Parses a percent-encoded form, such as `a=1&b=2`.
pub(crate) fn parse_form(text: &str) -> Result<Vec<Pair>, DecodeError> {
    split(text, '&', true).map(RawPair::decode).collect()
}

/// Parses those pairs of a query whose decoded name satisfies `is_included`. The other pairs may be
/// malformed.
pub(super) fn parse_query(
    text: &str,
    is_included: impl Fn(&str) -> bool,
) -> Result<Vec<Pair>, DecodeError> {
    parse_included(split(text, '&', true), is_included)
}

/// Parses the value of a `Cookie` header like [`parse_query`].
pub(super) fn parse_cookies(
    text: &str,
    is_included: impl Fn(&str) -> bool,
) -> Result<Vec<Pair>, DecodeError> {
    parse_included(split(text, ';', false), is_included)
}

/// A name and a value before percent-decoding.
struct RawPair<'t> {
    name: Cow<'t, str>,
    value: Cow<'t, str>,
}

fn parse_included<'t>(
    pairs: impl Iterator<Item = RawPair<'t>>,
    is_included: impl Fn(&str) -> bool,
) -> Result<Vec<Pair>, DecodeError> {
    pairs
        .filter(|pair| percent_decode(&pair.name).is_ok_and(|name| is_included(&name)))
        .map(RawPair::decode)
        .collect()
}

/// Splits the text into pairs, and replaces plus signs with encoded spaces if requested.
fn split(text: &str, separator: char, plus_is_space: bool) -> impl Iterator<Item = RawPair<'_>> {
    text.split(separator)
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(move |pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            RawPair {
                name: decode_plus(name, plus_is_space),
                value: decode_plus(value, plus_is_space),
            }
        })
}

fn decode_plus(text: &str, plus_is_space: bool) -> Cow<'_, str> {
    if plus_is_space && text.contains('+') {
        Cow::Owned(text.replace('+', "%20"))
    } else {
        Cow::Borrowed(text)
    }
}

impl RawPair<'_> {
    fn decode(self) -> Result<Pair, DecodeError> {
        Ok(Pair {
            name: percent_decode(&self.name)?,
            value: percent_decode(&self.value)?,
            raw: self.value.into_owned(),
        })
    }
}
