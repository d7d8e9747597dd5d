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

use super::accept::Accept;
use super::streaming_body::StreamingBody;
use crate::body::Content;
use crate::headers::{HeaderWriter, Headers};
use crate::json::{self, ToJson};
use crate::media_type::MediaType;
use crate::parameter::scalar_to_string;
use crate::stream::{ByteStream, Encoder, EventData, EventStream, Format, ItemStream, JsonEvents};

/// A response that is being built. A value that cannot be written, such as a header with a line
/// break, is logged and turns the response into a 500.
///
/// A reply can have several representations of its body. The header `Accept` of the request selects
/// one of them ([RFC 9110, 12.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.1)), or the first
/// one if the client accepts none.
#[derive(Debug)]
#[must_use = "a reply is only sent when it is returned"]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    representations: Vec<Representation>,
    error: Option<String>,
}

/// A body with its media type.
#[derive(Debug)]
struct Representation {
    media_type: HeaderValue,
    content: ReplyBody,
}

#[derive(Debug)]
enum ReplyBody {
    Bytes(Bytes),
    Stream(StreamingBody),
}

impl Reply {
    /// Creates a response without headers and body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            representations: Vec::new(),
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

    /// Adds a body in JSON, as `application/json`.
    pub fn json<T: ToJson>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Adds a body in JSON, as another media type.
    pub fn json_as<T: ToJson>(self, media_type: &'static str, body: &T) -> Self {
        match json::write(body) {
            Ok(json) => self.bytes(media_type, json.into()),
            Err(error) => Self {
                error: Some(error.to_string()),
                ..self
            },
        }
    }

    /// Adds a body that is a string.
    pub fn text(self, media_type: &'static str, body: String) -> Self {
        self.bytes(media_type, body.into())
    }

    /// Adds a body that is a scalar value as a string.
    pub fn scalar<T: Serialize>(self, media_type: &'static str, body: &T) -> Self {
        let value = json::to_ordered(body).map_err(|error| error.to_string());
        match value.and_then(|value| scalar_to_string(&value).map_err(|error| error.to_string())) {
            Ok(string) => self.text(media_type, string),
            Err(error) => Self {
                error: Some(error),
                ..self
            },
        }
    }

    /// Adds a body of bytes.
    pub fn bytes(self, media_type: &'static str, body: Bytes) -> Self {
        self.with_body(media_type, body)
    }

    /// Adds a body of bytes with their media type, which must not be a range.
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

    /// Adds a body of server-sent events, with `Cache-Control: no-cache` unless the header is set.
    /// A comment after every 15 seconds without an event keeps the connection open. Requires the
    /// Tokio runtime.
    ///
    /// The next event is requested only when the connection can send more, and the stream is dropped
    /// when the client disconnects. An error of the stream, or an event that cannot be encoded, is
    /// logged and ends the response abnormally, so that the client detects that the body is
    /// incomplete. An event type or ID with a line break or NUL cannot be encoded.
    pub fn events<T: ToJson + Send + 'static>(
        self,
        media_type: &'static str,
        data: EventData,
        events: EventStream<T>,
    ) -> Self {
        let (events, sentinel) = events.into_json();
        self.with_events(
            media_type,
            events,
            Encoder::new(Format::Events(data), sentinel),
        )
    }

    /// Adds a body of JSON values, each in a line of its own. Errors are handled as for
    /// [`events`](Self::events).
    pub fn lines<T: ToJson + Send + 'static>(
        self,
        media_type: &'static str,
        items: ItemStream<T>,
    ) -> Self {
        self.with_items(media_type, items.into_json(), Format::Lines)
    }

    /// Adds a body that is a JSON text sequence
    /// ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)). Errors are handled as for
    /// [`events`](Self::events).
    pub fn records<T: ToJson + Send + 'static>(
        self,
        media_type: &'static str,
        items: ItemStream<T>,
    ) -> Self {
        self.with_items(media_type, items.into_json(), Format::Records)
    }

    /// Adds a body of bytes that are sent as they are produced, with `Content-Length` if their size
    /// is known. Errors are handled as for [`events`](Self::events).
    pub fn byte_stream(self, media_type: &'static str, body: ByteStream) -> Self {
        self.with_stream(media_type, StreamingBody::bytes(body))
    }

    fn with_events(self, media_type: &str, events: JsonEvents, encoder: Encoder) -> Self {
        self.with_stream(media_type, StreamingBody::events(events, encoder))
    }

    fn with_items(self, media_type: &str, items: JsonEvents, format: Format) -> Self {
        let encoder = Encoder::new(format, None);
        self.with_stream(media_type, StreamingBody::items(items, encoder))
    }

    fn with_stream(self, media_type: &str, body: StreamingBody) -> Self {
        self.with_content(media_type, ReplyBody::Stream(body))
    }

    fn with_body(self, media_type: &str, body: Bytes) -> Self {
        self.with_content(media_type, ReplyBody::Bytes(body))
    }

    fn with_content(mut self, media_type: &str, content: ReplyBody) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => self.representations.push(Representation {
                media_type,
                content,
            }),
            Err(_) => self.error = Some("the media type is not a valid header value".to_owned()),
        }
        self
    }

    /// Returns the response to a request with some headers, or the description of a value that could
    /// not be written. A response whose status allows no content is sent without the body.
    pub(super) fn into_response(mut self, request: &HeaderMap) -> Result<Response, String> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let body = match self.status {
            status if allows_content(status) => self.select(request),
            // 205 is the only one of these statuses with a `Content-Length`, which is zero.
            StatusCode::RESET_CONTENT => Body::empty(),
            _ => Body::new(NoContent),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }

    /// Returns the body of the representation that the request selects, and adds the headers that
    /// describe it.
    fn select(&mut self, request: &HeaderMap) -> Body {
        let mut selected = 0;
        if self.representations.len() > 1 {
            let offered = self.representations.iter();
            let offered = offered.map(|it| it.media_type.to_str().unwrap_or_default());
            let offered: Vec<&str> = offered.collect();
            selected = Accept::of(request).preferred(&offered).unwrap_or(0);
            let vary = HeaderValue::from_static("accept");
            self.headers.append(header::VARY, vary);
        }
        let Some(selected) = self.representations.drain(..).nth(selected) else {
            return Body::empty();
        };
        let content_type = selected.media_type;
        self.headers.insert(header::CONTENT_TYPE, content_type);
        match selected.content {
            ReplyBody::Bytes(bytes) => Body::from(bytes),
            ReplyBody::Stream(body) => {
                if body.is_events() {
                    let no_cache = HeaderValue::from_static("no-cache");
                    let cache_control = self.headers.entry(header::CACHE_CONTROL);
                    cache_control.or_insert(no_cache);
                }
                Body::new(body)
            }
        }
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
