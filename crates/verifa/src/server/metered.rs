//! A store whose failures are counted, and whose answers are its own.

use std::sync::Arc;

use jiff::Timestamp;

use crate::server::account::KeyHash;
use crate::server::idempotency::{Claim, Claimed, Entry, Slot, StoredResponse};
use crate::server::limit::{Limiter, Window};
use crate::server::metrics::Metrics;
use crate::server::secret::ServerSecret;
use crate::server::store::keys::{KeyRecord, KeyStore};
use crate::server::store::{CapturePage, Owner, SessionRecord, Store, StoreFuture, Token};

/// The operations of a store, as their failures are counted.
pub const OPERATIONS: [&str; 15] = [
    "create",
    "find",
    "claim",
    "complete",
    "release",
    "capture",
    "reap",
    "check",
    "take",
    "keep",
    "confirm",
    "find_key",
    "add_key",
    "list_keys",
    "revoke_key",
];

/// Something of the store, and where its failures are counted.
#[derive(Clone)]
pub struct Metered<T: ?Sized> {
    metrics: Arc<Metrics>,
    inner: Arc<T>,
}

impl<T: ?Sized + Send + Sync> Metered<T> {
    /// Counts the failures of `inner`.
    pub fn new(inner: Arc<T>, metrics: Arc<Metrics>) -> Self {
        Self { metrics, inner }
    }

    fn count<'a, A: Send + 'a>(
        &'a self,
        operation: &'static str,
        answer: StoreFuture<'a, A>,
    ) -> StoreFuture<'a, A> {
        debug_assert!(
            OPERATIONS.contains(&operation),
            "{operation} is not among the operations"
        );
        Box::pin(async move {
            let answer = answer.await;
            if answer.is_err() {
                self.metrics.store_error(operation);
            }
            answer
        })
    }
}

impl Store for Metered<dyn Store> {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        self.count("create", self.inner.create(session))
    }

    fn find(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        self.count("find", self.inner.find(slot))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, Claimed> {
        self.count("claim", self.inner.claim(claim))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        self.count(
            "complete",
            self.inner.complete(slot, owner, session, response),
        )
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        self.count("release", self.inner.release(slot, owner))
    }

    fn capture(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        self.count("capture", self.inner.capture(token))
    }

    fn reap(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(async move {
            let reaped = self.count("reap", self.inner.reap(now, limit)).await?;
            self.metrics.reaped(reaped);
            Ok(reaped)
        })
    }

    fn check(&self) -> StoreFuture<'_, ()> {
        self.count("check", self.inner.check())
    }
}

impl Limiter for Metered<dyn Limiter> {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        self.count("take", self.inner.take(key, limit, now))
    }
}

impl KeyStore for Metered<dyn KeyStore> {
    fn keep(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
        self.count("keep", self.inner.keep(secret))
    }

    fn confirm(&self, mark: [u8; 32]) -> StoreFuture<'_, bool> {
        self.count("confirm", self.inner.confirm(mark))
    }

    fn find(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
        self.count("find_key", self.inner.find(hash))
    }

    fn add(&self, record: KeyRecord) -> StoreFuture<'_, bool> {
        self.count("add_key", self.inner.add(record))
    }

    fn list(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        self.count("list_keys", self.inner.list())
    }

    fn revoke(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
        self.count("revoke_key", self.inner.revoke(id, now))
    }
}
