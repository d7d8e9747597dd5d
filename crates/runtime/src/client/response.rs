use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

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
}

impl<T, H> Response<T, H> {
    pub(super) fn new(status: StatusCode, header_map: HeaderMap, body: T) -> Self {
        Self {
            inner: Box::new(Inner {
                status,
                header_map,
                body,
            }),
            headers: PhantomData,
        }
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

    /// Returns the body.
    pub fn into_body(self) -> T {
        self.inner.body
    }

    /// Returns the response with a body that is made from this one.
    pub fn map<U>(self, body: impl FnOnce(T) -> U) -> Response<U, H> {
        let (status, header_map, old) = self.into_parts();
        Response::new(status, header_map, body(old))
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
