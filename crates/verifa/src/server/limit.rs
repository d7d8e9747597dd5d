//! The rate limit: a fixed window of 60 seconds for each key.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::server::account::KeyHash;
use crate::server::store::{StoreError, StoreFuture};

/// How long a window is. It begins with the first request of a key, and the next one with the first request after it.
pub const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// How many requests a window allows unless the operator says otherwise.
pub const DEFAULT_LIMIT: u32 = 300;

/// Above this number of keys the counters of past windows are thrown away first.
const SWEEP_ABOVE: usize = 10_000;

/// What is known of a key's window after one more request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Whether the request is within the limit.
    pub accepted: bool,
    /// How many requests a window allows.
    pub limit: u32,
    /// How many are left in this window.
    pub remaining: u32,
    /// When this window ends: the whole second in which the next one can begin.
    pub reset: Timestamp,
    /// How long until then, in whole seconds, at least 1.
    pub retry_after: i64,
}

impl Window {
    /// What the header fields carry: the limit, what is left of it, and the second in which the window ends.
    pub fn as_fields(&self) -> (i64, i64, i64) {
        (
            self.limit.into(),
            self.remaining.into(),
            self.reset.as_second(),
        )
    }
}

/// Counts requests. Accepted requests of a key never exceed the limit in a window, whatever the concurrency; processes that
/// share an implementation's storage share the windows.
pub trait Limiter: Send + Sync + 'static {
    /// Counts one request of a key.
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window>;
}

/// Counters in memory, exact for one process.
#[derive(Debug, Default)]
pub struct MemoryLimiter {
    counters: Mutex<BTreeMap<[u8; 32], Counter>>,
}

/// One key's window: its first second and how many requests there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// When the window began, in seconds since the epoch.
    pub start: i64,
    /// How many requests there were since, refused ones included.
    pub taken: u64,
}

impl Counter {
    /// Whether `now` lies in this window. A clock that was set back by less than a window goes on in it; one that was set
    /// back further begins another, so that no key is locked out until the clock has caught up.
    pub fn is_current(&self, now: i64) -> bool {
        (now - self.start).abs() < WINDOW.as_secs()
    }

    /// Counts one request, in a new window if this one is over, and says what it led to.
    pub fn take(&mut self, limit: u32, now: i64) -> Window {
        if !self.is_current(now) {
            *self = Self {
                start: now,
                taken: 0,
            };
        }
        self.count(limit, now)
    }

    /// Counts one request in this window and says what it led to.
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

impl MemoryLimiter {
    fn count(&self, key: KeyHash, limit: u32, now: Timestamp) -> Window {
        let now = now.as_second();
        // The counters are whole after every statement, so a panic elsewhere leaves nothing to repair.
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

impl Limiter for MemoryLimiter {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        let window = self.count(key, limit, now);
        Box::pin(std::future::ready(Ok::<_, StoreError>(window)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{KeyHash, MemoryLimiter};

    fn key(digit: char) -> KeyHash {
        KeyHash::from_hex(&digit.to_string().repeat(64)).expect("64 digits")
    }

    #[test]
    fn a_window_begins_with_its_first_request_and_ends_after_60_seconds() {
        let limiter = MemoryLimiter::default();
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
    fn a_clock_that_is_set_back_neither_opens_nor_locks_the_window() {
        let limiter = MemoryLimiter::default();
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
    fn never_more_than_the_limit_from_many_threads() {
        let limiter = MemoryLimiter::default();
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
