use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};
use tower::retry::budget::TpsBudget;

/// How failed attempts are repeated: only when that is safe, after a random part of a growing delay, or after what `Retry-After` says.
///
/// A 409 with `Retry-After` to a call with an idempotency key says that the first request with this key is still at work: that is waited
/// for within the time of the call, and is no attempt.
///
/// It is safe when the method is idempotent (RFC 9110, 9.2.2), when the operation has an idempotency key, or when nothing was sent. Clones
/// of a client share a budget: a server that fails every call sees few repetitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    max_retry_after: Duration,
    attempt_timeout: Option<Duration>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(200),
            longest_delay: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
            attempt_timeout: None,
        }
    }
}

impl RetryPolicy {
    /// One attempt and no more.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How many attempts there are at most, the first one included; 3 unless set. 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The bound of the first delay, which doubles with each attempt, and the most it grows to; 200 ms and 10 s unless set. The delay
    /// itself is a random part of the bound.
    #[must_use]
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first_delay = first;
        self.longest_delay = longest;
        self
    }

    /// The longest `Retry-After` that is waited for; 60 s unless set. A server that asks for more gets no further attempt.
    #[must_use]
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// How long one attempt may take before it is given up for another; as long as the whole call unless set. An attempt that can't be
    /// repeated safely, or is the last one, is not cut short.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long an attempt may take that follows on `attempts_made` others, where another may follow.
    pub(super) fn patience(&self, attempts_made: u32) -> Option<Duration> {
        self.attempt_timeout
            .filter(|_| self.allows(attempts_made + 1))
    }

    pub(super) fn budget(&self) -> TpsBudget {
        // Ten seconds of memory; one attempt in five may be a repetition, and ten a second always.
        TpsBudget::new(Duration::from_secs(10), 10, 0.2)
    }

    pub(super) fn allows(&self, attempts_made: u32) -> bool {
        attempts_made < self.attempts
    }

    /// How long to wait before the next attempt; none if the server asks for more patience than there is.
    pub(super) fn delay(
        &self,
        attempts_made: u32,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if let Some(asked) = retry_after {
            return (asked <= self.max_retry_after).then_some(asked);
        }
        let doubled = self.first_delay.saturating_mul(
            1_u32
                .checked_shl(attempts_made.saturating_sub(1))
                .unwrap_or(u32::MAX),
        );
        Some(doubled.min(self.longest_delay).mul_f64(fastrand::f64()))
    }
}

/// What makes it safe to send a request again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Safety {
    idempotent: bool,
    keyed: bool,
}

impl Safety {
    pub(super) fn of(method: &Method, keyed: bool) -> Self {
        let idempotent = matches!(
            *method,
            Method::GET
                | Method::HEAD
                | Method::OPTIONS
                | Method::TRACE
                | Method::PUT
                | Method::DELETE
        );
        Self { idempotent, keyed }
    }

    /// Whether a request may be sent again that may have arrived.
    pub(super) fn repeatable(self) -> bool {
        self.idempotent || self.keyed
    }

    /// Whether a response asks to be tried again.
    pub(super) fn retries(self, status: StatusCode, headers: &HeaderMap) -> bool {
        let asks = match status.as_u16() {
            408 | 429 | 500 | 502 | 503 | 504 => true,
            // The first request with this key is still at work.
            409 => self.keyed && retry_after(headers).is_some(),
            _ => false,
        };
        asks && self.repeatable()
    }
}

/// What `Retry-After` says (RFC 9110, 10.2.3): seconds, or a date, which counts from now. Anything else says nothing.
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
