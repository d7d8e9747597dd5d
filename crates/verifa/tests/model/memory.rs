//! The model: the simplest correct store. It implements the trait, so that the protocol can also
//! run on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use verifa::server::idempotency::{
    Claim, ClaimResult, Entry, Fingerprint, Owner, Progress, Slot, StoredResponse,
};
use verifa::server::store::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};

/// The durations of the protocol in milliseconds, stated independently of `idempotency`.
const LEASE: i64 = 5_000;
const DAY: i64 = 24 * 60 * 60 * 1_000;

#[derive(Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Default)]
struct State {
    sessions: BTreeSet<String>,
    slots: BTreeMap<Slot, StoredEntry>,
}

struct StoredEntry {
    fingerprint: Fingerprint,
    expires_at: i64,
    progress: StoredProgress,
}

enum StoredProgress {
    InProgress { owner: Owner, until: i64 },
    Completed(StoredResponse),
}

impl MemoryStore {
    pub fn sessions(&self) -> Vec<String> {
        self.with(|state| state.sessions.iter().cloned().collect())
    }

    fn with<T>(&self, operation: impl FnOnce(&mut State) -> T) -> T {
        operation(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn ready<T: Send + 'static>(value: Result<T, StoreError>) -> StoreFuture<'static, T> {
    Box::pin(std::future::ready(value))
}

impl State {
    fn insert(&mut self, session: &SessionRecord) -> Result<(), StoreError> {
        if self.sessions.insert(session.id.clone()) {
            Ok(())
        } else {
            Err(StoreError("the id is taken".to_owned()))
        }
    }

    fn owns(&self, slot: &Slot, owner: &Owner) -> bool {
        self.slots.get(slot).is_some_and(|entry| {
            matches!(&entry.progress, StoredProgress::InProgress { owner: found, .. } if found == owner)
        })
    }

    fn claim(&mut self, claim: &Claim) -> ClaimResult {
        let now = claim.now.as_millisecond();
        if let Some(entry) = self
            .slots
            .get(&claim.slot)
            .filter(|entry| now < entry.expires_at)
        {
            match &entry.progress {
                // A lease that ends later than any lease granted now was granted before the clock
                // was set back.
                StoredProgress::InProgress { until, .. }
                    if now >= *until || *until > now + 2 * LEASE => {}
                _ if entry.fingerprint != claim.fingerprint => return ClaimResult::Mismatch,
                StoredProgress::InProgress { .. } => return ClaimResult::InProgress,
                StoredProgress::Completed(response) => {
                    return ClaimResult::Completed(response.clone());
                }
            }
        }
        let progress = StoredProgress::InProgress {
            owner: claim.owner,
            until: now + LEASE,
        };
        self.slots.insert(
            claim.slot.clone(),
            StoredEntry {
                fingerprint: claim.fingerprint,
                expires_at: now + DAY,
                progress,
            },
        );
        ClaimResult::Granted
    }
}

impl Store for MemoryStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        ready(self.with(|state| state.insert(&session)))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        let time = |milliseconds| Timestamp::from_millisecond(milliseconds).expect("a time");
        ready(Ok(self.with(|state| {
            let entry = state.slots.get(&slot)?;
            let progress = match &entry.progress {
                StoredProgress::InProgress { until, .. } => Progress::InProgress {
                    lease_until: time(*until),
                },
                StoredProgress::Completed(response) => Progress::Completed(response.clone()),
            };
            Some(Entry {
                fingerprint: entry.fingerprint,
                expires_at: time(entry.expires_at),
                progress,
            })
        })))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        ready(Ok(self.with(|state| state.claim(&claim))))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        ready(self.with(|state| {
            if !state.owns(&slot, &owner) {
                return Ok(false);
            }
            state.insert(&session)?;
            if let Some(entry) = state.slots.get_mut(&slot) {
                entry.progress = StoredProgress::Completed(response);
            }
            Ok(true)
        }))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        ready(self.with(|state| {
            if state.owns(&slot, &owner) {
                state.slots.remove(&slot);
            }
            Ok(())
        }))
    }

    fn find_capture_page(&self, _: Token) -> StoreFuture<'_, Option<CapturePage>> {
        ready(Ok(None))
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        ready(self.with(|state| {
            let now = now.as_millisecond();
            let expired: Vec<_> = state
                .slots
                .iter()
                .filter(|(_, entry)| entry.expires_at <= now)
                .map(|(slot, _)| slot.clone())
                .take(limit)
                .collect();
            expired
                .iter()
                .for_each(|slot| drop(state.slots.remove(slot)));
            Ok(expired.len())
        }))
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        ready(Ok(()))
    }
}
