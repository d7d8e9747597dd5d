//! Typed response headers, in the `simple` style of OpenAPI.

mod deserializer;
#[cfg(any(feature = "client", feature = "server"))]
mod parameters;
mod value;

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::deserializer::{HeaderDeserializer, LinesDeserializer};
use self::value::values;
use crate::json::{self, OrderedValue};
use crate::parameter::{self, Parameter};

#[cfg(any(feature = "client", feature = "server"))]
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
    lenient: bool,
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
        Self {
            map,
            lenient: false,
        }
    }

    /// Creates a reader that treats an invalid optional header as absent.
    #[cfg(feature = "client")]
    pub(crate) fn lenient(map: &'a HeaderMap) -> Self {
        Self { map, lenient: true }
    }

    /// Reads a required header.
    ///
    /// # Errors
    /// If the header is missing, is not UTF-8, or does not fit `T`.
    pub fn required<T: DeserializeOwned + Send>(
        &self,
        name: &'static str,
    ) -> Result<T, HeaderError> {
        self.required_as(Parameter::header(name))
    }

    /// Reads a required header with a serialization.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn required_as<T: DeserializeOwned + Send>(
        &self,
        header: Parameter,
    ) -> Result<T, HeaderError> {
        if let Some(value) = self.read(header)? {
            return Ok(value);
        }
        // An empty list of cookies has no lines.
        let no_cookies = is_set_cookie(header.name).then(|| T::deserialize(LinesDeserializer(&[])));
        match no_cookies {
            Some(Ok(empty)) => Ok(empty),
            _ => Err(HeaderError::new(header.name, "is missing")),
        }
    }

    /// Reads an optional header.
    ///
    /// # Errors
    /// If the header is not UTF-8 or does not fit `T`.
    pub fn optional<T: DeserializeOwned + Send>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, HeaderError> {
        self.optional_as(Parameter::header(name))
    }

    /// Reads an optional header with a serialization.
    ///
    /// # Errors
    /// As [`optional`](Self::optional).
    pub fn optional_as<T: DeserializeOwned + Send>(
        &self,
        header: Parameter,
    ) -> Result<Option<T>, HeaderError> {
        match self.read(header) {
            Err(_) if self.lenient => Ok(None),
            result => result,
        }
    }

    fn read<T: DeserializeOwned + Send>(
        &self,
        header: Parameter,
    ) -> Result<Option<T>, HeaderError> {
        let name = header.name;
        let error = |message: &dyn fmt::Display| HeaderError::new(name, message.to_string());
        if is_set_cookie(name) {
            let lines = values(self.map, name).map_err(|message| error(&message))?;
            let cookies = (!lines.is_empty()).then(|| T::deserialize(LinesDeserializer(&lines)));
            return cookies.transpose().map_err(|message| error(&message));
        }
        let value = combined_value(self.map, name).map_err(|message| error(&message))?;
        let Some(value) = value else {
            return Ok(None);
        };
        if header.json {
            let value = json::from_slice(value.as_bytes());
            return value.map(Some).map_err(|message| error(&message));
        }
        T::deserialize(HeaderDeserializer::new(&value, header.explode))
            .map(Some)
            .map_err(|message| error(&message))
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
        self.required_as(Parameter::header(name), value)
    }

    /// Writes a header with a serialization.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn required_as<T: Serialize>(
        &mut self,
        header: Parameter,
        value: &T,
    ) -> Result<(), HeaderError> {
        let value = json::to_ordered(value)
            .map_err(|error| HeaderError::new(header.name, error.to_string()))?;
        self.write(&header, &value)
            .map_err(|message| HeaderError::new(header.name, message))
    }

    /// Writes a header if the value is present.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<(), HeaderError> {
        self.optional_as(Parameter::header(name), value)
    }

    /// Writes a header with a serialization if the value is present.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn optional_as<T: Serialize>(
        &mut self,
        header: Parameter,
        value: Option<&T>,
    ) -> Result<(), HeaderError> {
        value.map_or(Ok(()), |value| self.required_as(header, value))
    }

    fn write(&mut self, header: &Parameter, value: &OrderedValue) -> Result<(), String> {
        let name = HeaderName::from_bytes(header.name.as_bytes())
            .map_err(|_| "is not a valid header name".to_owned())?;
        let OrderedValue::Array(cookies) = value else {
            let value = header_value(header, value)?;
            self.map.insert(name, value);
            return Ok(());
        };
        if !is_set_cookie(header.name) {
            let value = header_value(header, value)?;
            self.map.insert(name, value);
            return Ok(());
        }
        // A cookie can contain commas, so cookies are never joined (RFC 9110, 5.3).
        self.map.remove(&name);
        for cookie in cookies {
            let cookie = header_value(header, cookie)?;
            self.map.append(&name, cookie);
        }
        Ok(())
    }
}

/// Returns whether a header has a line for each element of its list.
fn is_set_cookie(name: &str) -> bool {
    name.eq_ignore_ascii_case(header::SET_COOKIE.as_str())
}

fn header_value(header: &Parameter, value: &OrderedValue) -> Result<HeaderValue, String> {
    let value = parameter::encode_header(header, value).map_err(|error| error.to_string())?;
    // Surrounding white space is not part of a header value (RFC 9110, 5.5), so the client would
    // receive another value.
    if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) {
        return Err("begins or ends with white space, which headers do not preserve".to_owned());
    }
    to_header_value(&value).ok_or_else(|| "contains a control character".to_owned())
}

/// Parses a string as a scalar value.
#[cfg(feature = "client")]
pub(crate) fn parse_scalar<T: DeserializeOwned>(string: &str) -> Result<T, String> {
    T::deserialize(HeaderDeserializer::new(string, false)).map_err(|error| error.to_string())
}
