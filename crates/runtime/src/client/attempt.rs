//! Sends a call: attempts within a deadline, with retries. Responses are read whole, up to a size
//! limit.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, StatusCode, Uri};
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::Instant;
use tower::retry::budget::Budget;
use tracing::Instrument;

use super::retry::{RetrySafety, retry_after};
use super::{
    Body, Core, Operation, RawResponse, RetryPolicy, SendError, TransportError, TransportErrorKind,
};

/// The maximum number of times that a call waits for an earlier request with its idempotency key.
/// Further 409 responses count as attempts. The limit matters if the server crashed while it
/// processed that request.
const MAX_WAITS: u32 = 30;

/// A call that can be sent any number of times.
pub(super) struct PreparedCall {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) url: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<Bytes>,
    pub(super) safety: RetrySafety,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
}

impl PreparedCall {
    /// Sends the call. The tracing span contains no path values, no query and no headers.
    pub(super) async fn send(self) -> Result<RawResponse, SendError> {
        let span = tracing::debug_span!(
            "call",
            operation = self.operation.id,
            method = %self.operation.method,
            path = self.operation.path.template,
            server = self.core.shared.base_url.host(),
        );
        self.attempts()
            .instrument(span)
            .await
            .map_err(SendError::from)
    }

    async fn attempts(&self) -> Result<RawResponse, TransportError> {
        let started = Instant::now();
        // If the clock cannot represent the deadline, the call has no time limit.
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
            // Waiting for an earlier request with the same idempotency key does not count as an
            // attempt.
            if result
                .as_ref()
                .is_ok_and(|response| self.is_in_progress(response))
                && waits < MAX_WAITS
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

    /// Returns whether the server is still processing an earlier request with the same idempotency
    /// key.
    fn is_in_progress(&self, response: &RawResponse) -> bool {
        self.retry.allows(1)
            && response.status() == StatusCode::CONFLICT
            && self
                .safety
                .allows_retry(response.status(), response.headers())
    }

    /// Makes an attempt. The time limit of one attempt applies only if another attempt can follow;
    /// the caller enforces the deadline of the call.
    async fn attempt_in_time(&self, made: u32) -> Result<RawResponse, TransportError> {
        match self
            .retry
            .attempt_timeout_after(made)
            .filter(|_| self.safety.is_repeatable())
        {
            Some(limit) => tokio::time::timeout(limit, self.attempt())
                .await
                .unwrap_or_else(|_| Err(TransportError::attempt_timeout(limit))),
            None => self.attempt().await,
        }
    }

    async fn attempt(&self) -> Result<RawResponse, TransportError> {
        let shared = &self.core.shared;
        let mut request = Request::new(Body::chunks(self.body.clone()));
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = self.headers.clone();
        let response = shared
            .transport
            .send(request)
            .await
            .map_err(TransportError::from_service)?;
        let (parts, body) = response.into_parts();
        let bytes = read_body(body, shared.max_response_bytes).await?;
        Ok(RawResponse::new(parts.status, parts.headers, bytes))
    }

    /// Returns how long to wait before another attempt, or `None` if the call ends.
    fn delay(&self, made: u32, result: &Result<RawResponse, TransportError>) -> Option<Duration> {
        let (is_retryable, requested) = match result {
            Ok(response) => (
                self.safety
                    .allows_retry(response.status(), response.headers()),
                retry_after(response.headers()),
            ),
            Err(error) => (
                error.is_connect() || (error.is_retryable() && self.safety.is_repeatable()),
                None,
            ),
        };
        if !is_retryable {
            // Calls that end without a retryable failure add to the budget for retries.
            self.core.shared.budget.deposit();
            return None;
        }
        if self.retry.allows(made) {
            self.retry.delay(made, requested)
        } else {
            None
        }
    }
}

/// Reads a whole body, up to a size limit in bytes.
async fn read_body(mut body: Body, limit: usize) -> Result<Bytes, TransportError> {
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(TransportError::too_large(limit));
    }
    // The first frame is not copied: a short body has no other one.
    let mut first = Bytes::new();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| TransportError::new(TransportErrorKind::Body, error))?;
        if let Ok(data) = frame.into_data() {
            let length = first.len() + bytes.len();
            if length.saturating_add(data.len()) > limit {
                return Err(TransportError::too_large(limit));
            }
            if length == 0 {
                first = data;
            } else {
                bytes.extend_from_slice(&std::mem::take(&mut first));
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok(if bytes.is_empty() {
        first
    } else {
        bytes.freeze()
    })
}
