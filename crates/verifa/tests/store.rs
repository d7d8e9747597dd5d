//! What every store has to do. Each test takes any [`Store`], so that another one is added in one place, at the end.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use verifa::Environment;
use verifa::server::clock::{Clock as _, ManualClock};
use verifa::server::idempotency::{Claim, Claimed, Fingerprint, LEASE, OnceError, Outcome, RETENTION, Slot, StoredResponse, once};
use verifa::server::random::{Random as _, SeededRandom};
use verifa::server::store::{Owner, SessionRecord, Store, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

const FIRST: Fingerprint = Fingerprint([1; 32]);
const OTHER: Fingerprint = Fingerprint([2; 32]);

/// A store under test, with a clock and randomness that the test decides.
struct World {
    store: Arc<dyn Store>,
    clock: ManualClock,
    random: SeededRandom,
    /// Keeps what the store lies in.
    _place: Box<dyn std::any::Any + Send + Sync>,
}

impl World {
    fn new(store: impl Store, place: impl std::any::Any + Send + Sync) -> Self {
        let start = Timestamp::from_second(1_770_000_000).expect("a time");
        Self { store: Arc::new(store), clock: ManualClock::new(start), random: SeededRandom::new(7), _place: Box::new(place) }
    }

    fn owner(&self) -> Owner {
        let mut owner = Owner::default();
        self.random.fill(&mut owner).expect("random bytes");
        owner
    }

    async fn claim(&self, slot: &Slot, fingerprint: Fingerprint, owner: Owner) -> Claimed {
        let claim = Claim { slot: slot.clone(), fingerprint, owner, now: self.clock.now() };
        self.store.claim(claim).await.expect("the store works")
    }

    fn session(&self, id: &str) -> SessionRecord {
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

    async fn complete(&self, slot: &Slot, owner: Owner, id: &str) -> bool {
        let stored = self.store.complete(slot.clone(), owner, self.session(id), response(id)).await;
        stored.expect("the store works")
    }

    async fn has_session(&self, id: &str) -> bool {
        self.store.capture(Token(format!("tok_{id}"))).await.expect("the store works").is_some()
    }

    async fn once(&self, slot: &Slot, fingerprint: Fingerprint, id: &str) -> Result<Outcome, OnceError> {
        let parts = (&*self.store, &self.clock as _, &self.random as _);
        once(parts, slot.clone(), fingerprint, || Ok((self.session(id), response(id)))).await
    }
}

fn slot(key: &str) -> Slot {
    Slot {
        organization: "acme".to_owned(),
        environment: Environment::Sandbox,
        method: "POST",
        route: "/api/v1/sessions",
        key: key.to_owned(),
    }
}

fn response(id: &str) -> StoredResponse {
    StoredResponse { status: 201, version: "2026-02-01".to_owned(), body: format!("{{\"id\":\"{id}\"}}") }
}

async fn a_session_is_found_by_its_token(world: World) {
    let session = world.session("ses_1");
    world.store.create(session.clone()).await.expect("created");
    let page = world.store.capture(session.token.clone()).await.expect("read").expect("there");
    assert_eq!((page.id, page.expires_at, page.redirect_url), (session.id.clone(), session.expires_at, session.input.redirect_url.clone()));
    assert_eq!(world.store.capture(Token("tok_other".to_owned())).await.expect("read"), None);
    world.store.create(session).await.expect_err("the id is unique");
    world.store.check().await.expect("an error of one request is not one of the store");
}

async fn a_slot_has_one_owner_and_then_one_response(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(world.claim(&slot, FIRST, one).await, Claimed::Granted));
    assert!(matches!(world.claim(&slot, FIRST, two).await, Claimed::Running));
    assert!(matches!(world.claim(&slot, OTHER, two).await, Claimed::Mismatch));
    assert!(!world.complete(&slot, two, "ses_2").await, "not the owner");
    assert!(!world.has_session("ses_2").await);
    assert!(world.complete(&slot, one, "ses_1").await);
    assert!(world.has_session("ses_1").await);
    assert!(!world.complete(&slot, one, "ses_3").await, "done already");
    assert!(!world.has_session("ses_3").await);
    assert!(matches!(world.claim(&slot, FIRST, two).await, Claimed::Done(found) if found == response("ses_1")));
    assert!(matches!(world.claim(&slot, OTHER, two).await, Claimed::Mismatch));
}

async fn slots_are_apart_by_each_of_their_parts(world: World) {
    let base = slot("k");
    let slots = [
        Slot { organization: "other".to_owned(), ..base.clone() },
        Slot { environment: Environment::Production, ..base.clone() },
        Slot { method: "PUT", ..base.clone() },
        Slot { route: "/api/v1/other", ..base.clone() },
        Slot { key: "K".to_owned(), ..base.clone() },
        Slot { key: "\"k\"".to_owned(), ..base.clone() },
        base,
    ];
    for slot in &slots {
        assert!(matches!(world.claim(slot, FIRST, world.owner()).await, Claimed::Granted), "{slot:?}");
    }
}

async fn a_claim_that_is_left_can_be_taken_over_and_its_owner_is_shut_out(world: World) {
    let slot = slot("k");
    let (gone, next) = (world.owner(), world.owner());
    assert!(matches!(world.claim(&slot, FIRST, gone).await, Claimed::Granted));
    world.clock.advance(LEASE - SignedDuration::from_millis(1));
    assert!(matches!(world.claim(&slot, FIRST, next).await, Claimed::Running));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(matches!(world.claim(&slot, OTHER, next).await, Claimed::Granted), "nothing was done, so other parameters are fine");
    assert!(!world.complete(&slot, gone, "ses_gone").await);
    assert!(world.complete(&slot, next, "ses_next").await);
    assert!(!world.has_session("ses_gone").await && world.has_session("ses_next").await);
}

async fn a_claim_can_be_given_back_by_its_owner_alone(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(world.claim(&slot, FIRST, one).await, Claimed::Granted));
    world.store.release(slot.clone(), two).await.expect("no error");
    assert!(matches!(world.claim(&slot, FIRST, two).await, Claimed::Running));
    world.store.release(slot.clone(), one).await.expect("no error");
    assert!(matches!(world.claim(&slot, FIRST, two).await, Claimed::Granted));
    assert!(world.complete(&slot, two, "ses_2").await);
    world.store.release(slot.clone(), two).await.expect("no error");
    assert!(matches!(world.claim(&slot, FIRST, one).await, Claimed::Done(_)), "a response is not given back");
}

