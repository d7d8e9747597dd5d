//! Decodes a response as the API description documents it.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{RawResponse, Response};
use crate::body::Content;
use crate::headers::{HeaderError, HeaderReader, Headers, parse_scalar};
use crate::json::{self, ValueError};

/// A response that does not match the API description.
#[derive(Debug)]
pub struct DecodeError {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    response: RawResponse,
    error: ValueError,
}

impl DecodeError {
    fn body(response: RawResponse, error: ValueError) -> Self {
        Self {
            inner: Box::new(Inner { response, error }),
        }
    }

    fn header(response: RawResponse, error: &HeaderError) -> Self {
        Self::body(response, ValueError::new(error))
    }

    /// The JSON pointer (RFC 6901) of the error in the body; empty for the whole body and for
    /// headers.
    pub fn pointer(&self) -> &str {
        self.inner.error.pointer()
    }

    /// The response as it was received.
    pub fn response(&self) -> &RawResponse {
        &self.inner.response
    }

    /// Returns the response as it was received.
    pub fn into_response(self) -> RawResponse {
        self.inner.response
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (in a response with the status {})",
            self.inner.error,
            self.inner.response.status()
        )
    }
}

impl StdError for DecodeError {}

/// Every method also decodes the documented headers and fails if they do not match.
impl RawResponse {
    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// If the body is not JSON that fits `T`, or the headers do not fit `H`.
    pub fn json<T: DeserializeOwned + Send, H: Headers>(
        self,
    ) -> Result<Response<T, H>, DecodeError> {
        match json::from_slice(self.body()) {
            Ok(body) => self.with_body(body),
            Err(error) => Err(DecodeError::body(self, error)),
        }
    }

    /// Decodes the body as a UTF-8 string.
    ///
    /// # Errors
    /// If the body is not UTF-8, or the headers do not fit `H`.
    pub fn text<H: Headers>(self) -> Result<Response<String, H>, DecodeError> {
        match String::from_utf8(self.body().to_vec()) {
            Ok(string) => self.with_body(string),
            Err(_) => Err(DecodeError::body(self, not_utf8())),
        }
    }

    /// Decodes the body as a scalar value in a UTF-8 string.
    ///
    /// # Errors
    /// If the body is not UTF-8 or does not fit `T`, or the headers do not fit `H`.
    pub fn scalar<T: DeserializeOwned, H: Headers>(self) -> Result<Response<T, H>, DecodeError> {
        let string = std::str::from_utf8(self.body()).map_err(|_| not_utf8());
        match string.and_then(|string| parse_scalar(string).map_err(ValueError::new)) {
            Ok(value) => self.with_body(value),
            Err(error) => Err(DecodeError::body(self, error)),
        }
    }

    /// Returns the body as bytes.
    ///
    /// # Errors
    /// If the headers do not fit `H`.
    pub fn bytes<H: Headers>(self) -> Result<Response<Bytes, H>, DecodeError> {
        let body = self.body().clone();
        self.with_body(body)
    }

    /// Returns the body as bytes with their media type, by default `application/octet-stream`
    /// ([RFC 9110, 8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)).
    ///
    /// # Errors
    /// If the headers do not fit `H`.
    pub fn content<H: Headers>(self) -> Result<Response<Content, H>, DecodeError> {
        let body = Content::new(
            self.content_type().unwrap_or("application/octet-stream"),
            self.body().clone(),
        );
        self.with_body(body)
    }

    /// Returns a response without a body. A body that was received is dropped.
    ///
    /// # Errors
    /// If the headers do not fit `H`.
    pub fn empty<H: Headers>(self) -> Result<Response<(), H>, DecodeError> {
        self.with_body(())
    }

    fn with_body<T, H: Headers>(self, body: T) -> Result<Response<T, H>, DecodeError> {
        match H::read(&HeaderReader::new(self.headers())) {
            Ok(headers) => {
                let (status, header_map) = self.into_head();
                Ok(Response::new(status, header_map, headers, body))
            }
            Err(error) => Err(DecodeError::header(self, &error)),
        }
    }
}

fn not_utf8() -> ValueError {
    ValueError::new("the body is not UTF-8")
}
