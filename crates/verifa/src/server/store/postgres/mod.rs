//! The store for several processes: a PostgreSQL database, version 13 or later.
//!
//! Every operation is one statement, and so one transaction. Unique constraints and row locks order
//! concurrent operations, whichever processes they come from. Waiting operations are sent in one
//! statement (`batch_queue`). A session and its response are flushed to disk before any caller gets
//! a result. Claims and counts are not flushed: if a crash of the database loses a claim, the work
//! can simply be done again.

mod address;
mod batch_queue;
mod error;
mod health;
mod keys;
mod open;
mod pool;
mod query;
mod rate_limiter;
mod schema;
mod sessions;
mod slots;

use std::fmt;
use std::sync::Arc;

use deadpool_postgres::{Object, Pool};
use jiff::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit};

pub use self::open::OpenError;
pub use self::rate_limiter::PostgresRateLimiter;

pub(super) use self::open::redact;

use self::batch_queue::{BatchFuture, BatchQueue};
use self::error::failed;
use self::pool::{CONNECT_TIMEOUT, Durability};
use self::rate_limiter::WindowClock;
use self::sessions::Completion;
use self::slots::ClaimRow;
use super::migration::{Migrated, SchemaPolicy};
use super::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};
use crate::server::idempotency::{Claim, ClaimResult, Entry, Owner, Slot, StoredResponse};

/// The maximum number of concurrent look-ups of single rows. It is smaller than the pool, so that
/// batches of counts and claims never wait for look-ups, which even unauthorized requests cause.
const LOOK_UPS: usize = 6;

/// The number of batches of each kind that are in flight at once.
const BATCHES: usize = 2;

/// The maximum difference between the clocks of a healthy process and of the database, in
/// milliseconds, including the time of the round trip. Leases last 5 s.
const MAX_CLOCK_DIFFERENCE: u64 = 2_500;

/// The maximum number of attempts to decide a claim while concurrent claims change its slot.
const MAX_DECISIONS: usize = 32;

/// A store in a database. Clones share the store.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    relaxed: Pool,
    durable: Pool,
    look_ups: Semaphore,
    claims: BatchQueue<Claim, ClaimRow>,
    completions: BatchQueue<Completion, bool>,
    creations: BatchQueue<SessionRecord, ()>,
}

impl PostgresStore {
    /// Opens a database and migrates its tables.
    ///
    /// # Errors
    /// Returns an error if the address is invalid or the database cannot be used.
    pub async fn open(address: &str) -> Result<Self, OpenError> {
        Self::open_with(address, SchemaPolicy::Migrate).await
    }

    /// Opens a database under a schema policy.
    ///
    /// # Errors
    /// Returns an error if the address is invalid, the database cannot be used, or its tables are
    /// outdated and may not be changed.
    pub async fn open_with(address: &str, policy: SchemaPolicy) -> Result<Self, OpenError> {
        let config = open::parse(address)?;
        let durable = pool::create(&config, Durability::Full)?;
        let relaxed = pool::create(&config, Durability::Relaxed)?;
        open::apply(&durable, &config, policy).await?;
        let claims = batch_queue(relaxed.clone(), |client, claims: Arc<[Claim]>| {
            Box::pin(async move { slots::claim(&client, &claims).await })
        });
        let completions = batch_queue(durable.clone(), |client, batch: Arc<[Completion]>| {
            Box::pin(async move { sessions::complete(&client, &batch).await })
        });
        let creations = batch_queue(durable.clone(), |client, batch: Arc<[SessionRecord]>| {
            Box::pin(async move { sessions::create(&client, &batch).await })
        });
        Ok(Self {
            inner: Arc::new(Inner {
                relaxed,
                durable,
                look_ups: Semaphore::new(LOOK_UPS),
                claims,
                completions,
                creations,
            }),
        })
    }

