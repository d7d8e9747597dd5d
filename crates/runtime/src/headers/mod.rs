//! Typed response headers, in the `simple` style of OpenAPI.

mod deserializer;
#[cfg(feature = "server")]
mod parameters;
mod value;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::deserializer::HeaderDeserializer;
use crate::parameter::{self, Parameter};

#[cfg(feature = "server")]
pub(crate) use self::parameters::parse_parameters;
pub(crate) use self::value::{combined_value, to_header_value};

/// The typed headers of one response.
pub trait Headers: Sized {
    /// Reads the headers of a response.
    ///
    /// # Errors
    /// If a required header is missing, or a value does not fit its type.
    fn read(reader: &HeaderReader<'_>) -> Result<Self, HeaderError>;

    /// Adds the headers to a response.
    ///
    /// # Errors
    /// If a value cannot be written as a header.
    fn write(&self, writer: &mut HeaderWriter<'_>) -> Result<(), HeaderError>;
}

/// A header that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("header {name}: {message}")]
pub struct HeaderError {
    name: &'static str,
    message: String,
}

/// Reads typed headers from a header map.
#[derive(Clone, Copy, Debug)]
pub struct HeaderReader<'a> {
    map: &'a HeaderMap,
}

/// Writes typed headers to a header map.
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

    /// The name of the header.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The description of the problem, without the name.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<'a> HeaderReader<'a> {
    /// Creates a reader of these headers.
    pub fn new(map: &'a HeaderMap) -> Self {
        Self { map }
    }

    /// Reads a required header.
    ///
    /// # Errors
    /// If the header is missing, is not UTF-8, or does not fit `T`.
    pub fn required<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, HeaderError> {
        self.optional(name)?
            .ok_or_else(|| HeaderError::new(name, "is missing"))
    }

    /// Reads an optional header.
    ///
    /// # Errors
    /// If the header is not UTF-8 or does not fit `T`.
    pub fn optional<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, HeaderError> {
        let Some(value) = self.value(name)? else {
            return Ok(None);
        };
        T::deserialize(HeaderDeserializer(&value))
            .map(Some)
            .map_err(|error| HeaderError::new(name, error.to_string()))
    }

    fn value(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, HeaderError> {
        combined_value(self.map, name).map_err(|message| HeaderError::new(name, message))
    }
}

impl<'a> HeaderWriter<'a> {
    /// Creates a writer to these headers.
    pub fn new(map: &'a mut HeaderMap) -> Self {
        Self { map }
    }

    /// Writes a header and replaces an existing one of that name.
    ///
    /// # Errors
    /// If the value cannot be written as a header.
    pub fn required<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), HeaderError> {
        let value = serde_json::to_value(value)
            .map_err(|error| HeaderError::new(name, error.to_string()))?;
        self.insert(name, &value)
    }

    /// Writes a header if the value is present.
    ///
    /// # Errors
    /// If the value cannot be written as a header.
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), HeaderError> {
        value.map_or(Ok(()), |value| self.required(name, value))
    }

    fn insert(&mut self, name: &'static str, value: &serde_json::Value) -> Result<(), HeaderError> {
        let value = parameter::encode_header(&Parameter::header(name), value)
            .map_err(|error| HeaderError::new(name, error.to_string()))?;
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| HeaderError::new(name, "is not a valid header name"))?;
        let value = to_header_value(&value)
            .ok_or_else(|| HeaderError::new(name, "the value contains a control character"))?;
        self.map.insert(header, value);
        Ok(())
    }
}

/// Parses a string as a scalar value.
#[cfg(feature = "client")]
pub(crate) fn parse_scalar<T: DeserializeOwned>(string: &str) -> Result<T, String> {
    T::deserialize(HeaderDeserializer(string)).map_err(|error| error.to_string())
}