async fn work_that_fails_leaves_nothing(world: World) {
    let slot = slot("k");
    world.store.create(world.session("ses_1")).await.expect("created");
    world.once(&slot, FIRST, "ses_1").await.expect_err("the id is taken");
    let outcome = world.once(&slot, FIRST, "ses_2").await.expect("the slot was given back");
    assert!(matches!(outcome, Outcome::Fresh(stored) if stored == response("ses_2")));
}

async fn a_slot_is_new_after_24_hours(world: World) {
    let slot = slot("k");
    assert!(matches!(world.once(&slot, FIRST, "ses_1").await, Ok(Outcome::Fresh(_))));
    world.clock.advance(RETENTION - SignedDuration::from_millis(1));
    assert!(matches!(world.once(&slot, FIRST, "ses_2").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_1")));
    assert!(matches!(world.once(&slot, OTHER, "ses_2").await, Ok(Outcome::Mismatch)));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(matches!(world.once(&slot, OTHER, "ses_2").await, Ok(Outcome::Fresh(stored)) if stored == response("ses_2")));
    assert!(matches!(world.once(&slot, OTHER, "ses_3").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_2")));
}

async fn what_has_expired_is_deleted_in_batches(world: World) {
    for number in 0..5 {
        world.once(&slot(&format!("old {number}")), FIRST, &format!("ses_{number}")).await.expect("done");
    }
    world.clock.advance(SignedDuration::from_hours(1));
    world.once(&slot("young"), FIRST, "ses_young").await.expect("done");
    assert_eq!(world.store.reap(world.clock.now(), 10).await.expect("no error"), 0);
    world.clock.advance(SignedDuration::from_hours(23));
    for expected in [2, 2, 1, 0] {
        assert_eq!(world.store.reap(world.clock.now(), 2).await.expect("no error"), expected);
    }
    assert!(world.has_session("ses_0").await, "sessions stay");
    assert!(matches!(world.claim(&slot("young"), FIRST, world.owner()).await, Claimed::Done(_)));
}

async fn many_at_once_are_granted_one(world: World) {
    let world = Arc::new(world);
    let claims: Vec<_> = (0..100)
        .map(|_| {
            let claim = Claim { slot: slot("k"), fingerprint: FIRST, owner: world.owner(), now: world.clock.now() };
            let store = Arc::clone(&world.store);
            tokio::spawn(async move { store.claim(claim).await.expect("the store works") })
        })
        .collect();
    let mut granted = 0;
    for claim in claims {
        match claim.await.expect("no panic") {
            Claimed::Granted => granted += 1,
            Claimed::Running => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(granted, 1);
}

/// Runs each test on a store that `$make` makes.
macro_rules! store_tests {
    ($store:ident, $make:expr, [$($test:ident),* $(,)?]) => {
        mod $store {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test($make).await;
                }
            )*
        }
    };
}

fn sqlite() -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let store = verifa::server::store::sqlite::SqliteStore::open(&folder.path().join("new/store.db")).expect("a store");
    World::new(store, folder)
}

store_tests!(
    sqlite,
    super::sqlite(),
    [
        a_session_is_found_by_its_token,
        a_slot_has_one_owner_and_then_one_response,
        slots_are_apart_by_each_of_their_parts,
        a_claim_that_is_left_can_be_taken_over_and_its_owner_is_shut_out,
        a_claim_can_be_given_back_by_its_owner_alone,
        work_that_fails_leaves_nothing,
        a_slot_is_new_after_24_hours,
        what_has_expired_is_deleted_in_batches,
        many_at_once_are_granted_one,
    ]
);
