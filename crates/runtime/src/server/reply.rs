//! Responses as handlers make them.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use super::Rejection;
use crate::headers::{HeaderWriter, Headers};

/// A response in the making. What can't be written (a header value with a line break, a body that does not serialize) makes it
/// a 500 and is logged.
#[derive(Debug)]
#[must_use = "a reply is only sent when it is returned"]
pub struct Reply {
    response: Response,
    error: Option<String>,
}

impl Reply {
    /// A response without a body.
    pub fn new(status: StatusCode) -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        Self::from(response)
    }

    /// With typed header fields.
    pub fn headers<H: Headers>(mut self, headers: &H) -> Self {
        if let Err(error) = headers.write(&mut HeaderWriter::new(self.response.headers_mut())) {
            self.fail(error.to_string());
        }
        self
    }

    /// With a body as `application/json`.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.body(Body::from(text), "application/json"),
            Err(error) => self.fail(format!("the body can't be written as JSON: {error}")),
        }
        self
    }

    /// With a body as `text/plain` in UTF-8.
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body(Body::from(body.into()), "text/plain; charset=utf-8");
        self
    }

    /// With a body of bytes as `application/octet-stream`.
    pub fn bytes(mut self, body: impl Into<Bytes>) -> Self {
        self.body(Body::from(body.into()), "application/octet-stream");
        self
    }

    /// With another media type of the body than the one it was written as.
    pub fn media_type(mut self, media_type: &str) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(value) => {
                self.response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            Err(_) => self.fail("the media type can't stand in a header field".to_owned()),
        }
        self
    }

    /// The response, or what could not be written.
    pub(super) fn into_response(self) -> Result<Response, Rejection> {
        match self.error {
            None => Ok(self.response),
            Some(error) => Err(Rejection::internal(error)),
        }
    }

    fn body(&mut self, body: Body, media_type: &'static str) {
        *self.response.body_mut() = body;
        self.response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }

    fn fail(&mut self, error: String) {
        self.error.get_or_insert(error);
    }
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self { response, error: None }
    }
}
