//! A store that stops before and after everything it does, and compares it with the model.

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

/// The store under test beside the model. One poll of a request is one step: whoever holds the request decides when, or whether,
/// the next one comes.
pub struct Stepped {
    pub store: Arc<dyn Store>,
    pub model: MemoryStore,
    /// Where the store's own tasks run.
    pub runtime: Handle,
    /// Whether the next answer is lost.
    pub deaf: AtomicBool,
    /// How many were.
    pub heard_nothing: AtomicUsize,
}

/// Is not ready the first time.
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
    /// Takes an error for an answer that was lost; there are no other errors.
    pub fn excuse(&self) {
        let lost = self
            .heard_nothing
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |lost| {
                lost.checked_sub(1)
            });
        assert!(lost.is_ok(), "the store works");
    }

    /// Runs a transaction on both, whole, between two pauses.
    fn both<'a, T: Debug + Send + 'a>(
        &'a self,
        what: &'static str,
        run: impl for<'s> Fn(&'s dyn Store) -> StoreFuture<'s, T> + Send + Sync + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            Pause::default().await;
            let done = self.runtime.block_on(run(&*self.store));
            let expected = self.runtime.block_on(run(&self.model));
            // Texts of errors differ; that there is one does not.
            let shown = |result: &Result<T, _>| {
                result
                    .as_ref()
                    .map_or_else(|_| "an error".to_owned(), |value| format!("{value:?}"))
            };
            assert_eq!(shown(&done), shown(&expected), "{what}");
            Pause::default().await;
            if self.deaf.swap(false, Ordering::Relaxed) {
                self.heard_nothing.fetch_add(1, Ordering::Relaxed);
                return Err(StoreError("the answer is lost".to_owned()));
            }
            done
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
