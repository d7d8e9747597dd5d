//! The rate limit of all processes that share a database: one row a key.

use std::collections::BTreeMap;
use std::sync::Arc;

use deadpool_postgres::Pool;
use jiff::Timestamp;

use super::batches::{BatchError, Batches};
use super::failed;
use crate::server::account::KeyHash;
use crate::server::limit::{Counter, Limiter, WINDOW, Window};
use crate::server::store::{StoreError, StoreFuture};

/// Counts requests in the database. The requests that wait for it are counted by one statement.
///
/// What is counted survives the end of a process. If the database itself crashes, counts of its last fraction of a second may
/// be lost, since they are not flushed one by one.
#[derive(Clone, Debug)]
pub struct PostgresLimiter {
    takes: Arc<Batches<Take, Window>>,
}

/// Whose clock says when a window begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// The database's, which all processes share.
    Database,
    /// The caller's.
    Caller,
}

#[derive(Clone, Copy)]
struct Take {
    key: KeyHash,
    limit: u32,
    now: Timestamp,
}

/// The window begins with the first request; what is told is its start, how many requests there were, and what time it is.
const COUNT: &str = "
INSERT INTO rate_windows AS kept (key, start, taken)
SELECT key, coalesce(now, floor(extract(epoch FROM clock_timestamp()))::bigint), requests
FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS asked (key, now, requests) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    start = CASE WHEN abs(excluded.start - kept.start) < $4 THEN kept.start ELSE excluded.start END,
    taken = CASE WHEN abs(excluded.start - kept.start) < $4 THEN kept.taken ELSE 0 END + excluded.taken
RETURNING key, start, taken, floor(extract(epoch FROM clock_timestamp()))::bigint";

impl PostgresLimiter {
    pub(super) fn new(pool: Pool, time: Time) -> Self {
        let takes = Batches::start(
            1,
            Arc::new(move |takes| {
                let pool = pool.clone();
                Box::pin(async move { count(&pool, time, &takes).await })
            }),
        );
        Self {
            takes: Arc::new(takes),
        }
    }
}

impl Limiter for PostgresLimiter {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        Box::pin(self.takes.run(Take { key, limit, now }))
    }
}

async fn count(pool: &Pool, time: Time, takes: &[Take]) -> Result<Vec<Window>, BatchError> {
    let mut asked: BTreeMap<[u8; 32], (i64, i64)> = BTreeMap::new();
    for take in takes {
        asked
            .entry(*take.key.as_bytes())
            .or_insert((take.now.as_second(), 0))
            .1 += 1;
    }
    let keys: Vec<&[u8]> = asked.keys().map(<[u8; 32]>::as_slice).collect();
    let nows: Vec<Option<i64>> = asked
        .values()
        .map(|(now, _)| (time == Time::Caller).then_some(*now))
        .collect();
    let requests: Vec<i64> = asked.values().map(|(_, requests)| *requests).collect();
    let client = pool.get().await.map_err(failed)?;
    let statement = client.prepare_cached(COUNT).await.map_err(failed)?;
    let rows = client
        .query(&statement, &[&keys, &nows, &requests, &WINDOW.as_secs()])
        .await
        .map_err(failed)?;
    let mut counters = BTreeMap::new();
    for row in rows {
        let key: &[u8] = row.try_get(0).map_err(failed)?;
        let key: [u8; 32] = key.try_into().map_err(failed)?;
        let start = row.try_get(1).map_err(failed)?;
        let taken: i64 = row.try_get(2).map_err(failed)?;
        let now: i64 = row.try_get(3).map_err(failed)?;
        let before = taken - asked.get(&key).map_or(0, |(_, requests)| *requests);
        counters.insert(
            key,
            (
                Counter {
                    start,
                    taken: u64::try_from(before).unwrap_or_default(),
                },
                now,
            ),
        );
    }
    let window = |take: &Take| {
        let counted = counters
            .get_mut(take.key.as_bytes())
            .ok_or_else(|| StoreError("a request was not counted".to_owned()))?;
        let (counter, now) = counted;
        Ok(counter.count(
            take.limit,
            if time == Time::Caller {
                take.now.as_second()
            } else {
                *now
            },
        ))
    };
    takes.iter().map(window).collect()
}
