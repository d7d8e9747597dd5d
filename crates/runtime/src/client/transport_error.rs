use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::stream::BoxError;

/// The reason why no response was received.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

/// The kinds of [`TransportError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was established, so nothing was sent.
    Connect,
    /// The time limit of the call was exceeded.
    Timeout,
    /// The response body is incomplete.
    Body,
    /// The response body exceeds the size limit.
    TooLarge,
    /// No access token could be fetched, so nothing was sent.
    Token,
    /// Any other failure.
    Other,
}

impl TransportError {
    /// Creates an error of this kind.
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

    /// Creates the error of an attempt that took too long, while the call has time left.
    pub(super) fn attempt_timeout(after: Duration) -> Self {
        Self::new(
            TransportErrorKind::Other,
            format!("no response to an attempt within {after:?}"),
        )
    }

    pub(super) fn too_large(limit: usize) -> Self {
        Self::new(
            TransportErrorKind::TooLarge,
            format!("the response body is larger than {limit} bytes"),
        )
    }

    pub(super) fn token(error: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Token, error)
    }

    /// Converts an error of a service, which may be a [`TransportError`] itself.
    pub(super) fn from_service(error: BoxError) -> Self {
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

    /// The kind of the failure.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether no connection was established, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Returns whether the time limit of the call was exceeded.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Returns whether another attempt may succeed.
    pub(super) fn is_retryable(&self) -> bool {
        !matches!(
            self.kind,
            TransportErrorKind::Timeout | TransportErrorKind::TooLarge | TransportErrorKind::Token
        )
    }
}

/// Returns whether the error or one of its sources is a refused connection.
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
            TransportErrorKind::Connect => f.write_str("could not connect to the server"),
            TransportErrorKind::Timeout
            | TransportErrorKind::TooLarge
            | TransportErrorKind::Token => self.source.fmt(f),
            TransportErrorKind::Body => f.write_str("the response body is incomplete"),
            TransportErrorKind::Other => f.write_str("the request failed in transit"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.kind {
            // The message is that of the source.
            TransportErrorKind::Timeout
            | TransportErrorKind::TooLarge
            | TransportErrorKind::Token => self.source.source(),
            TransportErrorKind::Connect | TransportErrorKind::Body | TransportErrorKind::Other => {
                Some(&*self.source)
            }
        }
    }
}
