//! The rate limiter that all processes of a database share: one row per key.

use std::collections::BTreeMap;
use std::sync::Arc;

use deadpool_postgres::Pool;
use deadpool_postgres::tokio_postgres::Row;
use jiff::Timestamp;

use super::batch_queue::{BatchError, BatchQueue};
use super::error::failed;
use crate::server::account::KeyHash;
use crate::server::rate_limit::{Counter, RateLimiter, WINDOW, Window};
use crate::server::store::{StoreError, StoreFuture};

/// A rate limiter whose counters are in the database. One statement counts all waiting requests.
///
/// Counters survive the end of a process. A crash of the database itself may lose the counts of its
/// last fraction of a second, because counts are not flushed individually.
#[derive(Clone, Debug)]
pub struct PostgresRateLimiter {
    takes: Arc<BatchQueue<Take, Window>>,
}

/// The clock that determines when windows begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WindowClock {
    /// The clock of the database, which all processes share.
    Database,
    /// The time that the caller passes.
    Caller,
}

#[derive(Clone, Copy)]
struct Take {
    key: KeyHash,
    limit: u32,
    now: Timestamp,
}

/// Counts requests, and returns for each key the start of its window, the number of requests in it,
/// and the current time.
const COUNT: &str = "
INSERT INTO rate_windows AS kept (key, start, taken)
SELECT key, coalesce(now, floor(extract(epoch FROM clock_timestamp()))::bigint), requests
FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS asked (key, now, requests) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    start = CASE WHEN abs(excluded.start - kept.start) < $4 THEN kept.start ELSE excluded.start END,
    taken = CASE WHEN abs(excluded.start - kept.start) < $4 THEN kept.taken ELSE 0 END + excluded.taken
RETURNING key, start, taken, floor(extract(epoch FROM clock_timestamp()))::bigint";

impl PostgresRateLimiter {
    pub(super) fn new(pool: Pool, clock: WindowClock) -> Self {
        let takes = BatchQueue::start(
            1,
            Arc::new(move |takes| {
                let pool = pool.clone();
                Box::pin(async move { count(&pool, clock, &takes).await })
            }),
        );
        Self {
            takes: Arc::new(takes),
        }
    }
}

impl RateLimiter for PostgresRateLimiter {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        Box::pin(self.takes.run(Take { key, limit, now }))
    }
}

/// The waiting requests of one key.
struct Requests {
    /// The time that the first caller passed, in seconds since the epoch.
    now: i64,
    count: i64,
}

/// The window of one key, while its requests are counted one by one.
struct KeyWindow {
    counter: Counter,
    /// The time of the database, in seconds since the epoch.
    now: i64,
}

/// Counts a batch of requests in one statement, and returns the window after each of them.
async fn count(pool: &Pool, clock: WindowClock, takes: &[Take]) -> Result<Vec<Window>, BatchError> {
    let requests = group(takes);
    let keys: Vec<&[u8]> = requests.keys().map(<[u8; 32]>::as_slice).collect();
    let nows: Vec<Option<i64>> = requests
        .values()
        .map(|requests| (clock == WindowClock::Caller).then_some(requests.now))
        .collect();
    let counts: Vec<i64> = requests.values().map(|requests| requests.count).collect();
    let client = pool.get().await.map_err(failed)?;
    let statement = client.prepare_cached(COUNT).await.map_err(failed)?;
    let rows = client
        .query(&statement, &[&keys, &nows, &counts, &WINDOW.as_secs()])
        .await
        .map_err(failed)?;
    let mut windows = BTreeMap::new();
    for row in &rows {
        let key: &[u8] = row.try_get(0).map_err(failed)?;
        let key: [u8; 32] = key.try_into().map_err(failed)?;
        windows.insert(key, read_window(row, requests.get(&key))?);
    }
    let window = |take: &Take| {
        let KeyWindow { counter, now } = windows
            .get_mut(take.key.as_bytes())
            .ok_or_else(|| StoreError("a request was not counted".to_owned()))?;
        let now = match clock {
            WindowClock::Caller => take.now.as_second(),
            WindowClock::Database => *now,
        };
        Ok(counter.count(take.limit, now))
    };
    takes.iter().map(window).collect()
}

/// Groups requests by their key.
fn group(takes: &[Take]) -> BTreeMap<[u8; 32], Requests> {
    let mut requests = BTreeMap::new();
    for take in takes {
        requests
            .entry(*take.key.as_bytes())
            .or_insert(Requests {
                now: take.now.as_second(),
                count: 0,
            })
            .count += 1;
    }
    requests
}

/// Reads the window of a key as it was before the requests of the batch.
fn read_window(row: &Row, requests: Option<&Requests>) -> Result<KeyWindow, StoreError> {
    let taken: i64 = row.try_get(2).map_err(failed)?;
    let before = taken - requests.map_or(0, |requests| requests.count);
    Ok(KeyWindow {
        counter: Counter {
            start: row.try_get(1).map_err(failed)?,
            taken: u64::try_from(before).unwrap_or_default(),
        },
        now: row.try_get(3).map_err(failed)?,
    })
}
