//! Writing of JSON text: objects and arrays here, all other values by serde_json.

use serde::Serialize;

use super::finite;
use super::plain::plain_length;

/// The initial capacity of the buffer in bytes.
const INITIAL_CAPACITY: usize = 512;

/// A type that is written as JSON text.
pub trait ToJson {
    /// Writes the value. The writer keeps errors.
    fn to_json(&self, writer: &mut Writer);
}

/// Writes a value as JSON text.
///
/// # Errors
/// If the value contains a number that is not finite, or does not serialize.
pub fn write<T: ToJson + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
    let mut writer = Writer {
        text: Vec::with_capacity(INITIAL_CAPACITY),
        error: None,
    };
    value.to_json(&mut writer);
    writer.finish()
}

/// JSON text that is being written, and the first error.
#[derive(Debug, Default)]
pub struct Writer {
    text: Vec<u8>,
    error: Option<String>,
}

impl Writer {
    /// Writes a value with serde.
    pub fn serde<T: Serialize + ?Sized>(&mut self, value: &T) {
        if let Err(error) = finite::write(&mut self.text, value) {
            self.fail(|| error.to_string());
        }
    }

    /// Writes a string.
    pub fn string(&mut self, string: &str) {
        let bytes = string.as_bytes();
        if plain_length(bytes) < bytes.len() {
            return self.serde(string);
        }
        self.text.reserve(bytes.len() + 2);
        self.text.push(b'"');
        self.text.extend_from_slice(bytes);
        self.text.push(b'"');
    }

    /// Writes a value that is JSON text already.
    pub(crate) fn text(&mut self, text: &str) {
        self.text.extend(text.as_bytes());
    }

    /// Returns the number of bytes written.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// Removes everything after this number of bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    pub(crate) fn null(&mut self) {
        self.text.extend(b"null");
    }

    /// Begins an object or an array.
    pub(crate) fn begin(&mut self, bracket: u8) {
        self.text.push(bracket);
    }

    /// Begins a member or an element.
    pub(crate) fn separate(&mut self) {
        if !matches!(self.text.last(), Some(b'{' | b'[')) {
            self.text.push(b',');
        }
    }

    /// Begins a member of an object.
    pub(crate) fn name(&mut self, name: &str) {
        self.separate();
        self.string(name);
        self.text.push(b':');
    }

    /// Ends an object or an array.
    pub(crate) fn end(&mut self, bracket: u8) {
        self.text.push(bracket);
    }

    pub(crate) fn fail(&mut self, error: impl FnOnce() -> String) {
        self.error.get_or_insert_with(error);
    }

    /// Returns the text.
    ///
    /// # Errors
    /// The first error.
    pub(super) fn into_text(self) -> Result<String, String> {
        String::from_utf8(self.finish()?).map_err(|error| error.to_string())
    }

    /// Returns the bytes of the text.
    ///
    /// # Errors
    /// The first error.
    pub(crate) fn finish(self) -> Result<Vec<u8>, String> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.text),
        }
    }
}
