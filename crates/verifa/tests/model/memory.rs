//! The model: what a store has to do, in the plainest words. It is a store itself, so that the protocol runs on it too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use verifa::server::idempotency::{
    Claim, ClaimResult, Entry, Fingerprint, Owner, Progress, Slot, StoredResponse,
};
use verifa::server::store::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};

/// What `idempotency` promises, in milliseconds, written down a second time.
const LEASE: i64 = 5_000;
const DAY: i64 = 24 * 60 * 60 * 1_000;

#[derive(Default)]
pub struct MemoryStore(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    sessions: BTreeSet<String>,
    slots: BTreeMap<Slot, Place>,
}

struct Place {
    fingerprint: Fingerprint,
    expires_at: i64,
    state: State,
}

enum State {
    Running { owner: Owner, until: i64 },
    Done(StoredResponse),
}

impl MemoryStore {
    pub fn sessions(&self) -> Vec<String> {
        self.with(|kept| kept.sessions.iter().cloned().collect())
    }

    fn with<T>(&self, what: impl FnOnce(&mut Kept) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn ready<T: Send + 'static>(value: Result<T, StoreError>) -> StoreFuture<'static, T> {
    Box::pin(std::future::ready(value))
}

impl Kept {
    fn insert(&mut self, session: &SessionRecord) -> Result<(), StoreError> {
        if self.sessions.insert(session.id.clone()) {
            Ok(())
        } else {
            Err(StoreError("the id is taken".to_owned()))
        }
    }

    fn owns(&self, slot: &Slot, owner: &Owner) -> bool {
        matches!(self.slots.get(slot), Some(Place { state: State::Running { owner: found, .. }, .. }) if found == owner)
    }

    fn claim(&mut self, claim: &Claim) -> ClaimResult {
        let now = claim.now.as_millisecond();
        if let Some(place) = self
            .slots
            .get(&claim.slot)
            .filter(|place| now < place.expires_at)
        {
            match &place.state {
                // A lease that ends later than any that is given now was given before the clock was set back.
                State::Running { until, .. } if now >= *until || *until > now + 2 * LEASE => {}
                _ if place.fingerprint != claim.fingerprint => return ClaimResult::Mismatch,
                State::Running { .. } => return ClaimResult::InProgress,
                State::Done(response) => return ClaimResult::Completed(response.clone()),
            }
        }
        let state = State::Running {
            owner: claim.owner,
            until: now + LEASE,
        };
        self.slots.insert(
            claim.slot.clone(),
            Place {
                fingerprint: claim.fingerprint,
                expires_at: now + DAY,
                state,
            },
        );
        ClaimResult::Granted
    }
}

impl Store for MemoryStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        ready(self.with(|kept| kept.insert(&session)))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        let time = |milliseconds| Timestamp::from_millisecond(milliseconds).expect("a time");
        ready(Ok(self.with(|kept| {
            let place = kept.slots.get(&slot)?;
            let progress = match &place.state {
                State::Running { until, .. } => Progress::InProgress {
                    lease_until: time(*until),
                },
                State::Done(response) => Progress::Completed(response.clone()),
            };
            Some(Entry {
                fingerprint: place.fingerprint,
                expires_at: time(place.expires_at),
                progress,
            })
        })))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        ready(Ok(self.with(|kept| kept.claim(&claim))))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        ready(self.with(|kept| {
            if !kept.owns(&slot, &owner) {
                return Ok(false);
            }
            kept.insert(&session)?;
            if let Some(place) = kept.slots.get_mut(&slot) {
                place.state = State::Done(response);
            }
            Ok(true)
        }))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        ready(self.with(|kept| {
            if kept.owns(&slot, &owner) {
                kept.slots.remove(&slot);
            }
            Ok(())
        }))
    }

    fn find_capture_page(&self, _: Token) -> StoreFuture<'_, Option<CapturePage>> {
        ready(Ok(None))
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        ready(self.with(|kept| {
            let now = now.as_millisecond();
            let expired: Vec<_> = kept
                .slots
                .iter()
                .filter(|(_, place)| place.expires_at <= now)
                .map(|(slot, _)| slot.clone())
                .take(limit)
                .collect();
            expired
                .iter()
                .for_each(|slot| drop(kept.slots.remove(slot)));
            Ok(expired.len())
        }))
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        ready(Ok(()))
    }
}
