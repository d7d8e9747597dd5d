//! A store under test, and the requests to it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use verifa::Environment;
use verifa::server::clock::{Clock as _, ManualClock};
use verifa::server::execution::{Context, ExecutionError, Outcome, Prepared, execute_once};
use verifa::server::idempotency::{Claim, ClaimResult, Fingerprint, Owner, Slot, StoredResponse};
use verifa::server::random::{Random as _, SeededRandom};
use verifa::server::rate_limit::RateLimiter;
use verifa::server::store::{SessionRecord, Store, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

pub const FIRST: Fingerprint = Fingerprint([1; 32]);
pub const OTHER: Fingerprint = Fingerprint([2; 32]);

/// A store under test, with a clock and randomness that the test controls.
pub struct World {
    pub store: Arc<dyn Store>,
    pub rate_limiter: Arc<dyn RateLimiter>,
    pub clock: ManualClock,
    random: SeededRandom,
    /// Keeps the folder of the store.
    _folder: Box<dyn std::any::Any + Send + Sync>,
}

impl World {
    pub fn new(
        store: impl Store,
        rate_limiter: impl RateLimiter,
        folder: impl std::any::Any + Send + Sync,
    ) -> Self {
        let start = Timestamp::from_second(1_770_000_000).expect("a time");
        Self {
            store: Arc::new(store),
            rate_limiter: Arc::new(rate_limiter),
            clock: ManualClock::new(start),
            random: SeededRandom::new(7),
            _folder: Box::new(folder),
        }
    }

    pub fn owner(&self) -> Owner {
        let mut owner = Owner::default();
        self.random.fill(&mut owner).expect("random bytes");
        owner
    }

    pub async fn claim(&self, slot: &Slot, fingerprint: Fingerprint, owner: Owner) -> ClaimResult {
        let claim = Claim {
            slot: slot.clone(),
            fingerprint,
            owner,
            now: self.clock.now(),
        };
        self.store.claim(claim).await.expect("the store works")
    }

    pub fn session(&self, id: &str) -> SessionRecord {
        SessionRecord {
            id: id.to_owned(),
            organization: "acme".to_owned(),
            environment: Environment::Sandbox,
            version: Version::NEWEST,
            status: "pending".to_owned(),
            token: Token(format!("tok_{id}")),
            created_at: self.clock.now(),
            expires_at: self.clock.now() + SignedDuration::from_mins(20),
            input: CreateSession {
                metadata: serde_json::from_str(r#"{"a": [1, null]}"#).expect("an object"),
                redirect_url: Some("https://shop.example/?a=1".to_owned()),
                ..CreateSession::default()
            },
        }
    }

    pub async fn complete(&self, slot: &Slot, owner: Owner, id: &str) -> bool {
        let stored = self
            .store
            .complete(slot.clone(), owner, self.session(id), response(id))
            .await;
        stored.expect("the store works")
    }

    pub async fn has_session(&self, id: &str) -> bool {
        self.store
            .find_capture_page(Token(format!("tok_{id}")))
            .await
            .expect("the store works")
            .is_some()
    }

    pub async fn execute(
        &self,
        slot: &Slot,
        fingerprint: Fingerprint,
        id: &str,
    ) -> Result<Outcome, ExecutionError> {
        let context = Context {
            store: &*self.store,
            clock: &self.clock,
            random: &self.random,
        };
        execute_once(context, slot.clone(), fingerprint, async {
            Ok(Prepared {
                session: self.session(id),
                response: response(id),
            })
        })
        .await
    }
}

pub fn slot(key: &str) -> Slot {
    Slot {
        organization: "acme".to_owned(),
        environment: Environment::Sandbox,
        method: "POST",
        route: "/api/v1/sessions",
        key: key.to_owned(),
    }
}

pub fn response(id: &str) -> StoredResponse {
    StoredResponse {
        status: 201,
        version: "2026-02-01".to_owned(),
        body: format!("{{\"id\":\"{id}\"}}").into(),
    }
}
