//! Reading of JSON text: objects and arrays here, all other values by serde_json.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, Visitor};

use super::ValueError;
use super::number::normalize_numbers_in_text;

/// The number of nested objects and arrays that are read, as in serde_json.
pub(super) const MAX_DEPTH: usize = 128;

/// A type that is read from JSON text.
pub trait FromJson: Sized {
    /// Reads the next value of the text.
    ///
    /// # Errors
    /// If the value does not fit the type.
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError>;
}

/// A position in JSON text.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The number of objects and arrays around the position.
    depth: usize,
    /// Whether strings are also read as numbers and booleans.
    has_only_strings: bool,
}

/// The members of an object that have not been read yet.
#[derive(Debug)]
pub(crate) struct Members<'r, 't> {
    reader: &'r mut Reader<'t>,
    /// The name of the current member, or `None` before the first one.
    name: Option<Cow<'t, str>>,
}

/// The elements of an array that have not been read yet.
#[derive(Debug)]
pub(crate) struct Elements<'r, 't> {
    reader: &'r mut Reader<'t>,
    /// The index of the next element.
    index: usize,
}

impl<'t> Reader<'t> {
    /// Creates a reader of this text.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            has_only_strings: false,
        }
    }

    /// Creates a reader that also reads strings as numbers and booleans. All values of a header are
    /// strings.
    pub(crate) fn of_strings(text: &'t str) -> Self {
        Self {
            has_only_strings: true,
            ..Self::new(text)
        }
    }

    /// Reads the only value of the text.
    pub(crate) fn whole<T: FromJson>(mut self) -> Result<T, ValueError> {
        let value = T::from_json(&mut self)?;
        match self.peek() {
            None => Ok(value),
            Some(_) => Err(unexpected()),
        }
    }

    /// Reads the next value with serde.
    ///
    /// # Errors
    /// If the value does not fit the type.
    pub fn serde<T: DeserializeOwned>(&mut self) -> Result<T, ValueError> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) if error.is_data() => self.serde_again(&error),
            Some(Err(error)) => Err(ValueError::without_position(&error)),
            None => Err(unexpected()),
        }
    }

    /// Reads a value that serde_json has rejected: with integers for numbers such as `1.0`, or as
    /// the scalar in a string.
    fn serde_again<T: DeserializeOwned>(
        &mut self,
        error: &serde_json::Error,
    ) -> Result<T, ValueError> {
        let rest = self.rest();
        self.skip()?;
        let length = rest.len() - self.rest().len();
        let value = rest.get(..length).unwrap_or(rest);
        if let Some(text) = normalize_numbers_in_text(value.as_bytes()) {
            return serde_json::from_str(&text)
                .map_err(|error| ValueError::located(text.as_bytes(), &error));
        }
        let scalar = || {
            let text: String = serde_json::from_str(value).ok()?;
            serde_json::from_str(&text).ok()
        };
        let scalar = self.has_only_strings.then(scalar).flatten();
        scalar.ok_or_else(|| ValueError::located(value.as_bytes(), error))
    }

    /// Skips the next value.
    pub(crate) fn skip(&mut self) -> Result<(), ValueError> {
        self.serde::<IgnoredAny>().map(drop)
    }

    /// Skips `null`. Returns `false` if the next value is another one.
    pub(crate) fn null(&mut self) -> bool {
        self.peek();
        let is_null = self.rest().starts_with("null");
        if is_null {
            self.at += "null".len();
        }
        is_null
    }

    /// Begins to read an object.
    pub(crate) fn object(&mut self) -> Result<Members<'_, 't>, ValueError> {
        if self.peek() != Some(b'{') {
            return self.serde::<Object>().and_then(|Object| Err(unexpected()));
        }
        self.begin()?;
        Ok(Members {
            reader: self,
            name: None,
        })
    }

    /// Begins to read an array.
    pub(crate) fn array(&mut self) -> Result<Elements<'_, 't>, ValueError> {
        if self.peek() != Some(b'[') {
            return self.serde::<Array>().and_then(|Array| Err(unexpected()));
        }
        self.begin()?;
        Ok(Elements {
            reader: self,
            index: 0,
        })
    }

    fn begin(&mut self) -> Result<(), ValueError> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ValueError::new("recursion limit exceeded"));
        }
        Ok(())
    }

    /// Moves to the next member or element. Returns `false` at the end, which `end` marks.
    fn next(&mut self, is_first: bool, end: u8) -> Result<bool, ValueError> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                self.peek();
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(unexpected()),
        }
    }

    /// Reads the name of a member, and the colon after it.
    fn name(&mut self) -> Result<Cow<'t, str>, ValueError> {
        let Some(name) = self.rest().strip_prefix('"') else {
            return Err(unexpected());
        };
        let end = name
            .bytes()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        let end = end.filter(|end| name.as_bytes().get(*end) == Some(&b'"'));
        let name = match end.and_then(|end| name.get(..end)) {
            Some(name) => {
                self.at += name.len() + 2;
                Cow::Borrowed(name)
            }
            None => Cow::Owned(self.serde()?),
        };
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(unexpected()),
        }
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.rest().bytes();
        let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        self.at += rest.take_while(space).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

impl Members<'_, '_> {
    /// Moves to the next member and returns its name, or `None` after the last one.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, ValueError> {
        if !self.reader.next(self.name.is_none(), b'}')? {
            return Ok(None);
        }
        self.name = Some(self.reader.name()?);
        Ok(self.name.as_deref())
    }

    /// Reads the value of the member.
    pub(crate) fn value<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        read(self.reader).map_err(|error| error.inside(self.name.as_deref().unwrap_or_default()))
    }
}

impl Elements<'_, '_> {
    /// Reads the next element, or returns `None` after the last one.
    pub(crate) fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, ValueError>,
    ) -> Result<Option<T>, ValueError> {
        if !self.reader.next(self.index == 0, b']')? {
            return Ok(None);
        }
        let element = read(self.reader).map_err(|error| error.inside(&self.index.to_string()));
        self.index += 1;
        element.map(Some)
    }
}

/// Returns the error about text that is not JSON, which [`read`](super::read) replaces with the one
/// of serde_json.
fn unexpected() -> ValueError {
    ValueError::new("is not JSON")
}

/// A type that gives serde's message for a value that is something else.
macro_rules! expected {
    ($name:ident $method:ident $text:literal) => {
        struct $name;

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$method($name)
            }
        }

        impl Visitor<'_> for $name {
            type Value = Self;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($text)
            }
        }
    };
}

expected!(Object deserialize_map "an object");
expected!(Array deserialize_seq "an array");
