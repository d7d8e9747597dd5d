use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};
use tower::retry::budget::TpsBudget;

/// The policy for failed attempts: retries with exponential backoff and jitter, or after the delay
/// in `Retry-After`.
///
/// Connection failures are retried for every call. Interrupted requests and responses, attempts
/// that exceed their time limit, and the statuses 408, 429, 500, 502, 503 and 504 are retried if
/// repeating the request is safe: the method is idempotent (RFC 9110, 9.2.2), or the operation has
/// an idempotency key. A call returns its last result immediately if the next delay would exceed
/// its time limit.
///
/// Clones of a client share a budget, which limits retries if a server fails every call: 10 retries
/// per second, and 20 % of the calls that ended within the last 10 seconds without a failure that
/// can be retried. The policy does not change the budget.
///
/// On 409 with `Retry-After` and an idempotency key (the first request is still in progress) the
/// client waits within the time limit of the call; this does not count as an attempt. Waiting
/// requires a policy with more than one attempt, consumes the retry budget, and respects
/// [`max_retry_after`](Self::max_retry_after). After 30 waits, further 409 responses count as
/// attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    attempt_timeout: Option<Duration>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
            attempt_timeout: None,
        }
    }
}

impl RetryPolicy {
    /// Returns a policy without retries, and without waiting while an earlier request with the same
    /// idempotency key is in progress.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the maximum number of attempts, including the first one. Defaults to 3; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the upper bound of the first delay, and the maximum of that bound, which doubles with
    /// each attempt. Defaults to 200 ms and 10 s. The delay itself is a random duration up to the
    /// bound.
    #[must_use]
    pub fn delays(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }

    /// Sets the longest `Retry-After` that the client waits for. Defaults to 60 s. The client makes
    /// no further attempt if the server asks for a longer delay.
    #[must_use]
    pub fn max_retry_after(mut self, max: Duration) -> Self {
        self.max_retry_after = max;
        self
    }

    /// Sets the time limit of one attempt. Defaults to the time limit of the call. The limit does
    /// not apply to the last attempt, nor to calls that cannot be retried safely.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Returns the time limit of the attempt after `attempts_made` others, if another attempt can
    /// follow it.
    pub(super) fn attempt_timeout_after(&self, attempts_made: u32) -> Option<Duration> {
        self.attempt_timeout
            .filter(|_| self.allows(attempts_made + 1))
    }

    pub(super) fn budget(&self) -> TpsBudget {
        // Within 10 seconds, retries can be 20 % of the deposits, one for each call that ends
        // without a retryable failure; 10 retries per second are always allowed.
        TpsBudget::new(Duration::from_secs(10), 10, 0.2)
    }

    pub(super) fn allows(&self, attempts_made: u32) -> bool {
        attempts_made < self.attempts
    }

    /// Returns the delay before the next attempt, or `None` if the server asks for a longer delay
    /// than the policy allows.
    pub(super) fn delay(
        &self,
        attempts_made: u32,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if let Some(requested) = retry_after {
            return (requested <= self.max_retry_after).then_some(requested);
        }
        let doubled = self.first_delay.saturating_mul(
            1_u32
                .checked_shl(attempts_made.saturating_sub(1))
                .unwrap_or(u32::MAX),
        );
        Some(doubled.min(self.max_delay).mul_f64(fastrand::f64()))
    }
}

/// The reasons why it is safe to send a request again.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetrySafety {
    idempotent: bool,
    has_idempotency_key: bool,
}

impl RetrySafety {
    pub(super) fn of(method: &Method, has_idempotency_key: bool) -> Self {
        let idempotent = matches!(
            *method,
            Method::GET
                | Method::HEAD
                | Method::OPTIONS
                | Method::TRACE
                | Method::PUT
                | Method::DELETE
        );
        Self {
            idempotent,
            has_idempotency_key,
        }
    }

    /// Returns whether a request that the server may have received can be sent again.
    pub(super) fn is_repeatable(self) -> bool {
        self.idempotent || self.has_idempotency_key
    }

    /// Returns whether the call can be retried after this response.
    pub(super) fn allows_retry(self, status: StatusCode, headers: &HeaderMap) -> bool {
        let is_temporary = match status.as_u16() {
            408 | 429 | 500 | 502 | 503 | 504 => true,
            // The first request with this key is still in progress.
            409 => self.has_idempotency_key && retry_after(headers).is_some(),
            _ => false,
        };
        is_temporary && self.is_repeatable()
    }
}

/// Returns the duration that `Retry-After` (RFC 9110, 10.2.3) specifies in seconds or as a date.
/// Other values are ignored.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers
        .get(http::header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}
