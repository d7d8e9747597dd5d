//! The rate limit: a fixed window of 60 seconds for each API key.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::server::account::KeyHash;
use crate::server::store::{StoreError, StoreFuture};

/// The length of a window. A window begins with the first request of a key after the previous one.
pub const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// The default number of requests that a window allows.
pub const DEFAULT_LIMIT: u32 = 300;

/// The number of keys above which counters of past windows are evicted.
const SWEEP_ABOVE: usize = 10_000;

/// A key's window after a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Whether the request is within the limit.
    pub accepted: bool,
    /// The number of requests that a window allows.
    pub limit: u32,
    /// The number of remaining requests in this window.
    pub remaining: u32,
    /// The whole second at which this window ends and the next one can begin.
    pub reset: Timestamp,
    /// The time until `reset`, in whole seconds; at least 1.
    pub retry_after: i64,
}

impl Window {
    /// Returns the values of `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`.
    pub fn header_values(&self) -> (i64, i64, i64) {
        (
            self.limit.into(),
            self.remaining.into(),
            self.reset.as_second(),
        )
    }
}

/// A counter of requests by API key.
///
/// The accepted requests of a key never exceed the limit of a window, even under concurrency.
/// Processes that share an implementation's storage share the windows.
pub trait RateLimiter: Send + Sync + 'static {
    /// Counts one request of a key and returns its window.
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window>;
}

/// A rate limiter in memory, exact for one process.
#[derive(Debug, Default)]
pub struct InMemoryRateLimiter {
    counters: Mutex<BTreeMap<[u8; 32], Counter>>,
}

/// The counter of one key's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The first second of the window, since the epoch.
    pub start: i64,
    /// The number of requests in the window, including rejected ones.
    pub taken: u64,
}

impl Counter {
    /// Returns whether `now` is in this window. The window continues if the clock was set back by
    /// less than its length. If it was set back further, a new window begins, so that no key is
    /// locked out until the clock catches up.
    pub fn is_current(&self, now: i64) -> bool {
        (now - self.start).abs() < WINDOW.as_secs()
    }

    /// Counts one request, in a new window if this one has ended.
    pub fn take(&mut self, limit: u32, now: i64) -> Window {
        if !self.is_current(now) {
            *self = Self {
                start: now,
                taken: 0,
            };
        }
        self.count(limit, now)
    }

    /// Counts one request in this window.
    pub fn count(&mut self, limit: u32, now: i64) -> Window {
        self.taken = self.taken.saturating_add(1);
        let reset = self.start.saturating_add(WINDOW.as_secs());
        Window {
            accepted: self.taken <= u64::from(limit),
            limit,
            remaining: limit.saturating_sub(u32::try_from(self.taken).unwrap_or(u32::MAX)),
            reset: Timestamp::from_second(reset).unwrap_or(Timestamp::MAX),
            retry_after: (reset - now).max(1),
        }
    }
}

impl InMemoryRateLimiter {
    fn count(&self, key: KeyHash, limit: u32, now: Timestamp) -> Window {
        let now = now.as_second();
        // A poisoned lock is usable: every statement leaves the counters consistent.
        let mut counters = self
            .counters
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if counters.len() > SWEEP_ABOVE {
            counters.retain(|_, counter| counter.is_current(now));
        }
        counters
            .entry(*key.as_bytes())
            .or_insert(Counter {
                start: now,
                taken: 0,
            })
            .take(limit, now)
    }
}

impl RateLimiter for InMemoryRateLimiter {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        let window = self.count(key, limit, now);
        Box::pin(std::future::ready(Ok::<_, StoreError>(window)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{InMemoryRateLimiter, KeyHash};

    fn key(digit: char) -> KeyHash {
        KeyHash::from_hex(&digit.to_string().repeat(64)).expect("64 digits")
    }

    #[test]
    fn a_window_lasts_60_seconds_from_its_first_request() {
        let limiter = InMemoryRateLimiter::default();
        let start = Timestamp::from_second(1_000_030).expect("a time");
        for remaining in (0..3).rev() {
            let window = limiter.count(key('a'), 3, start);
            assert_eq!(
                (window.accepted, window.remaining, window.reset.as_second()),
                (true, remaining, 1_000_090)
            );
        }
        let late = start + SignedDuration::from_secs(59);
        let window = limiter.count(key('a'), 3, late);
        assert_eq!(
            (window.accepted, window.remaining, window.retry_after),
            (false, 0, 1)
        );
        assert!(
            limiter.count(key('b'), 3, late).accepted,
            "another key has its own window"
        );
        let window = limiter.count(key('a'), 3, start + SignedDuration::from_secs(60));
        assert_eq!(
            (window.accepted, window.remaining, window.reset.as_second()),
            (true, 2, 1_000_150)
        );
    }

    #[test]
    fn setting_the_clock_back_neither_resets_a_window_nor_locks_a_key_out() {
        let limiter = InMemoryRateLimiter::default();
        let start = Timestamp::from_second(1_000_000).expect("a time");
        assert!(limiter.count(key('a'), 1, start).accepted);
        assert!(
            !limiter
                .count(key('a'), 1, start - SignedDuration::from_secs(5))
                .accepted
        );
        assert!(
            limiter
                .count(key('a'), 1, start - SignedDuration::from_hours(24))
                .accepted
        );
    }

    #[test]
    fn concurrent_requests_never_exceed_the_limit() {
        let limiter = InMemoryRateLimiter::default();
        let now = Timestamp::from_second(1_000_000).expect("a time");
        let accepted: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        (0..100)
                            .filter(|_| limiter.count(key('a'), 300, now).accepted)
                            .count()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .sum()
        });
        assert_eq!(accepted, 300);
    }
}