    /// Migrates the tables of a database.
    ///
    /// # Errors
    /// Returns an error if the address is invalid or the database cannot be used.
    pub async fn migrate(address: &str) -> Result<Migrated, OpenError> {
        let config = open::parse(address)?;
        let pool = pool::create(&config, Durability::Full)?;
        let from = open::apply(&pool, &config, SchemaPolicy::Migrate).await?;
        Ok(Migrated {
            from: from.into(),
            to: schema::NEWEST.into(),
        })
    }

    /// Returns a rate limiter that all processes of the database share. Windows begin and end by
    /// the clock of the database, so that differences between the clocks of processes do not
    /// matter.
    pub fn rate_limiter(&self) -> PostgresRateLimiter {
        PostgresRateLimiter::new(self.inner.relaxed.clone(), WindowClock::Database)
    }

    /// Returns a rate limiter whose windows begin and end by the time that callers pass, for tests.
    pub fn rate_limiter_on_caller_clock(&self) -> PostgresRateLimiter {
        PostgresRateLimiter::new(self.inner.relaxed.clone(), WindowClock::Caller)
    }

    async fn relaxed(&self) -> Result<Object, StoreError> {
        self.inner.relaxed.get().await.map_err(failed)
    }

    async fn durable(&self) -> Result<Object, StoreError> {
        self.inner.durable.get().await.map_err(failed)
    }

    /// Waits until fewer than [`LOOK_UPS`] look-ups are in flight.
    async fn look_up_permit(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        self.inner.look_ups.acquire().await.map_err(failed)
    }

    async fn decide(&self, claim: Claim) -> Result<ClaimResult, StoreError> {
        for _ in 0..MAX_DECISIONS {
            let found = match self.inner.claims.run(claim.clone()).await? {
                ClaimRow::Granted => return Ok(ClaimResult::Granted),
                ClaimRow::Raced => continue,
                ClaimRow::Occupied(found) => found,
            };
            let result = claim.decide(Some(found.entry.clone()));
            if !matches!(result, ClaimResult::Granted) {
                return Ok(result);
            }
            if slots::take_over(&self.relaxed().await?, &claim, &found).await? {
                return Ok(ClaimResult::Granted);
            }
        }
        Err(StoreError(
            "concurrent claims changed a slot too often".to_owned(),
        ))
    }
}

impl Store for PostgresStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        Box::pin(self.inner.creations.run(session))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        Box::pin(async move {
            let _permit = self.look_up_permit().await?;
            slots::find(&self.relaxed().await?, &slot).await
        })
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        Box::pin(self.decide(claim))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        Box::pin(self.inner.completions.run(Completion {
            slot,
            owner,
            session,
            response,
        }))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        Box::pin(async move { slots::release(&self.relaxed().await?, &slot, &owner).await })
    }

    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        Box::pin(async move {
            let _permit = self.look_up_permit().await?;
            sessions::find_capture_page(&self.relaxed().await?, &token).await
        })
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(async move { slots::delete_expired(&self.relaxed().await?, now, limit).await })
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            // The write is durable, because a database that cannot flush may still accept other
            // writes.
            let touch = async { health::touch(&self.durable().await?).await };
            let database = tokio::time::timeout(CONNECT_TIMEOUT, touch)
                .await
                .map_err(failed)??;
            let difference = database.abs_diff(Timestamp::now().as_millisecond());
            if difference > MAX_CLOCK_DIFFERENCE {
                return Err(StoreError(format!(
                    "the clocks of the database and of this process differ by {difference} ms"
                )));
            }
            Ok(())
        })
    }
}

/// Starts a queue whose batches run on connections of a pool.
fn batch_queue<J, A, F>(pool: Pool, handler: F) -> BatchQueue<J, A>
where
    J: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(Object, Arc<[J]>) -> BatchFuture<A> + Clone + Send + Sync + 'static,
{
    BatchQueue::start(
        BATCHES,
        Arc::new(move |jobs| {
            let (pool, handler) = (pool.clone(), handler.clone());
            Box::pin(async move { handler(pool.get().await.map_err(failed)?, jobs).await })
        }),
    )
}

impl fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Inner")
            .field("claims", &self.claims)
            .field("completions", &self.completions)
            .field("creations", &self.creations)
            .finish_non_exhaustive()
    }
}
