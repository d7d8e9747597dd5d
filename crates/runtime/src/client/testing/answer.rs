use std::io;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::client::{Body, BoxError};

/// The answer to a call.
#[derive(Clone, Debug)]
pub struct Answer {
    result: Result<Whole, io::ErrorKind>,
}

#[derive(Clone, Debug)]
struct Whole {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Answer {
    /// Creates a response without a body.
    ///
    /// # Panics
    /// If the number is not a status.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        Self::whole(status, Bytes::new())
    }

    /// Creates a response with JSON text.
    ///
    /// # Panics
    /// If the number is not a status.
    #[track_caller]
    pub fn json(status: u16, text: impl Into<Bytes>) -> Self {
        Self::whole(status, text.into()).header("content-type", "application/json")
    }

    /// Creates a response with text.
    ///
    /// # Panics
    /// If the number is not a status.
    #[track_caller]
    pub fn text(status: u16, text: impl Into<Bytes>) -> Self {
        Self::whole(status, text.into()).header("content-type", "text/plain; charset=utf-8")
    }

    /// Creates a response with bytes of a media type.
    ///
    /// # Panics
    /// If the number is not a status, or the media type is not a header value.
    #[track_caller]
    pub fn bytes(status: u16, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self::whole(status, bytes.into()).header(CONTENT_TYPE.as_str(), media_type)
    }

    /// Creates the failure of a connection, such as [`io::ErrorKind::ConnectionRefused`] or
    /// [`io::ErrorKind::ConnectionReset`].
    pub fn failure(kind: io::ErrorKind) -> Self {
        Self { result: Err(kind) }
    }

    /// Adds a header. A failure has none.
    ///
    /// # Panics
    /// If the name or the value is not one of a header.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("the name of a header");
        let value = HeaderValue::from_str(value).expect("the value of a header");
        if let Ok(whole) = &mut self.result {
            whole.headers.push((name, value));
        }
        self
    }

    #[track_caller]
    fn whole(status: u16, body: Bytes) -> Self {
        Self {
            result: Ok(Whole {
                status: StatusCode::from_u16(status).expect("a status from 100 to 999"),
                headers: Vec::new(),
                body,
            }),
        }
    }

    pub(super) fn into_response(self) -> Result<Response<Body>, BoxError> {
        let whole = self.result.map_err(io::Error::from)?;
        let mut response = Response::new(Body::full(whole.body));
        *response.status_mut() = whole.status;
        for (name, value) in whole.headers {
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}
