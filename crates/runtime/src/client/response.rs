use std::fmt;
use std::ops::Deref;

use http::{HeaderMap, StatusCode};

/// A documented response with a typed body and typed headers. It dereferences to the body.
pub struct Response<T, H = ()> {
    inner: Box<Inner<T, H>>,
}

struct Inner<T, H> {
    status: StatusCode,
    header_map: HeaderMap,
    headers: H,
    body: T,
}

impl<T, H> Response<T, H> {
    pub(super) fn new(status: StatusCode, header_map: HeaderMap, headers: H, body: T) -> Self {
        Self {
            inner: Box::new(Inner {
                status,
                header_map,
                headers,
                body,
            }),
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// The documented headers.
    pub fn headers(&self) -> &H {
        &self.inner.headers
    }

    /// All headers.
    pub fn header_map(&self) -> &HeaderMap {
        &self.inner.header_map
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.inner.body
    }

    /// Returns the body.
    pub fn into_body(self) -> T {
        self.inner.body
    }

    /// Returns the status, the documented headers and the body.
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
