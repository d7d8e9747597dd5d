//! Decodes a response as the API description documents it.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{RawResponse, Response};
use crate::body::Content;
use crate::headers::parse_scalar;
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
    fn new(response: RawResponse, error: ValueError) -> Self {
        Self {
            inner: Box::new(Inner { response, error }),
        }
    }

    /// The JSON pointer (RFC 6901) of the error in the body; empty for the whole body.
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

/// `H` is the type of the documented headers, which [`Response::headers`] decodes.
impl RawResponse {
    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// If the body is not JSON that fits `T`.
    pub fn json<T: DeserializeOwned + Send, H>(self) -> Result<Response<T, H>, DecodeError> {
        match json::from_slice(self.body()) {
            Ok(body) => Ok(self.with_body(body)),
            Err(error) => Err(DecodeError::new(self, error)),
        }
    }

    /// Decodes the body as a UTF-8 string.
    ///
    /// # Errors
    /// If the body is not UTF-8.
    pub fn text<H>(self) -> Result<Response<String, H>, DecodeError> {
        match String::from_utf8(self.body().to_vec()) {
            Ok(string) => Ok(self.with_body(string)),
            Err(_) => Err(DecodeError::new(self, not_utf8())),
        }
    }

    /// Decodes the body as a scalar value in a UTF-8 string.
    ///
    /// # Errors
    /// If the body is not UTF-8 or does not fit `T`.
    pub fn scalar<T: DeserializeOwned, H>(self) -> Result<Response<T, H>, DecodeError> {
        let string = std::str::from_utf8(self.body()).map_err(|_| not_utf8());
        match string.and_then(|string| parse_scalar(string).map_err(ValueError::new)) {
            Ok(value) => Ok(self.with_body(value)),
            Err(error) => Err(DecodeError::new(self, error)),
        }
    }

    /// Returns the body as bytes.
    ///
    /// # Errors
    /// None. The signature is that of the other methods.
    pub fn bytes<H>(self) -> Result<Response<Bytes, H>, DecodeError> {
        let body = self.body().clone();
        Ok(self.with_body(body))
    }

    /// Returns the body as bytes with their media type, by default `application/octet-stream`
    /// ([RFC 9110, 8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)).
    ///
    /// # Errors
    /// None. The signature is that of the other methods.
    pub fn content<H>(self) -> Result<Response<Content, H>, DecodeError> {
        let body = Content::new(
            self.content_type().unwrap_or("application/octet-stream"),
            self.body().clone(),
        );
        Ok(self.with_body(body))
    }

    /// Returns a response without a body. A body that was received is dropped.
    pub fn empty<H>(self) -> Response<(), H> {
        self.with_body(())
    }

    fn with_body<T, H>(self, body: T) -> Response<T, H> {
        let (status, header_map) = self.into_head();
        Response::new(status, header_map, body)
    }
}

fn not_utf8() -> ValueError {
    ValueError::new("the body is not UTF-8")
}
