use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body::{Body as HttpBody, Frame};
use serde::Serialize;

use crate::body::Content;
use crate::headers::{HeaderWriter, Headers};
use crate::json;
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

    /// Creates a response with a status that the service decides. A status outside of `covered`, or
    /// one with a response of its own, is an error.
    pub fn covering(
        status: StatusCode,
        covered: RangeInclusive<u16>,
        exceptions: &[RangeInclusive<u16>],
    ) -> Self {
        let code = status.as_u16();
        let is_covered = covered.contains(&code)
            && !exceptions.iter().any(|exception| exception.contains(&code));
        Self {
            error: (!is_covered)
                .then(|| format!("the response is not declared for the status {code}")),
            ..Self::new(status)
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
        match json::to_vec(body) {
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
        let value = json::to_value(body).map_err(|error| error.to_string());
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

    /// Returns the response, or the description of a value that could not be written. A response
    /// whose status allows no content is sent without the body.
    pub(super) fn into_response(mut self) -> Result<Response, String> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let body = match self.status {
            status if allows_content(status) => Body::from(self.body),
            status => {
                self.headers.remove(header::CONTENT_TYPE);
                // 205 is the only one of these statuses with a `Content-Length`, which is zero.
                match status {
                    StatusCode::RESET_CONTENT => Body::empty(),
                    _ => Body::new(NoContent),
                }
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

/// A body without content whose size is unknown: axum adds `Content-Length` to a body of a known
/// size, and a response with the status 204 must not have the header (RFC 9110, 8.6).
struct NoContent;

impl HttpBody for NoContent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}

/// Returns whether a response may have content (RFC 9110, 6.4.1 and 15.3.6).
fn allows_content(status: StatusCode) -> bool {
    !(status.is_informational()
        || matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        ))
}
