//! Sending: attempts within a deadline.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, StatusCode, Uri};
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::Instant;
use tower::retry::budget::Budget;
use tracing::Instrument;

use super::retry::{Safety, retry_after};
use super::{
    Body, Core, Operation, RawResponse, RetryPolicy, SendError, TransportError, TransportErrorKind,
};

/// How often a call waits for another one with its idempotency key, at most; a server that died at work may be waited for.
const MOST_WAITS: u32 = 30;

/// A call that is ready to be sent, more than once if need be.
pub(super) struct Prepared {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) url: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<Bytes>,
    pub(super) safety: Safety,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
}

impl Prepared {
    /// Sends the call. The span has neither path values nor the query nor header fields.
    pub(super) async fn send(self) -> Result<RawResponse, SendError> {
        let span = tracing::debug_span!(
            "call",
            operation = self.operation.id,
            method = %self.operation.method,
            path = self.operation.path,
            server = self.core.shared.base.host(),
        );
        self.attempts()
            .instrument(span)
            .await
            .map_err(SendError::from)
    }

    async fn attempts(&self) -> Result<RawResponse, TransportError> {
        let started = Instant::now();
        // A deadline beyond what the clock can say is none.
        let deadline = started.checked_add(self.timeout);
        let (mut made, mut waits) = (0, 0);
        loop {
            let attempt = self.attempt_in_time(made);
            let result = match deadline {
                Some(deadline) => tokio::time::timeout_at(deadline, attempt)
                    .await
                    .unwrap_or_else(|_| Err(TransportError::timeout(self.timeout))),
                None => attempt.await,
            };
            // Who hears that the first request with this key is still at work waits for it, and has not tried again.
            if result
                .as_ref()
                .is_ok_and(|response| self.is_at_work(response))
                && waits < MOST_WAITS
            {
                waits += 1;
            } else {
                made += 1;
            }
            tracing::debug!(
                attempt = made,
                waits,
                status = result
                    .as_ref()
                    .ok()
                    .map(|response| response.status().as_u16()),
                "attempt"
            );
            let Some(delay) = self.delay(made, &result) else {
                return result;
            };
            let in_time = deadline.is_none_or(|deadline| Instant::now() + delay < deadline);
            if !in_time || !self.core.shared.budget.withdraw() {
                return result;
            }
            tokio::time::sleep(delay).await;
        }
    }

    fn is_at_work(&self, response: &RawResponse) -> bool {
        self.retry.allows(1)
            && response.status() == StatusCode::CONFLICT
            && self.safety.retries(response.status(), response.headers())
    }

    /// An attempt that is given up where another one may follow; the deadline of the call is not its matter.
    async fn attempt_in_time(&self, made: u32) -> Result<RawResponse, TransportError> {
        match self
            .retry
            .patience(made)
            .filter(|_| self.safety.repeatable())
        {
            Some(patience) => tokio::time::timeout(patience, self.attempt())
                .await
                .unwrap_or_else(|_| Err(TransportError::slow(patience))),
            None => self.attempt().await,
        }
    }

    async fn attempt(&self) -> Result<RawResponse, TransportError> {
        let shared = &self.core.shared;
        let mut request = Request::new(Body::pieces(self.body.clone()));
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = self.headers.clone();
        let response = shared
            .transport
            .send(request)
            .await
            .map_err(TransportError::from_box)?;
        let (parts, body) = response.into_parts();
        let bytes = read(body, shared.max_response_bytes).await?;
        Ok(RawResponse::new(parts.status, parts.headers, bytes))
    }

    /// How long to wait before another attempt; none if there is to be none.
    fn delay(&self, made: u32, result: &Result<RawResponse, TransportError>) -> Option<Duration> {
        let (again, asked) = match result {
            Ok(response) => (
                self.safety.retries(response.status(), response.headers()),
                retry_after(response.headers()),
            ),
            Err(error) => (
                error.is_connect() || (error.is_retryable() && self.safety.repeatable()),
                None,
            ),
        };
        if !again {
            // What worked pays for repetitions of what did not.
            self.core.shared.budget.deposit();
            return None;
        }
        if self.retry.allows(made) {
            self.retry.delay(made, asked)
        } else {
            None
        }
    }
}

async fn read(mut body: Body, limit: usize) -> Result<Bytes, TransportError> {
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(TransportError::too_large(limit));
    }
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| TransportError::new(TransportErrorKind::Body, error))?;
        if let Ok(data) = frame.into_data() {
            if bytes.len().saturating_add(data.len()) > limit {
                return Err(TransportError::too_large(limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes.freeze())
}
