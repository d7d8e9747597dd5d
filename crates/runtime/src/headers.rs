//! Typed header fields of responses, in the simple style of OpenAPI.

mod text;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::parameter::{self, Parameter};

/// The typed header fields of one response.
pub trait Headers: Sized {
    /// Takes the fields out of a response.
    ///
    /// # Errors
    /// When a required field is missing, or a field has another type.
    fn read(reader: &HeaderReader<'_>) -> Result<Self, HeaderError>;

    /// Puts the fields into a response.
    ///
    /// # Errors
    /// When a value can't stand in a header field.
    fn write(&self, writer: &mut HeaderWriter<'_>) -> Result<(), HeaderError>;
}

/// A header field that can't be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("header {name}: {message}")]
pub struct HeaderError {
    name: &'static str,
    message: String,
}

/// Reads header fields.
#[derive(Clone, Copy, Debug)]
pub struct HeaderReader<'a> {
    map: &'a HeaderMap,
}

/// Writes header fields.
#[derive(Debug)]
pub struct HeaderWriter<'a> {
    map: &'a mut HeaderMap,
}

impl Headers for () {
    fn read(_: &HeaderReader<'_>) -> Result<Self, HeaderError> {
        Ok(())
    }

    fn write(&self, _: &mut HeaderWriter<'_>) -> Result<(), HeaderError> {
        Ok(())
    }
}

impl HeaderError {
    fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self {
            name,
            message: message.into(),
        }
    }

    /// The name of the field.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<'a> HeaderReader<'a> {
    /// Reads from these fields.
    pub fn new(map: &'a HeaderMap) -> Self {
        Self { map }
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// When it is missing, is not UTF-8, or has another type.
    pub fn required<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, HeaderError> {
        self.optional(name)?
            .ok_or_else(|| HeaderError::new(name, "is missing"))
    }

    /// A field that may be absent.
    ///
    /// # Errors
    /// When it is not UTF-8, or has another type.
    pub fn optional<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, HeaderError> {
        let Some(value) = self.text(name)? else {
            return Ok(None);
        };
        T::deserialize(text::Text(&value))
            .map(Some)
            .map_err(|error| HeaderError::new(name, error.to_string()))
    }

    fn text(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, HeaderError> {
        field_text(self.map, name).map_err(|message| HeaderError::new(name, message))
    }
}

impl<'a> HeaderWriter<'a> {
    /// Writes to these fields.
    pub fn new(map: &'a mut HeaderMap) -> Self {
        Self { map }
    }

    /// Writes a field, in place of one of that name.
    ///
    /// # Errors
    /// When the value can't stand in a header field.
    pub fn required<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), HeaderError> {
        let value = serde_json::to_value(value)
            .map_err(|error| HeaderError::new(name, error.to_string()))?;
        self.put(name, &value)
    }

    /// Writes a field if there is a value.
    ///
    /// # Errors
    /// When the value can't stand in a header field.
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), HeaderError> {
        value.map_or(Ok(()), |value| self.required(name, value))
    }

    fn put(&mut self, name: &'static str, value: &serde_json::Value) -> Result<(), HeaderError> {
        let text = parameter::encode_header(&Parameter::header(name), value)
            .map_err(|error| HeaderError::new(name, error.to_string()))?;
        let field = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| HeaderError::new(name, "is not a name of a header field"))?;
        let value = field_value(&text)
            .ok_or_else(|| HeaderError::new(name, "the value has a control character"))?;
        self.map.insert(field, value);
        Ok(())
    }
}

/// The scalar value of a text.
#[cfg(feature = "client")]
pub(crate) fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    T::deserialize(text::Text(text)).map_err(|error| error.to_string())
}

/// The value of a field, several lines joined as RFC 9110, 5.3 says.
pub(crate) fn field_text<'m>(
    map: &'m HeaderMap,
    name: &str,
) -> Result<Option<Cow<'m, str>>, &'static str> {
    let mut joined: Option<Cow<'m, str>> = None;
    for value in map.get_all(name) {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| "is not UTF-8")?;
        match &mut joined {
            None => joined = Some(Cow::Borrowed(text)),
            Some(before) => before.to_mut().extend([", ", text]),
        }
    }
    Ok(joined)
}

/// A text as a field value; none if it has a control character, CR and LF among them.
pub(crate) fn field_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text.as_bytes()).ok()
}
