use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::headers::{HeaderError, HeaderReader, Headers};

/// A documented response with a typed body and typed headers. It dereferences to the body.
///
/// Headers are decoded only when they are asked for, so that an invalid header does not lose the
/// body.
pub struct Response<T, H = ()> {
    inner: Box<Inner<T>>,
    headers: PhantomData<fn() -> H>,
}

struct Inner<T> {
    status: StatusCode,
    header_map: HeaderMap,
    body: T,
    /// The bytes of the body of an error response.
    raw: Bytes,
}

impl<T, H> Response<T, H> {
    pub(super) fn new(status: StatusCode, header_map: HeaderMap, body: T) -> Self {
        Self {
            inner: Box::new(Inner {
                status,
                header_map,
                body,
                raw: Bytes::new(),
            }),
            headers: PhantomData,
        }
    }

    /// Keeps the bytes of the body if the response is an error.
    pub(super) fn with_raw_body(mut self, raw: Bytes) -> Self {
        let status = self.inner.status;
        if status.is_client_error() || status.is_server_error() {
            self.inner.raw = raw;
        }
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// All headers.
    pub fn header_map(&self) -> &HeaderMap {
        &self.inner.header_map
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.inner.body
    }

    /// The bytes of the body of an error response, with properties that its type does not have. Empty
    /// for other responses, whose bytes are not kept.
    pub fn raw_body(&self) -> &Bytes {
        &self.inner.raw
    }

    /// Returns the body.
    pub fn into_body(self) -> T {
        self.inner.body
    }

    /// Returns the response with a body that is made from this one.
    pub fn map<U>(self, body: impl FnOnce(T) -> U) -> Response<U, H> {
        let raw = self.inner.raw.clone();
        let (status, header_map, old) = self.into_parts();
        Response::new(status, header_map, body(old)).with_raw_body(raw)
    }

    /// Returns the status, all headers and the body.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.inner.status, self.inner.header_map, self.inner.body)
    }
}

impl<T, H: Headers> Response<T, H> {
    /// Decodes the documented headers.
    ///
    /// # Errors
    /// If a required header is missing, or a header does not fit its type.
    pub fn headers(&self) -> Result<H, HeaderError> {
        H::read(&HeaderReader::new(&self.inner.header_map))
    }

    /// Decodes the documented headers, without the optional ones that do not fit their types.
    ///
    /// # Errors
    /// If a required header is missing or does not fit its type.
    pub fn valid_headers(&self) -> Result<H, HeaderError> {
        H::read(&HeaderReader::lenient(&self.inner.header_map))
    }
}

impl<T, H> Deref for Response<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner.body
    }
}

impl<T: fmt::Debug, H: Headers + fmt::Debug> fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.inner.status)
            .field("headers", &self.valid_headers().ok())
            .field("body", &self.inner.body)
            .finish_non_exhaustive()
    }
}
