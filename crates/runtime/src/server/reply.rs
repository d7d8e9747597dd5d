use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::body::Content;
use crate::headers::{HeaderWriter, Headers};
use crate::media_type::MediaType;
use crate::parameter::scalar_to_string;

/// A response that is being built. A value that cannot be written, such as a header with a line
/// break, is logged and turns the response into a 500.
#[derive(Debug)]
#[must_use = "a reply is only sent when it is returned"]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    error: Option<String>,
}

impl Reply {
    /// Creates a response without headers and body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            error: None,
        }
    }

    /// Adds typed headers.
    pub fn headers<H: Headers>(mut self, headers: &H) -> Self {
        if let Err(error) = headers.write(&mut HeaderWriter::new(&mut self.headers)) {
            self.error = Some(error.to_string());
        }
        self
    }

    /// Sets the body to JSON, as `application/json`.
    pub fn json<T: Serialize>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body to JSON, as another media type.
    pub fn json_as<T: Serialize>(self, media_type: &'static str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.bytes(media_type, json.into()),
            Err(error) => Self {
                error: Some(error.to_string()),
                ..self
            },
        }
    }

    /// Sets the body to a string.
    pub fn text(self, media_type: &'static str, body: String) -> Self {
        self.bytes(media_type, body.into())
    }

    /// Sets the body to a scalar value as a string.
    pub fn scalar<T: Serialize>(self, media_type: &'static str, body: &T) -> Self {
        let value = serde_json::to_value(body).map_err(|error| error.to_string());
        match value.and_then(|value| scalar_to_string(&value).map_err(|error| error.to_string())) {
            Ok(string) => self.text(media_type, string),
            Err(error) => Self {
                error: Some(error),
                ..self
            },
        }
    }

    /// Sets the body to bytes.
    pub fn bytes(self, media_type: &'static str, body: Bytes) -> Self {
        self.with_body(media_type, body)
    }

    /// Sets the body to bytes with their media type, which must not be a range.
    pub fn content(self, body: Content) -> Self {
        let Content { media_type, bytes } = body;
        if !MediaType::new(&media_type).is_concrete() {
            return Self {
                error: Some("the body must have a media type that is not a range".to_owned()),
                ..self
            };
        }
        self.with_body(&media_type, bytes)
    }

    fn with_body(mut self, media_type: &str, body: Bytes) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(value) => {
                self.headers.insert(header::CONTENT_TYPE, value);
            }
            Err(_) => self.error = Some("the media type is not a valid header value".to_owned()),
        }
        self.body = body;
        self
    }

    /// Returns the response, or the description of a value that could not be written.
    pub(super) fn into_response(self) -> Result<Response, String> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}
