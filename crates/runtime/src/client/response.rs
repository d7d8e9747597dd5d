use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::DecodeError;
use crate::body::Content;
use crate::headers::{HeaderReader, Headers, read_text};
use crate::json;

/// A response as it arrived: status, header fields, and the whole body.
pub struct RawResponse {
    inner: Box<Raw>,
}

struct Raw {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// A response that the document describes: a typed body and typed header fields. The body is at hand through `Deref`.
pub struct Response<T, H = ()> {
    inner: Box<Typed<T, H>>,
}

struct Typed<T, H> {
    status: StatusCode,
    header_map: HeaderMap,
    headers: H,
    body: T,
}

impl RawResponse {
    /// A response of these parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            inner: Box::new(Raw {
                status,
                headers,
                body,
            }),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// All header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.inner.body
    }

    /// The media type of the body, without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let text = self
            .inner
            .headers
            .get(http::header::CONTENT_TYPE)?
            .to_str()
            .ok()?;
        Some(
            text.split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        )
    }

    /// The response with its body read as JSON.
    ///
    /// # Errors
    /// When the body is not JSON of that type, or the header fields are not as documented.
    pub fn json<T: DeserializeOwned + Send, H: Headers>(
        self,
    ) -> Result<Response<T, H>, DecodeError> {
        let body = json::from_slice(&self.inner.body);
        match body {
            Ok(body) => self.with_body(body),
            Err(error) => Err(DecodeError::body(self, error)),
        }
    }

    /// The response with its body read as UTF-8 text.
    ///
    /// # Errors
    /// When the body is not UTF-8, or the header fields are not as documented.
    pub fn text<H: Headers>(self) -> Result<Response<String, H>, DecodeError> {
        match String::from_utf8(self.inner.body.to_vec()) {
            Ok(text) => self.with_body(text),
            Err(_) => Err(DecodeError::body(
                self,
                json::ValueError::new("the body is not UTF-8"),
            )),
        }
    }

    /// The response with its body read as the text of a scalar value.
    ///
    /// # Errors
    /// When the body is not UTF-8 or not the text of such a value, or the header fields are not as documented.
    pub fn scalar<T: DeserializeOwned, H: Headers>(self) -> Result<Response<T, H>, DecodeError> {
        let text = std::str::from_utf8(&self.inner.body)
            .map_err(|_| json::ValueError::new("the body is not UTF-8"));
        match text.and_then(|text| read_text(text).map_err(json::ValueError::new)) {
            Ok(value) => self.with_body(value),
            Err(error) => Err(DecodeError::body(self, error)),
        }
    }

    /// The response with its body as it is.
    ///
    /// # Errors
    /// When the header fields are not as documented.
    pub fn bytes<H: Headers>(self) -> Result<Response<Bytes, H>, DecodeError> {
        let body = self.inner.body.clone();
        self.with_body(body)
    }

    /// The response with its body as it is and the media type that it says it has; one that says none has octets of any kind
    /// ([RFC 9110, 8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)).
    ///
    /// # Errors
    /// When the header fields are not as documented.
    pub fn content<H: Headers>(self) -> Result<Response<Content, H>, DecodeError> {
        let field = self
            .inner
            .headers
            .get(http::header::CONTENT_TYPE)
            .and_then(|field| field.to_str().ok());
        let body = Content::new(
            field.unwrap_or("application/octet-stream"),
            self.inner.body.clone(),
        );
        self.with_body(body)
    }

    /// The response without a body; one that is there all the same is dropped.
    ///
    /// # Errors
    /// When the header fields are not as documented.
    pub fn empty<H: Headers>(self) -> Result<Response<(), H>, DecodeError> {
        self.with_body(())
    }

    fn with_body<T, H: Headers>(self, body: T) -> Result<Response<T, H>, DecodeError> {
        match H::read(&HeaderReader::new(&self.inner.headers)) {
            Ok(headers) => {
                let Raw {
                    status,
                    headers: header_map,
                    ..
                } = *self.inner;
                Ok(Response {
                    inner: Box::new(Typed {
                        status,
                        header_map,
                        headers,
                        body,
                    }),
                })
            }
            Err(error) => Err(DecodeError::header(self, &error)),
        }
    }
}

impl<T, H> Response<T, H> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// The header fields that the document describes.
    pub fn headers(&self) -> &H {
        &self.inner.headers
    }

    /// All header fields.
    pub fn header_map(&self) -> &HeaderMap {
        &self.inner.header_map
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.inner.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.inner.body
    }

    /// Status, header fields and body.
    pub fn into_parts(self) -> (StatusCode, H, T) {
        (self.inner.status, self.inner.headers, self.inner.body)
    }
}

impl<T, H> Deref for Response<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner.body
    }
}

impl<T: fmt::Debug, H: fmt::Debug> fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.inner.status)
            .field("headers", &self.inner.headers)
            .field("body", &self.inner.body)
            .finish_non_exhaustive()
    }
}

/// Shows the status and the size: header fields and bodies of responses that nobody described may hold anything.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.inner.status)
            .field("body_bytes", &self.inner.body.len())
            .finish_non_exhaustive()
    }
}
