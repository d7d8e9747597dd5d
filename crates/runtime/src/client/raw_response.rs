use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::media_type::MediaType;

/// A response as it was received: status, headers and the whole body.
#[derive(Clone)]
pub struct RawResponse {
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawResponse {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            inner: Box::new(Inner {
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

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.inner.body
    }

    /// The media type of the body in lower case, without parameters.
    pub fn media_type(&self) -> Option<String> {
        let content_type = self.content_type()?;
        Some(MediaType::new(content_type).essence().to_ascii_lowercase())
    }

    /// The value of `Content-Type`.
    pub(super) fn content_type(&self) -> Option<&str> {
        content_type_of(&self.inner.headers)
    }

    pub(super) fn into_head(self) -> (StatusCode, HeaderMap) {
        (self.inner.status, self.inner.headers)
    }
}

/// Returns the value of `Content-Type`.
pub(super) fn content_type_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(http::header::CONTENT_TYPE)?.to_str().ok()
}

/// Shows the status and the size of the body. Headers and bodies of undocumented responses may
/// contain secrets.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.inner.status)
            .field("body_bytes", &self.inner.body.len())
            .finish_non_exhaustive()
    }
}
