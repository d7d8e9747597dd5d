//! Random interleavings of concurrent requests, some of which crash at random points.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use shuttle::future::{block_on, spawn, yield_now};
use verifa::Environment;
use verifa::server::clock::{Clock as _, ManualClock};
use verifa::server::execution::{Context, Outcome, Prepared, completed_outcome, execute_once};
use verifa::server::idempotency::{
    Claim, ClaimResult, Entry, Fingerprint, LEASE, Owner, Slot, StoredResponse,
};
use verifa::server::random::SeededRandom;
use verifa::server::store::{CapturePage, SessionRecord, Store, StoreFuture, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

use crate::memory::MemoryStore;

/// Yields to other tasks before and after each operation of the store.
struct Yielding(MemoryStore);

macro_rules! yielding {
    ($call:expr) => {
        Box::pin(async move {
            yield_now().await;
            let result = $call.await;
            yield_now().await;
            result
        })
    };
}

impl Store for Yielding {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        yielding!(self.0.create(session))
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        yielding!(self.0.find_entry(slot))
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        yielding!(self.0.claim(claim))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        yielding!(self.0.complete(slot, owner, session, response))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        yielding!(self.0.release(slot, owner))
    }

    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        self.0.find_capture_page(token)
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        self.0.delete_expired(now, limit)
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        self.0.check_health()
    }
}

fn slot() -> Slot {
    Slot {
        organization: "acme".to_owned(),
        environment: Environment::Sandbox,
        method: "POST",
        route: "/api/v1/sessions",
        key: "k".to_owned(),
    }
}

fn prepare(id: &str, now: Timestamp) -> Prepared {
    let session = SessionRecord {
        id: id.to_owned(),
        organization: "acme".to_owned(),
        environment: Environment::Sandbox,
        version: Version::NEWEST,
        status: "pending".to_owned(),
        token: Token(id.to_owned()),
        created_at: now,
        expires_at: now,
        input: CreateSession::default(),
    };
    Prepared {
        session,
        response: StoredResponse {
            status: 201,
            version: String::new(),
            body: id.into(),
        },
    }
}

/// The state that the requests of one run share.
struct Shared {
    store: Yielding,
    clock: ManualClock,
    random: SeededRandom,
    answers: Mutex<Vec<String>>,
}

async fn request(shared: Arc<Shared>, id: String) {
    let context = Context {
        store: &shared.store,
        clock: &shared.clock,
        random: &shared.random,
    };
    let fingerprint = Fingerprint([1; 32]);
    let found = shared
        .store
        .find_entry(slot())
        .await
        .expect("the store works");
    let work = async {
        yield_now().await;
        Ok(prepare(&id, shared.clock.now()))
    };
    let outcome =
        match found.and_then(|entry| completed_outcome(&entry, fingerprint, shared.clock.now())) {
            Some(outcome) => outcome,
            None => execute_once(context, slot(), fingerprint, work)
                .await
                .expect("the store works"),
        };
    if let Outcome::Fresh(response) | Outcome::Replayed(response) = outcome {
        shared
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(response.body.to_string());
    }
}

#[test]
fn requests_with_the_same_key_create_one_session_in_any_interleaving() {
    let runs = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(2_000);
    shuttle::check_random(
        || {
            let start = Timestamp::from_second(1_770_000_000).expect("a time");
            let shared = Arc::new(Shared {
                store: Yielding(MemoryStore::default()),
                clock: ManualClock::new(start),
                random: SeededRandom::new(7),
                answers: Mutex::default(),
            });
            let requests: Vec<_> = (0..4)
                .map(|number| spawn(request(Arc::clone(&shared), format!("ses_{number}"))))
                .collect();
            let late = Arc::clone(&shared);
            // Half of the requests crash, and all leases expire, at random points.
            let clock = spawn(async move {
                yield_now().await;
                late.clock.advance(LEASE);
            });
            block_on(async {
                for (number, request) in requests.into_iter().enumerate() {
                    if number % 2 == 0 {
                        yield_now().await;
                        request.abort();
                    } else {
                        request.await.expect("no panic");
                    }
                }
                clock.await.expect("no panic");
                shared.clock.advance(LEASE + SignedDuration::from_secs(1));
                request(Arc::clone(&shared), "ses_last".to_owned()).await;
            });
            let answers = shared
                .answers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            let stored = shared.store.0.sessions();
            assert_eq!(stored.len(), 1, "{stored:?}");
            assert!(
                !answers.is_empty() && answers.iter().all(|answer| *answer == stored[0]),
                "{answers:?} of {stored:?}"
            );
        },
        runs,
    );
}
