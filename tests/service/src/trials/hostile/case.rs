//! Bytes on a new connection, and how they may be answered.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use crate::Result;
use crate::wire::{Answer, Wire};

/// How long an answer may take. The server gives a request 30 s and a head 15 s.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes on a new connection.
pub(super) struct Case {
    pub(super) name: String,
    bytes: Vec<u8>,
    /// Whether nothing more is sent afterwards, and the server learns of it.
    ends: bool,
    /// The statuses that are right.
    pub(super) expected: Vec<u16>,
    /// Whether ending the connection without an answer is right too.
    pub(super) may_close: bool,
}

/// How a case was answered.
pub(super) enum Outcome {
    Answered(Answer),
    Closed,
    Silent,
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
            ends: false,
            expected: expected.to_vec(),
            may_close: false,
        }
    }

    /// Nothing more follows: the writing half is closed.
    pub(super) fn and_end(self) -> Self {
        Self { ends: true, ..self }
    }

    /// The connection may end without an answer.
    pub(super) fn or_close(self) -> Self {
        Self {
            may_close: true,
            ..self
        }
    }

    /// Sends the bytes, and reads the first answer.
    pub(super) async fn send(&self, address: SocketAddr) -> Result<Outcome> {
        let mut wire = Wire::connect(address).await?;
        // The server may have seen enough before it has read everything.
        let sent = tokio::time::timeout(PATIENCE, wire.send(&self.bytes)).await;
        if self.ends && matches!(sent, Ok(Ok(()))) {
            wire.stream().shutdown().await?;
        }
        Ok(match tokio::time::timeout(PATIENCE, wire.receive()).await {
            Ok(Ok(answer)) => Outcome::Answered(answer),
            Ok(Err(_)) => Outcome::Closed,
            Err(_) => Outcome::Silent,
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(answer) => {
                let detail = answer.text("detail").unwrap_or_default();
                let detail: String = detail.chars().take(80).collect();
                write!(formatter, "answered with {} {detail}", answer.status)
            }
            Self::Closed => formatter.write_str("ended without an answer"),
            Self::Silent => formatter.write_str("never answered"),
        }
    }
}
