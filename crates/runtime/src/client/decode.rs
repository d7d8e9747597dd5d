//! Decodes a response as the API description documents it.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::raw_response::content_type_of;
use super::text::decode_text;
use super::{RawResponse, Response};
use crate::body::Content;
use crate::headers::parse_scalar;
use crate::json::{self, FromJson, ValueError};
use crate::media_type::MediaType;

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
    /// Returns the declared media type or range that describes the body best, or the first one for a
    /// body without a media type. A JSON type that is not declared counts as the first declared one.
    ///
    /// # Errors
    /// If the body has none of the media types.
    pub fn declared_media_type(
        &self,
        declared: &[&'static str],
    ) -> Result<&'static str, DecodeError> {
        let first = || declared.first().copied().unwrap_or_default();
        let Some(content_type) = self.content_type().filter(|it| !it.trim().is_empty()) else {
            return Ok(first());
        };
        let found = MediaType::new(content_type);
        if let Some(best) = found.best_of(declared) {
            return Ok(best);
        }
        check_media_type(self.headers(), declared)
            .map_err(|error| DecodeError::new(self.clone(), error))?;
        let is_json = |declared: &&&str| MediaType::new(declared).is_json();
        Ok(declared.iter().find(is_json).copied().unwrap_or_else(first))
    }

    /// Returns the response if its body has one of the media types.
    pub(super) fn with_media_type(self, declared: &[&str]) -> Result<Self, DecodeError> {
        match check_media_type(self.headers(), declared) {
            Ok(()) => Ok(self),
            Err(error) => Err(DecodeError::new(self, error)),
        }
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// If the media type of the body is not JSON, or the body does not fit `T`.
    pub fn json<T: FromJson + Send, H>(self) -> Result<Response<T, H>, DecodeError> {
        self.json_as(&["application/json"])
    }

    /// Decodes the body as JSON of one of these media types or ranges.
    ///
    /// # Errors
    /// If the media type of the body is neither JSON nor one of the media types, or the body does
    /// not fit `T`.
    pub fn json_as<T: FromJson + Send, H>(
        self,
        media_types: &[&str],
    ) -> Result<Response<T, H>, DecodeError> {
        self.decode(media_types, |response| json::read(response.body()))
    }

    /// Decodes the body as a string in the charset of the response, by default UTF-8.
    ///
    /// # Errors
    /// If the body has none of the media types or is invalid in its charset.
    pub fn text<H>(self, media_types: &[&str]) -> Result<Response<String, H>, DecodeError> {
        self.decode(media_types, Self::decoded_text)
    }

    /// Decodes the body as a scalar value in a string.
    ///
    /// # Errors
    /// If the body has none of the media types, is invalid in its charset or does not fit `T`.
    pub fn scalar<T: DeserializeOwned, H>(
        self,
        media_types: &[&str],
    ) -> Result<Response<T, H>, DecodeError> {
        self.decode(media_types, |response| {
            parse_scalar(&response.decoded_text()?).map_err(ValueError::new)
        })
    }

    /// Returns the body as bytes.
    ///
    /// # Errors
    /// If the body has none of the media types.
    pub fn bytes<H>(self, media_types: &[&str]) -> Result<Response<Bytes, H>, DecodeError> {
        self.decode(media_types, |response| Ok(response.body().clone()))
    }

    /// Returns the body as bytes with their media type, by default `application/octet-stream`
    /// ([RFC 9110, 8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)).
    ///
    /// # Errors
    /// If the body has none of the media types.
    pub fn content<H>(self, media_types: &[&str]) -> Result<Response<Content, H>, DecodeError> {
        self.decode(media_types, |response| {
            let content_type = response.content_type();
            let content_type = content_type.unwrap_or("application/octet-stream");
            Ok(Content::new(content_type, response.body().clone()))
        })
    }

    /// Returns a response without a body. A body that was received is dropped.
    pub fn empty<H>(self) -> Response<(), H> {
        self.with_body(())
    }

    pub(super) fn decode<T, H>(
        self,
        media_types: &[&str],
        decode: impl FnOnce(&Self) -> Result<T, ValueError>,
    ) -> Result<Response<T, H>, DecodeError> {
        let checked = check_media_type(self.headers(), media_types);
        match checked.and_then(|()| decode(&self)) {
            Ok(body) => Ok(self.with_body(body)),
            Err(error) => Err(DecodeError::new(self, error)),
        }
    }

    fn decoded_text(&self) -> Result<String, ValueError> {
        decode_text(self.body(), self.content_type())
    }

    fn with_body<T, H>(self, body: T) -> Response<T, H> {
        let raw = self.body().clone();
        let (status, header_map) = self.into_head();
        Response::new(status, header_map, body).with_raw_body(raw)
    }
}

/// Checks that the body has one of the declared media types. A body without a media type is
/// accepted (RFC 9110, 8.3), and so is every JSON type if one is declared, because documents
/// often omit `application/problem+json`.
pub(super) fn check_media_type(headers: &HeaderMap, declared: &[&str]) -> Result<(), ValueError> {
    let Some(content_type) = content_type_of(headers).filter(|it| !it.trim().is_empty()) else {
        return Ok(());
    };
    let found = MediaType::new(content_type);
    let is_json = |declared: &&str| MediaType::new(declared).is_json();
    let is_declared = declared.iter().any(|range| found.is_in(range))
        || found.is_json() && declared.iter().any(is_json);
    if is_declared {
        return Ok(());
    }
    let declared = declared.join("` or `");
    let message = format!("expected the media type `{declared}`, found `{content_type}`");
    Err(ValueError::new(message))
}
