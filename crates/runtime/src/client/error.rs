use std::borrow::Cow;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::retry::retry_after;
use super::{DecodeError, RawResponse, TransportError, api_message};

/// The reason why a call did not succeed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// A documented error response.
    Api(E),
    /// A response with an undocumented status.
    Unexpected(RawResponse),
    /// A response that does not match its documentation.
    Decode(DecodeError),
    /// No response was received.
    Transport(TransportError),
    /// A value cannot be written into the request, which was not sent.
    Request(RequestError),
}

/// A documented error response.
pub trait ApiError {
    /// The status of the response.
    fn status(&self) -> StatusCode;

    /// All headers of the response.
    fn header_map(&self) -> &HeaderMap;

    /// The body of the response as it was received.
    fn raw_body(&self) -> &Bytes;

    /// The duration that `Retry-After` specifies, in seconds or as a date.
    fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header_map())
    }

    /// The message in the body, in one line of at most 300 characters: a property of a JSON object, such
    /// as `message`, `error.message` or the `detail` of RFC 9457, or a whole text.
    fn message(&self) -> Option<String> {
        api_message::message(self.header_map(), self.raw_body())
    }

    /// Writes the status and the message.
    #[doc(hidden)]
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server responded with {}", self.status())?;
        api_message::append(f, self.header_map(), self.raw_body())
    }
}

/// The error type of operations that document no error responses. It has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoErrorResponse {}

crate::impl_api_error!(NoErrorResponse {});

/// The error of [`Call::send`](super::Call::send): an [`Error`] that occurs before a response is
/// received.
#[derive(Debug)]
pub enum SendError {
    /// No response was received.
    Transport(TransportError),
    /// A value cannot be written into the request, which was not sent.
    Request(RequestError),
}

/// A value that cannot be written into a request. The error does not contain the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {message}")]
pub struct RequestError {
    what: Cow<'static, str>,
    message: String,
}

impl<E> Error<E> {
    /// Returns whether the time limit of the call was exceeded.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }
}

impl<E: ApiError> Error<E> {
    /// The status, if a response was received.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Unexpected(response) => Some(response.status()),
            Self::Decode(error) => Some(error.response().status()),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// All headers, if a response was received.
    pub fn header_map(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.header_map()),
            Self::Unexpected(response) => Some(response.headers()),
            Self::Decode(error) => Some(error.response().headers()),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// The body as it was received, if a response was received.
    pub fn raw_body(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.raw_body()),
            Self::Unexpected(response) => Some(response.body()),
            Self::Decode(error) => Some(error.response().body()),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }

    /// The message in the body of the response, if one was received: see [`ApiError::message`].
    pub fn message(&self) -> Option<String> {
        api_message::message(self.header_map()?, self.raw_body()?)
    }

    /// The duration that `Retry-After` specifies, in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header_map()?)
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(response) => {
                write!(
                    f,
                    "undocumented response with the status {}",
                    response.status()
                )?;
                api_message::append(f, response.headers(), response.body())
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

/// For operations without documented error responses.
impl ApiError for Infallible {
    fn status(&self) -> StatusCode {
        match *self {}
    }

    fn header_map(&self) -> &HeaderMap {
        match *self {}
    }

    fn raw_body(&self) -> &Bytes {
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

impl RequestError {
    pub(super) fn new(what: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            message: message.into(),
        }
    }

    /// The parameter, header or other part of the request that cannot be written.
    pub fn what(&self) -> &str {
        &self.what
    }
}
