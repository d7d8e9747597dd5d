//! Bytes on a new connection, and the accepted responses.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use crate::Result;
use crate::http_connection::{HttpConnection, Response};

/// The timeout of sending and receiving. The server itself limits a request to 30 s and a head to
/// 15 s.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes to send on a new connection.
pub(super) struct Case {
    pub(super) name: String,
    bytes: Vec<u8>,
    /// Whether the sending side of the connection is closed afterwards.
    shuts_down: bool,
    /// The accepted statuses.
    pub(super) expected: Vec<u16>,
    /// Whether closing the connection without a response is accepted too.
    pub(super) may_close: bool,
}

/// The result of a case.
pub(super) enum Outcome {
    Answered(Response),
    Closed,
    TimedOut,
}

impl Case {
    pub(super) fn new(
        name: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        expected: &[u16],
    ) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
            shuts_down: false,
            expected: expected.to_vec(),
            may_close: false,
        }
    }

    /// Closes the sending side of the connection after the bytes are sent.
    pub(super) fn then_shut_down(self) -> Self {
        Self {
            shuts_down: true,
            ..self
        }
    }

    /// Also accepts that the server closes the connection without a response.
    pub(super) fn or_close(self) -> Self {
        Self {
            may_close: true,
            ..self
        }
    }

    /// Sends the bytes, and receives the first response.
    pub(super) async fn send(&self, address: SocketAddr) -> Result<Outcome> {
        let mut connection = HttpConnection::connect(address).await?;
        // Sending may fail, because the server may respond before it has read everything.
        let sent = tokio::time::timeout(TIMEOUT, connection.send(&self.bytes)).await;
        if self.shuts_down && matches!(sent, Ok(Ok(()))) {
            connection.stream().shutdown().await?;
        }
        Ok(
            match tokio::time::timeout(TIMEOUT, connection.receive()).await {
                Ok(Ok(response)) => Outcome::Answered(response),
                Ok(Err(_)) => Outcome::Closed,
                Err(_) => Outcome::TimedOut,
            },
        )
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(response) => {
                let detail = response.string("detail").unwrap_or_default();
                let detail: String = detail.chars().take(80).collect();
                write!(formatter, "answered with {} {detail}", response.status)
            }
            Self::Closed => formatter.write_str("closed without a response"),
            Self::TimedOut => formatter.write_str("timed out"),
        }
    }
}
