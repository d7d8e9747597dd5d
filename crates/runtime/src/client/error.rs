use std::borrow::Cow;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::retry::retry_after;
use super::{BoxError, RawResponse};
use crate::headers::HeaderError;
use crate::json::ValueError;

/// Why a call has no successful result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// A failure that the document describes.
    Api(E),
    /// A response that the document does not describe, whole.
    Unexpected(RawResponse),
    /// A response that the document describes otherwise than it is.
    Decode(DecodeError),
    /// No response arrived.
    Transport(TransportError),
    /// Something can't be written into a request; nothing was sent.
    Request(RequestError),
}

/// A failure that a document describes.
pub trait ApiError {
    /// The status of the response.
    fn status(&self) -> StatusCode;

    /// All header fields of the response.
    fn header_map(&self) -> &HeaderMap;

    /// What `Retry-After` says: seconds, or a date, which counts from now.
    fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header_map())
    }
}

/// What [`Call::send`](super::Call::send) fails with: an [`Error`] before there is a response.
#[derive(Debug)]
pub enum SendError {
    /// No response arrived.
    Transport(TransportError),
    /// Something can't be written into a request.
    Request(RequestError),
}

/// A response that is not as the document says.
#[derive(Debug)]
pub struct DecodeError {
    inner: Box<Decode>,
}

#[derive(Debug)]
struct Decode {
    response: RawResponse,
    error: ValueError,
}

/// Why no response arrived.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

/// At what point there was no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so nothing was sent.
    Connect,
    /// The time of the call was over.
    Timeout,
    /// The body of the response broke off.
    Body,
    /// The body of the response is larger than the limit.
    TooLarge,
    /// Anything else.
    Other,
}

/// Something that can't be written into a request. It does not hold the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {message}")]
pub struct RequestError {
    what: Cow<'static, str>,
    message: String,
}

impl<E> Error<E> {
    /// Whether the time of the call was over.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }
}

impl<E: ApiError> Error<E> {
    /// The status, if a response arrived.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Unexpected(response) => Some(response.status()),
            Self::Decode(error) => Some(error.response().status()),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// All header fields, if a response arrived.
    pub fn header_map(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.header_map()),
            Self::Unexpected(response) => Some(response.headers()),
            Self::Decode(error) => Some(error.response().headers()),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// What `Retry-After` says: seconds, or a date, which counts from now.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header_map()?)
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(response) => {
                write!(f, "the response {} is not documented", response.status())
            }
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl<E: StdError + 'static> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Api(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Unexpected(_) | Self::Decode(_) | Self::Request(_) => None,
        }
    }
}

impl<E> From<SendError> for Error<E> {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Transport(error) => Self::Transport(error),
            SendError::Request(error) => Self::Request(error),
        }
    }
}

impl<E> From<DecodeError> for Error<E> {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

/// For operations without documented failures.
impl ApiError for Infallible {
    fn status(&self) -> StatusCode {
        match *self {}
    }

    fn header_map(&self) -> &HeaderMap {
        match *self {}
    }
}

impl From<TransportError> for SendError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<RequestError> for SendError {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl DecodeError {
    pub(super) fn body(response: RawResponse, error: ValueError) -> Self {
        Self {
            inner: Box::new(Decode { response, error }),
        }
    }

    pub(super) fn header(response: RawResponse, error: &HeaderError) -> Self {
        Self::body(response, ValueError::new(error))
    }

    /// Where in the body, a JSON pointer (RFC 6901); empty for the whole and for header fields.
    pub fn pointer(&self) -> &str {
        self.inner.error.pointer()
    }

    /// The response as it arrived.
    pub fn response(&self) -> &RawResponse {
        &self.inner.response
    }

    /// The response as it arrived.
    pub fn into_response(self) -> RawResponse {
        self.inner.response
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (in a response with the status {})",
            self.inner.error,
            self.inner.response.status()
        )
    }
}

impl StdError for DecodeError {}

impl TransportError {
    /// An error of a transport, at the point that is known.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    pub(super) fn timeout(after: Duration) -> Self {
        Self::new(
            TransportErrorKind::Timeout,
            format!("no response within {after:?}"),
        )
    }

    /// One attempt took too long, and the call has time left.
    pub(super) fn slow(after: Duration) -> Self {
        Self::new(
            TransportErrorKind::Other,
            format!("no response to one attempt within {after:?}"),
        )
    }

    pub(super) fn too_large(limit: usize) -> Self {
        Self::new(
            TransportErrorKind::TooLarge,
            format!("the body of the response is larger than {limit} bytes"),
        )
    }

    /// An error of a service, which may be one that says its kind.
    pub(super) fn from_box(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => {
                let refused = is_refused(&*error);
                Self {
                    kind: if refused {
                        TransportErrorKind::Connect
                    } else {
                        TransportErrorKind::Other
                    },
                    source: error,
                }
            }
        }
    }

    /// At what point there was no response.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether no connection was made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Whether the time of the call was over.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether another attempt may fare better.
    pub(super) fn is_retryable(&self) -> bool {
        !matches!(
            self.kind,
            TransportErrorKind::Timeout | TransportErrorKind::TooLarge
        )
    }
}

/// Whether a connection was refused, somewhere down the chain of causes.
fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TransportErrorKind::Connect => f.write_str("no connection to the server"),
            TransportErrorKind::Timeout | TransportErrorKind::TooLarge => self.source.fmt(f),
            TransportErrorKind::Body => f.write_str("the body of the response broke off"),
            TransportErrorKind::Other => f.write_str("the request failed on its way"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

impl RequestError {
    pub(super) fn new(what: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            message: message.into(),
        }
    }

    /// The parameter, header field or part of the request that can't be written.
    pub fn what(&self) -> &str {
        &self.what
    }
}
