//! Responses of the document, written.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::body::Content;
use crate::headers::{HeaderWriter, Headers};
use crate::parameter::scalar;

/// A response in the making. What can't be written (a header value with a line break, a body that does not serialize) makes it a 500
/// and is logged.
#[derive(Debug)]
#[must_use = "a reply is only sent when it is returned"]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    broken: Option<String>,
}

impl Reply {
    /// A response without header fields and body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            broken: None,
        }
    }

    /// With typed header fields.
    pub fn headers<H: Headers>(mut self, headers: &H) -> Self {
        if let Err(error) = headers.write(&mut HeaderWriter::new(&mut self.headers)) {
            self.broken = Some(error.to_string());
        }
        self
    }

    /// With a body as `application/json`.
    pub fn json<T: Serialize>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// With a body as JSON of another media type.
    pub fn json_as<T: Serialize>(self, media_type: &'static str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.bytes(media_type, text.into()),
            Err(error) => Self {
                broken: Some(error.to_string()),
                ..self
            },
        }
    }

    /// With a text as the body.
    pub fn text(self, media_type: &'static str, body: String) -> Self {
        self.bytes(media_type, body.into())
    }

    /// With the text of a scalar value as the body.
    pub fn scalar<T: Serialize>(self, media_type: &'static str, body: &T) -> Self {
        let value = serde_json::to_value(body).map_err(|error| error.to_string());
        match value.and_then(|value| scalar(&value).map_err(|error| error.to_string())) {
            Ok(text) => self.text(media_type, text),
            Err(broken) => Self {
                broken: Some(broken),
                ..self
            },
        }
    }

    /// With a body that is sent as it is.
    pub fn bytes(self, media_type: &'static str, body: Bytes) -> Self {
        self.octets(media_type, body)
    }

    /// With octets and the media type that they have, which is no range.
    pub fn content(self, body: Content) -> Self {
        let Content { media_type, bytes } = body;
        if media_type.contains('*') || !media_type.contains('/') {
            return Self {
                broken: Some("the body needs a media type, and no range of them".to_owned()),
                ..self
            };
        }
        self.octets(&media_type, bytes)
    }

    fn octets(mut self, media_type: &str, body: Bytes) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(value) => {
                self.headers.insert(header::CONTENT_TYPE, value);
            }
            Err(_) => self.broken = Some("the media type can't stand in a header field".to_owned()),
        }
        self.body = body;
        self
    }

    /// The response, or what could not be written.
    pub(super) fn into_response(self) -> Result<Response, String> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}
