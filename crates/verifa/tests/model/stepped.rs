//! A store that pauses before and after each operation, and compares the results with the model.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use jiff::Timestamp;
use tokio::runtime::Handle;
use verifa::server::idempotency::{Claim, ClaimResult, Entry, Owner, Slot, StoredResponse};
use verifa::server::store::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};

use crate::memory::MemoryStore;

/// The store under test and the model. One poll of a request is one step, so the caller decides
/// when, or whether, the next step happens.
pub struct Stepped {
    pub store: Arc<dyn Store>,
    pub model: MemoryStore,
    /// The runtime of the store's own tasks.
    pub runtime: Handle,
    /// Whether the next result is lost.
    pub lose_next: AtomicBool,
    /// The number of lost results that requests have not reported yet.
    pub lost: AtomicUsize,
}

/// A future that is pending once.
#[derive(Default)]
pub struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Stepped {
    /// Asserts that an error was caused by a lost result. Other errors are impossible.
    pub fn expect_lost_result(&self) {
        let lost = self
            .lost
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |lost| {
                lost.checked_sub(1)
            });
        assert!(lost.is_ok(), "the store works");
    }

    /// Runs an operation on both stores between two pauses, and compares the results.
    fn both<'a, T: Debug + Send + 'a>(
        &'a self,
        operation: &'static str,
        run: impl for<'s> Fn(&'s dyn Store) -> StoreFuture<'s, T> + Send + Sync + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            Pause::default().await;
            let result = self.runtime.block_on(run(&*self.store));
            let expected = self.runtime.block_on(run(&self.model));
            // The messages of errors may differ.
            let shown = |result: &Result<T, _>| {
                result
                    .as_ref()
                    .map_or_else(|_| "an error".to_owned(), |value| format!("{value:?}"))
            };
            assert_eq!(shown(&result), shown(&expected), "{operation}");
            Pause::default().await;
            if self.lose_next.swap(false, Ordering::Relaxed) {
                self.lost.fetch_add(1, Ordering::Relaxed);
                return Err(StoreError("the result is lost".to_owned()));
            }
            result
        })
    }
}

impl Store for Stepped {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        self.both("create", move |store| store.create(session.clone()))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        self.both("find", move |store| store.find_entry(slot.clone()))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        self.both("claim", move |store| store.claim(claim.clone()))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        self.both("complete", move |store| {
            store.complete(slot.clone(), owner, session.clone(), response.clone())
        })
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        self.both("release", move |store| store.release(slot.clone(), owner))
    }

    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        self.store.find_capture_page(token)
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        self.store.delete_expired(now, limit)
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        self.store.check_health()
    }
}
