//! Sends a call: attempts within a deadline, with retries.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::AUTHORIZATION;
use http::response::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri};
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::Instant;
use tower::retry::budget::Budget;
use tracing::Instrument;

use super::outgoing::Outgoing;
use super::retry::{RetrySafety, retry_after};
use super::{
    Body, Core, Operation, RawResponse, RetryPolicy, SendError, TokenCache, TransportError,
    TransportErrorKind,
};
use crate::Secret;
use crate::headers::to_header_value;

/// The maximum number of times that a call waits for an earlier request with its idempotency key.
/// Further 409 responses count as attempts. The limit matters if the server crashed while it
/// processed that request.
const MAX_WAITS: u32 = 30;

/// A call that can be sent any number of times.
#[derive(Clone)]
pub(super) struct PreparedCall {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) url: Uri,
    pub(super) headers: HeaderMap,
    /// The source of the bearer token, if each attempt gets one.
    pub(super) tokens: Option<TokenCache>,
    pub(super) body: Vec<Bytes>,
    /// The body instead of `body`, if it is a stream.
    pub(super) stream: Option<Outgoing>,
    pub(super) safety: RetrySafety,
    pub(super) timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) retry: RetryPolicy,
}

/// The part of a response that an attempt waits for. An interrupted attempt can be retried.
pub(super) trait Receive {
    type Received: Received;

    /// Reads a response after its head.
    fn receive(
        &self,
        head: Parts,
        body: Body,
        limit: usize,
    ) -> impl Future<Output = Result<Self::Received, TransportError>> + Send;
}

/// A response whose head decides whether the call is retried.
pub(super) trait Received {
    fn head(&self) -> (StatusCode, &HeaderMap);
}

/// Reads the whole response.
pub(super) struct Whole;

impl PreparedCall {
    /// Sends the call. The tracing span contains no path values, no query and no headers.
    pub(super) async fn send<R: Receive>(self, receive: &R) -> Result<R::Received, SendError> {
        let span = tracing::debug_span!(
            "call",
            operation = self.operation.id,
            method = %self.operation.method,
            path = self.operation.path.template,
            server = self.url.authority().map(Authority::as_str),
        );
        self.attempts(receive)
            .instrument(span)
            .await
            .map_err(SendError::from)
    }

    async fn attempts<R: Receive>(&self, receive: &R) -> Result<R::Received, TransportError> {
        let started = Instant::now();
        // If the clock cannot represent the deadline, the call has no time limit.
        let deadline = started.checked_add(self.timeout);
        let (mut made, mut waits) = (0, 0);
        let mut has_new_token = false;
        loop {
            let attempt = self.attempt_in_time(made, receive);
            let result = match deadline {
                Some(deadline) => tokio::time::timeout_at(deadline, attempt)
                    .await
                    .unwrap_or_else(|_| Err(TransportError::timeout(self.timeout))),
                None => attempt.await,
            };
            // Waiting for an earlier request with the same idempotency key does not count as an
            // attempt.
            let head = result.as_ref().map(Received::head);
            // A server that rejects a token has not done anything else, so the call is repeated once.
            if !has_new_token && head.is_ok_and(|(status, _)| self.needs_new_token(status)) {
                has_new_token = true;
                tracing::debug!("the server rejected the access token");
                continue;
            }
            if head.is_ok_and(|(status, headers)| self.is_in_progress(status, headers))
                && waits < MAX_WAITS
            {
                waits += 1;
            } else {
                made += 1;
            }
            tracing::debug!(
                attempt = made,
                waits,
                status = head.ok().map(|(status, _)| status.as_u16()),
                "attempt"
            );
            let Some(delay) = self.delay(made, head) else {
                return result;
            };
            let in_time = deadline.is_none_or(|deadline| Instant::now() + delay < deadline);
            if !in_time || !self.core.shared.budget.withdraw() {
                return result;
            }
            tokio::time::sleep(delay).await;
        }
    }

    /// Returns whether the server has rejected an access token that can be fetched again.
    fn needs_new_token(&self, status: StatusCode) -> bool {
        status == StatusCode::UNAUTHORIZED && self.tokens.is_some() && self.stream.is_none()
    }

    /// Returns whether the server is still processing an earlier request with the same idempotency
    /// key.
    fn is_in_progress(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        self.retry.allows(1)
            && status == StatusCode::CONFLICT
            && self.safety.allows_retry(status, headers)
    }

    /// Makes an attempt. The time limit of one attempt applies only if another attempt can follow;
    /// the caller enforces the deadline of the call.
    async fn attempt_in_time<R: Receive>(
        &self,
        made: u32,
        receive: &R,
    ) -> Result<R::Received, TransportError> {
        match self
            .retry
            .attempt_timeout_after(made)
            .filter(|_| self.safety.is_repeatable())
        {
            Some(limit) => tokio::time::timeout(limit, self.attempt(receive))
                .await
                .unwrap_or_else(|_| Err(TransportError::attempt_timeout(limit))),
            None => self.attempt(receive).await,
        }
    }

    async fn attempt<R: Receive>(&self, receive: &R) -> Result<R::Received, TransportError> {
        let shared = &self.core.shared;
        let mut headers = self.headers.clone();
        let token = match &self.tokens {
            Some(tokens) => Some(tokens.token().await.map_err(TransportError::token)?),
            None => None,
        };
        if let Some(token) = &token {
            headers.insert(AUTHORIZATION, bearer(token)?);
        }
        let body = match &self.stream {
            Some(stream) => stream.take()?,
            None => Body::chunks(self.body.clone()),
        };
        let mut request = Request::new(body);
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = headers;
        let response = shared
            .transport
            .send(request)
            .await
            .map_err(TransportError::from_service)?;
        let (parts, body) = response.into_parts();
        if let (Some(tokens), Some(token)) = (&self.tokens, &token)
            && parts.status == StatusCode::UNAUTHORIZED
        {
            tokens.reject(token);
        }
        let limit = shared.max_response_bytes;
        receive.receive(parts, body, limit).await
    }

    /// Returns how long to wait before another attempt, or `None` if the call ends.
    fn delay(
        &self,
        made: u32,
        result: Result<(StatusCode, &HeaderMap), &TransportError>,
    ) -> Option<Duration> {
        let (is_retryable, requested) = match result {
            Ok((status, headers)) => (
                self.safety.allows_retry(status, headers),
                retry_after(headers),
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

impl Receive for Whole {
    type Received = RawResponse;

    async fn receive(
        &self,
        head: Parts,
        body: Body,
        limit: usize,
    ) -> Result<RawResponse, TransportError> {
        let bytes = read_body(body, limit).await?;
        Ok(RawResponse::new(head.status, head.headers, bytes))
    }
}

impl Received for RawResponse {
    fn head(&self) -> (StatusCode, &HeaderMap) {
        (self.status(), self.headers())
    }
}

/// Returns the value of `Authorization` for an access token.
fn bearer(token: &Secret) -> Result<HeaderValue, TransportError> {
    let mut value = to_header_value(&format!("Bearer {}", token.expose()))
        .ok_or_else(|| TransportError::token("the access token contains a control character"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Reads a whole body, up to a size limit in bytes.
pub(super) async fn read_body(mut body: Body, limit: usize) -> Result<Bytes, TransportError> {
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
