//! Reading of JSON text: objects and arrays here, all other values by serde_json.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::ValueError;
use super::depth::{SHALLOW, depth_of_text};
use super::expected::{Array, Object};
use super::number::normalize_numbers_in_text;
use super::plain::plain_length;

/// The number of nested objects and arrays that are read, as in serde_json.
pub(super) const MAX_DEPTH: usize = 128;

/// The number of digits of the integers that are read here, which fit 64 bits.
const MAX_DIGITS: usize = 18;

/// A type that is read from JSON text.
pub trait FromJson: Sized {
    /// Reads the next value of the text.
    ///
    /// # Errors
    /// If the value does not fit the type.
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError>;
}

/// A position in JSON text.
#[derive(Clone, Debug)]
pub struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The number of objects and arrays around the position.
    depth: usize,
    /// Whether strings are also read as numbers and booleans.
    has_only_strings: bool,
    /// Set if the text nests more deeply than the stack of any thread can handle. Without it, the
    /// depth is only limited by [`MAX_DEPTH`].
    is_deep: Option<&'t Cell<bool>>,
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
            is_deep: None,
        }
    }

    /// Creates a reader that fails and sets `is_deep` if the text has more than [`SHALLOW`] levels.
    pub(super) fn shallow(text: &'t str, is_deep: &'t Cell<bool>) -> Self {
        Self {
            is_deep: Some(is_deep),
            ..Self::new(text)
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
        // A type that is read with serde restarts the count of levels.
        if matches!(self.peek(), Some(b'{' | b'[')) {
            let value = self.clone().take()?;
            self.check_depth(self.depth + depth_of_text(value.rest().as_bytes()))?;
        }
        self.serde_at_any_depth()
    }

    /// Reads a string and converts it.
    ///
    /// # Errors
    /// If the value is not a string, or the conversion fails.
    pub fn string_with<T, M: fmt::Display>(
        &mut self,
        convert: impl FnOnce(&str) -> Result<T, M>,
    ) -> Result<T, ValueError> {
        convert(&self.string()?).map_err(ValueError::new)
    }

    /// Reads a 64-bit integer and converts it. A number with a zero fraction counts as an integer:
    /// `1.0` is `1`.
    ///
    /// # Errors
    /// If the value is not an integer or does not fit 64 bits, or the conversion fails.
    pub fn integer_with<T, M: fmt::Display>(
        &mut self,
        convert: impl FnOnce(i64) -> Result<T, M>,
    ) -> Result<T, ValueError> {
        convert(i64::from_json(self)?).map_err(ValueError::new)
    }

    /// Reads a string.
    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, ValueError> {
        match self.plain_string() {
            Some(string) => Ok(Cow::Borrowed(string)),
            None => self.serde().map(Cow::Owned),
        }
    }

    /// Reads the next value with serde, as a type that needs little of the stack.
    pub(super) fn serde_at_any_depth<T: DeserializeOwned>(&mut self) -> Result<T, ValueError> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) if error.is_data() => self.serde_again(),
            Some(Err(error)) => Err(ValueError::without_position(&error)),
            None => Err(unexpected()),
        }
    }

    /// Reads a value that serde_json has rejected: with integers for numbers such as `1.0`, or as
    /// the scalar in a string.
    fn serde_again<T: DeserializeOwned>(&mut self) -> Result<T, ValueError> {
        let rest = self.rest();
        self.skip()?;
        let length = rest.len() - self.rest().len();
        let value = rest.get(..length).unwrap_or(rest);
        if let Some(text) = normalize_numbers_in_text(value) {
            return serde_json::from_str(&text)
                .map_err(|_| ValueError::of(PhantomData::<T>, text.as_bytes()));
        }
        let scalar = || {
            let text: String = serde_json::from_str(value).ok()?;
            serde_json::from_str(&text).ok()
        };
        let scalar = self.has_only_strings.then(scalar).flatten();
        scalar.ok_or_else(|| ValueError::of(PhantomData::<T>, value.as_bytes()))
    }

    /// Returns whether a part of the text was not read because it is too deep for this stack.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.is_deep.is_some_and(Cell::get)
    }

    /// Skips the next value. Returns a reader of its text.
    pub(crate) fn take(&mut self) -> Result<Self, ValueError> {
        self.peek();
        let start = self.clone();
        self.skip()?;
        Ok(Self {
            text: self.text.get(..self.at).unwrap_or_default(),
            ..start
        })
    }

    /// Returns the text after the position.
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips the next value.
    pub(crate) fn skip(&mut self) -> Result<(), ValueError> {
        self.serde_at_any_depth::<IgnoredAny>().map(drop)
    }

    /// Skips `null`. Returns `false` if the next value is another one.
    pub(crate) fn null(&mut self) -> bool {
        self.word("null")
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
        self.check_depth(self.depth)
    }

    fn check_depth(&self, depth: usize) -> Result<(), ValueError> {
        let max = match self.is_deep {
            Some(_) => SHALLOW,
            None => MAX_DEPTH,
        };
        if depth <= max {
            return Ok(());
        }
        if let Some(is_deep) = self.is_deep {
            is_deep.set(true);
        }
        Err(ValueError::new("recursion limit exceeded"))
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
        if self.peek() != Some(b'"') {
            return Err(unexpected());
        }
        let name = self.string()?;
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(unexpected()),
        }
    }

    /// Reads a string without escapes. Returns `None` before any other value.
    pub(super) fn plain_string(&mut self) -> Option<&'t str> {
        self.peek();
        let rest = self.rest().strip_prefix('"')?;
        let (string, end) = rest.split_at_checked(plain_length(rest.as_bytes()))?;
        end.starts_with('"').then(|| {
            self.at += string.len() + 2;
            string
        })
    }

    /// Reads an integer without a fraction, an exponent or many digits. Returns `None` before any
    /// other value.
    pub(super) fn plain_integer(&mut self) -> Option<i64> {
        self.peek();
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let length = rest.len() - digits.len() + count;
        let (number, after) = rest.split_at_checked(length)?;
        let is_plain = match digits.as_bytes() {
            // Negative zero is not an integer, and a leading zero is not JSON.
            [b'0', ..] => number == "0",
            _ => (1..=MAX_DIGITS).contains(&count),
        };
        let is_end = matches!(
            after.as_bytes().first(),
            None | Some(b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t')
        );
        let number = number.parse().ok().filter(|_| is_plain && is_end)?;
        self.at += length;
        Some(number)
    }

    /// Skips this word. Returns `false` before any other value.
    pub(super) fn word(&mut self, word: &str) -> bool {
        self.peek();
        let Some(after) = self.rest().strip_prefix(word) else {
            return false;
        };
        let is_end = !after.starts_with(|character: char| character.is_ascii_alphanumeric());
        if is_end {
            self.at += word.len();
        }
        is_end
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }
}

impl<'t> Members<'_, 't> {
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
        read: impl FnOnce(&mut Reader<'t>) -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        read(self.reader).map_err(|error| error.inside(self.name.as_deref().unwrap_or_default()))
    }
}

impl<'t> Elements<'_, 't> {
    /// Reads the next element, or returns `None` after the last one.
    pub(crate) fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'t>) -> Result<T, ValueError>,
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
