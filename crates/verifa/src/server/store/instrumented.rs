//! A store whose errors are counted.

use std::sync::Arc;

use jiff::Timestamp;

use super::keys::{KeyRecord, KeyStore};
use super::{CapturePage, SessionRecord, Store, StoreFuture, Token};
use crate::server::account::KeyHash;
use crate::server::idempotency::{Claim, ClaimResult, Entry, Owner, Slot, StoredResponse};
use crate::server::metrics::Metrics;
use crate::server::rate_limit::{RateLimiter, Window};
use crate::server::secret::ServerSecret;

/// A store, rate limiter or key store that counts the errors of another one.
#[derive(Clone)]
pub struct Instrumented<T: ?Sized> {
    metrics: Arc<Metrics>,
    inner: Arc<T>,
}

impl<T: ?Sized + Send + Sync> Instrumented<T> {
    /// Wraps `inner`, whose errors are counted in `metrics`.
    pub fn new(inner: Arc<T>, metrics: Arc<Metrics>) -> Self {
        Self { metrics, inner }
    }

    fn count_errors<'a, A: Send + 'a>(
        &'a self,
        operation: &'static str,
        future: StoreFuture<'a, A>,
    ) -> StoreFuture<'a, A> {
        Box::pin(async move {
            let result = future.await;
            if result.is_err() {
                self.metrics.record_store_error(operation);
            }
            result
        })
    }
}

impl Store for Instrumented<dyn Store> {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        self.count_errors("create", self.inner.create(session))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        self.count_errors("find", self.inner.find_entry(slot))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        self.count_errors("claim", self.inner.claim(claim))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        self.count_errors(
            "complete",
            self.inner.complete(slot, owner, session, response),
        )
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        self.count_errors("release", self.inner.release(slot, owner))
    }

    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        self.count_errors("capture", self.inner.find_capture_page(token))
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(async move {
            let deleted = self
                .count_errors("reap", self.inner.delete_expired(now, limit))
                .await?;
            self.metrics.record_deleted_slots(deleted);
            Ok(deleted)
        })
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        self.count_errors("check", self.inner.check_health())
    }
}

impl RateLimiter for Instrumented<dyn RateLimiter> {
    fn take(&self, key: KeyHash, limit: u32, now: Timestamp) -> StoreFuture<'_, Window> {
        self.count_errors("take", self.inner.take(key, limit, now))
    }
}

impl KeyStore for Instrumented<dyn KeyStore> {
    fn find_key(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
        self.count_errors("find_key", self.inner.find_key(hash))
    }

    fn add_key(&self, record: KeyRecord) -> StoreFuture<'_, bool> {
        self.count_errors("add_key", self.inner.add_key(record))
    }

    fn confirm_secret(&self, fingerprint: [u8; 32]) -> StoreFuture<'_, bool> {
        self.count_errors("confirm", self.inner.confirm_secret(fingerprint))
    }

    fn keep_secret(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
        self.count_errors("keep", self.inner.keep_secret(secret))
    }

    fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        self.count_errors("list_keys", self.inner.list_keys())
    }

    fn revoke_key(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
        self.count_errors("revoke_key", self.inner.revoke_key(id, now))
    }
}
