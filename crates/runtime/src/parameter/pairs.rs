use std::borrow::Cow;

use super::DecodeError;
use super::percent::{percent_decode, percent_encode_except_reserved};

/// A name and its value in a query, a form or a cookie.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The decoded name.
    pub(crate) name: String,
    /// The name before percent-decoding.
    raw_name: String,
    /// The value before percent-decoding.
    pub(crate) raw: String,
    /// The decoded value.
    pub(crate) value: String,
}

impl Pair {
    /// Creates a pair from a name and a value that are not percent-encoded.
    pub(crate) fn unencoded(name: String, value: String) -> Self {
        Self {
            raw_name: name.clone(),
            name,
            raw: percent_encode_except_reserved(&value),
            value,
        }
    }

    /// Returns the part of the decoded name before its first bracket, or `None` if the name has no
    /// keys in brackets.
    pub(crate) fn base_name(&self) -> Option<String> {
        self.forms().find_map(|form| {
            let (base, rest) = form.text.split_at(form.text.find('[')?);
            split_keys(rest).is_some().then_some(())?;
            form.decode(base)
        })
    }

    /// Returns whether brackets in the name are percent-encoded, so that they may belong to a key.
    pub(crate) fn has_only_encoded_brackets(&self) -> bool {
        !self.raw_name.contains('[')
    }

    /// Returns the keys in brackets after a name: none for the name itself, `None` for another
    /// name.
    pub(crate) fn keys_after(&self, name: &str) -> Option<Vec<String>> {
        if self.name == name {
            return Some(Vec::new());
        }
        // Percent-encoding makes a byte three bytes long.
        let longest = name.len().saturating_mul(3);
        self.forms().find_map(|form| {
            let ends = form.text.match_indices('[').map(|(end, _)| end);
            let mut ends = ends.take_while(|end| *end <= longest);
            let end = ends.find(|end| {
                let base = form.text.get(..*end).and_then(|base| form.decode(base));
                base.is_some_and(|base| base == name)
            })?;
            let keys = split_keys(form.text.get(end..)?)?;
            keys.map(|key| form.decode(key)).collect()
        })
    }

    /// Returns the forms of the name in which brackets may delimit keys. Brackets that are not
    /// percent-encoded do. Many clients encode the delimiters as well, so without such brackets the
    /// encoded ones do.
    fn forms(&self) -> impl Iterator<Item = NameForm<'_>> {
        let forms = [(&self.raw_name, true), (&self.name, false)];
        forms
            .into_iter()
            .map(|(text, is_encoded)| NameForm { text, is_encoded })
    }
}

/// A name whose brackets may delimit keys.
struct NameForm<'p> {
    text: &'p str,
    is_encoded: bool,
}

impl NameForm<'_> {
    fn decode(&self, part: &str) -> Option<String> {
        if self.is_encoded {
            percent_decode(part).ok()
        } else {
            Some(part.to_owned())
        }
    }
}

/// Splits `[a][b]` into its keys. Returns `None` for text that is not in brackets.
fn split_keys(brackets: &str) -> Option<impl Iterator<Item = &str>> {
    let inner = brackets.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("]["))
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
            raw_name: self.name.into_owned(),
            value: percent_decode(&self.value)?,
            raw: self.value.into_owned(),
        })
    }
}
