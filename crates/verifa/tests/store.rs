//! The requirements of every store and rate limiter. Each test takes any [`Store`], so that another
//! implementation is added in one place, at the end.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use service_trial::postgres::{self, Cluster};
use verifa::Environment;
use verifa::server::account::KeyHash;
use verifa::server::clock::{Clock as _, ManualClock};
use verifa::server::execution::{Context, ExecutionError, Outcome, Prepared, execute_once};
use verifa::server::idempotency::{
    Claim, ClaimResult, Fingerprint, LEASE, Owner, RETENTION, Slot, StoredResponse,
};
use verifa::server::random::{Random as _, SeededRandom};
use verifa::server::rate_limit::{InMemoryRateLimiter, RateLimiter};
use verifa::server::store::postgres::PostgresStore;
use verifa::server::store::sqlite::SqliteStore;
use verifa::server::store::{SessionRecord, Store, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

const FIRST: Fingerprint = Fingerprint([1; 32]);
const OTHER: Fingerprint = Fingerprint([2; 32]);

/// A store under test, with a clock and randomness that the test controls.
struct World {
    store: Arc<dyn Store>,
    limiter: Arc<dyn RateLimiter>,
    clock: ManualClock,
    random: SeededRandom,
    /// Keeps the folder of the store.
    _folder: Box<dyn std::any::Any + Send + Sync>,
}

impl World {
    fn new(
        store: impl Store,
        limiter: impl RateLimiter,
        folder: impl std::any::Any + Send + Sync,
    ) -> Self {
        let start = Timestamp::from_second(1_770_000_000).expect("a time");
        Self {
            store: Arc::new(store),
            limiter: Arc::new(limiter),
            clock: ManualClock::new(start),
            random: SeededRandom::new(7),
            _folder: Box::new(folder),
        }
    }

    fn owner(&self) -> Owner {
        let mut owner = Owner::default();
        self.random.fill(&mut owner).expect("random bytes");
        owner
    }

    async fn claim(&self, slot: &Slot, fingerprint: Fingerprint, owner: Owner) -> ClaimResult {
        let claim = Claim {
            slot: slot.clone(),
            fingerprint,
            owner,
            now: self.clock.now(),
        };
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
        let stored = self
            .store
            .complete(slot.clone(), owner, self.session(id), response(id))
            .await;
        stored.expect("the store works")
    }

    async fn has_session(&self, id: &str) -> bool {
        self.store
            .find_capture_page(Token(format!("tok_{id}")))
            .await
            .expect("the store works")
            .is_some()
    }

    async fn execute(
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
    StoredResponse {
        status: 201,
        version: "2026-02-01".to_owned(),
        body: format!("{{\"id\":\"{id}\"}}").into(),
    }
}

async fn a_session_is_found_by_its_token(world: World) {
    let session = world.session("ses_1");
    world.store.create(session.clone()).await.expect("created");
    let page = world
        .store
        .find_capture_page(session.token.clone())
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (page.id, page.expires_at, page.redirect_url),
        (
            session.id.clone(),
            session.expires_at,
            session.input.redirect_url.clone()
        )
    );
    assert_eq!(
        world
            .store
            .find_capture_page(Token("tok_other".to_owned()))
            .await
            .expect("read"),
        None
    );
    world
        .store
        .create(session)
        .await
        .expect_err("the id is unique");
    world
        .store
        .check_health()
        .await
        .expect("an error of one request does not make the store unhealthy");
}

async fn a_slot_has_one_owner_and_then_one_response(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, one).await,
        ClaimResult::Granted
    ));
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::InProgress
    ));
    assert!(matches!(
        world.claim(&slot, OTHER, two).await,
        ClaimResult::Mismatch
    ));
    assert!(!world.complete(&slot, two, "ses_2").await, "not the owner");
    assert!(!world.has_session("ses_2").await);
    assert!(world.complete(&slot, one, "ses_1").await);
    assert!(world.has_session("ses_1").await);
    assert!(
        !world.complete(&slot, one, "ses_3").await,
        "completed already"
    );
    assert!(!world.has_session("ses_3").await);
    assert!(
        matches!(world.claim(&slot, FIRST, two).await, ClaimResult::Completed(found) if found == response("ses_1"))
    );
    assert!(matches!(
        world.claim(&slot, OTHER, two).await,
        ClaimResult::Mismatch
    ));
}

async fn slots_differ_by_each_of_their_fields(world: World) {
    let base = slot("k");
    let slots = [
        Slot {
            organization: "other".to_owned(),
            ..base.clone()
        },
        Slot {
            environment: Environment::Production,
            ..base.clone()
        },
        Slot {
            method: "PUT",
            ..base.clone()
        },
        Slot {
            route: "/api/v1/other",
            ..base.clone()
        },
        Slot {
            key: "K".to_owned(),
            ..base.clone()
        },
        Slot {
            key: "\"k\"".to_owned(),
            ..base.clone()
        },
        base,
    ];
    for slot in &slots {
        assert!(
            matches!(
                world.claim(slot, FIRST, world.owner()).await,
                ClaimResult::Granted
            ),
            "{slot:?}"
        );
    }
}

async fn an_expired_claim_can_be_taken_over_and_its_owner_cannot_complete(world: World) {
    let slot = slot("k");
    let (gone, next) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, gone).await,
        ClaimResult::Granted
    ));
    world.clock.advance(LEASE - SignedDuration::from_millis(1));
    assert!(matches!(
        world.claim(&slot, FIRST, next).await,
        ClaimResult::InProgress
    ));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(
        matches!(world.claim(&slot, OTHER, next).await, ClaimResult::Granted),
        "no response is stored, so other parameters are accepted"
    );
    assert!(!world.complete(&slot, gone, "ses_gone").await);
    assert!(world.complete(&slot, next, "ses_next").await);
    assert!(!world.has_session("ses_gone").await && world.has_session("ses_next").await);
}

async fn only_the_owner_can_release_a_claim(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, one).await,
        ClaimResult::Granted
    ));
    world
        .store
        .release(slot.clone(), two)
        .await
        .expect("no error");
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::InProgress
    ));
    world
        .store
        .release(slot.clone(), one)
        .await
        .expect("no error");
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::Granted
    ));
    assert!(world.complete(&slot, two, "ses_2").await);
    world
        .store
        .release(slot.clone(), two)
        .await
        .expect("no error");
    assert!(
        matches!(
            world.claim(&slot, FIRST, one).await,
            ClaimResult::Completed(_)
        ),
        "a response is not released"
    );
}

async fn failed_work_releases_the_slot(world: World) {
    let slot = slot("k");
    world
        .store
        .create(world.session("ses_1"))
        .await
        .expect("created");
    world
        .execute(&slot, FIRST, "ses_1")
        .await
        .expect_err("the id is taken");
    let outcome = world
        .execute(&slot, FIRST, "ses_2")
        .await
        .expect("the slot was released");
    assert!(matches!(outcome, Outcome::Fresh(stored) if stored == response("ses_2")));
}

async fn a_slot_expires_after_24_hours(world: World) {
    let slot = slot("k");
    assert!(matches!(
        world.execute(&slot, FIRST, "ses_1").await,
        Ok(Outcome::Fresh(_))
    ));
    world
        .clock
        .advance(RETENTION - SignedDuration::from_millis(1));
    assert!(
        matches!(world.execute(&slot, FIRST, "ses_2").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_1"))
    );
    assert!(matches!(
        world.execute(&slot, OTHER, "ses_2").await,
        Ok(Outcome::Mismatch)
    ));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(
        matches!(world.execute(&slot, OTHER, "ses_2").await, Ok(Outcome::Fresh(stored)) if stored == response("ses_2"))
    );
    assert!(
        matches!(world.execute(&slot, OTHER, "ses_3").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_2"))
    );
}

async fn expired_slots_are_deleted_in_batches(world: World) {
    for number in 0..5 {
        world
            .execute(
                &slot(&format!("old {number}")),
                FIRST,
                &format!("ses_{number}"),
            )
            .await
            .expect("done");
    }
    world.clock.advance(SignedDuration::from_hours(1));
    world
        .execute(&slot("young"), FIRST, "ses_young")
        .await
        .expect("done");
    assert_eq!(
        world
            .store
            .delete_expired(world.clock.now(), 10)
            .await
            .expect("no error"),
        0
    );
    world.clock.advance(SignedDuration::from_hours(23));
    for expected in [2, 2, 1, 0] {
        assert_eq!(
            world
                .store
                .delete_expired(world.clock.now(), 2)
                .await
                .expect("no error"),
            expected
        );
    }
    assert!(world.has_session("ses_0").await, "sessions are not deleted");
    assert!(matches!(
        world.claim(&slot("young"), FIRST, world.owner()).await,
        ClaimResult::Completed(_)
    ));
}

async fn one_of_many_concurrent_claims_is_granted(world: World) {
    let world = Arc::new(world);
    let claims: Vec<_> = (0..100)
        .map(|_| {
            let claim = Claim {
                slot: slot("k"),
                fingerprint: FIRST,
                owner: world.owner(),
                now: world.clock.now(),
            };
            let store = Arc::clone(&world.store);
            tokio::spawn(async move { store.claim(claim).await.expect("the store works") })
        })
        .collect();
    let mut granted = 0;
    for claim in claims {
        match claim.await.expect("no panic") {
            ClaimResult::Granted => granted += 1,
            ClaimResult::InProgress => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(granted, 1);
}

async fn one_of_many_concurrent_takeovers_is_granted(world: World) {
    let world = Arc::new(world);
    for turn in 0..5 {
        let slot = slot(&format!("k{turn}"));
        assert!(matches!(
            world.claim(&slot, FIRST, world.owner()).await,
            ClaimResult::Granted
        ));
        world.clock.advance(LEASE);
        let claims: Vec<_> = (0..40)
            .map(|_| {
                let claim = Claim {
                    slot: slot.clone(),
                    fingerprint: FIRST,
                    owner: world.owner(),
                    now: world.clock.now(),
                };
                let store = Arc::clone(&world.store);
                tokio::spawn(async move { store.claim(claim).await.expect("the store works") })
            })
            .collect();
        let mut granted = 0;
        for claim in claims {
            granted += usize::from(matches!(
                claim.await.expect("no panic"),
                ClaimResult::Granted
            ));
        }
        assert_eq!(granted, 1);
    }
}

async fn strings_with_any_characters_are_preserved(world: World) {
    let text = "\u{0} \u{7f} \u{1f600} ' \" \\ \n";
    let mut session = world.session("ses_1");
    session.input.external_ref = Some(text.to_owned());
    session.input.redirect_url = Some(text.to_owned());
    let stored = StoredResponse {
        body: format!(
            "{{\"external_ref\":{}}}",
            serde_json::to_string(text).expect("JSON")
        )
        .into(),
        ..response("ses_1")
    };
    let (slot, owner) = (slot("k"), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, owner).await,
        ClaimResult::Granted
    ));
    assert!(
        world
            .store
            .complete(slot.clone(), owner, session, stored.clone())
            .await
            .expect("the store works")
    );
    assert!(
        matches!(world.claim(&slot, FIRST, world.owner()).await, ClaimResult::Completed(found) if found == stored)
    );
    let page = world
        .store
        .find_capture_page(Token("tok_ses_1".to_owned()))
        .await
        .expect("read")
        .expect("there");
    assert_eq!(page.redirect_url.as_deref(), Some(text));
}

async fn concurrent_sessions_are_all_stored(world: World) {
    let world = Arc::new(world);
    world
        .store
        .create(world.session("ses_taken"))
        .await
        .expect("created");
    let creations: Vec<_> = (0..300)
        .map(|number| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let id = format!("ses_{number}");
                match number % 3 {
                    0 => world
                        .store
                        .create(world.session(&id))
                        .await
                        .expect("created"),
                    // This one fails, and must not affect the others of its batch.
                    1 => drop(
                        world
                            .execute(&slot(&id), FIRST, "ses_taken")
                            .await
                            .expect_err("the id is taken"),
                    ),
                    _ => assert!(matches!(
                        world.execute(&slot(&id), FIRST, &id).await,
                        Ok(Outcome::Fresh(_))
                    )),
                }
            })
        })
        .collect();
    for creation in creations {
        creation.await.expect("stored");
    }
    for number in (0..300).filter(|number| number % 3 != 1) {
        assert!(
            world.has_session(&format!("ses_{number}")).await,
            "{number}"
        );
    }
}

/// Concurrent completions are sent in one batch, so their results must not be confused.
async fn concurrent_completions_have_their_own_results(world: World) {
    let owners: Vec<Owner> = (0..100).map(|_| world.owner()).collect();
    for (number, owner) in owners.iter().enumerate() {
        assert!(matches!(
            world.claim(&slot(&number.to_string()), FIRST, *owner).await,
            ClaimResult::Granted
        ));
        if number % 4 == 2 {
            assert!(
                world
                    .complete(
                        &slot(&number.to_string()),
                        *owner,
                        &format!("ses_before_{number}")
                    )
                    .await
            );
        }
    }
    let other = world.owner();
    let completions = owners.iter().enumerate().map(async |(number, owner)| {
        let owner = if number % 4 == 1 { other } else { *owner };
        world
            .complete(&slot(&number.to_string()), owner, &format!("ses_{number}"))
            .await
    });
    let completed = futures_util::future::join_all(completions).await;
    for (number, completed) in completed.into_iter().enumerate() {
        let is_owners = number % 4 != 1 && number % 4 != 2;
        assert_eq!(
            (completed, world.has_session(&format!("ses_{number}")).await),
            (is_owners, is_owners),
            "{number}"
        );
    }
}

async fn requests_are_counted_in_windows(world: World) {
    let (one, two) = (key('a'), key('b'));
    let start = world.clock.now().as_second();
    let take = async |key| {
        world
            .limiter
            .take(key, 3, world.clock.now())
            .await
            .expect("counted")
    };
    for remaining in (0..3).rev() {
        let window = take(one).await;
        assert_eq!(
            (window.accepted, window.remaining, window.reset.as_second()),
            (true, remaining, start + 60)
        );
        world.clock.advance(SignedDuration::from_secs(10));
    }
    let window = take(one).await;
    assert_eq!(
        (window.accepted, window.remaining, window.retry_after),
        (false, 0, 30)
    );
    assert!(take(two).await.accepted, "another key has its own window");
    world.clock.advance(SignedDuration::from_secs(-25));
    assert!(
        !take(one).await.accepted,
        "setting the clock back a little begins no new window"
    );
    world.clock.advance(SignedDuration::from_secs(55));
    let window = take(one).await;
    assert_eq!(
        (window.accepted, window.remaining, window.reset.as_second()),
        (true, 2, start + 120)
    );
    world.clock.advance(SignedDuration::from_hours(-24));
    assert!(
        take(one).await.accepted,
        "setting the clock back far locks no key out"
    );
}

async fn concurrent_requests_never_exceed_the_limit(world: World) {
    let now = world.clock.now();
    let takes: Vec<_> = (0..1000)
        .map(|number| {
            let limiter = Arc::clone(&world.limiter);
            tokio::spawn(async move {
                limiter
                    .take(key(if number % 2 == 0 { 'a' } else { 'b' }), 300, now)
                    .await
                    .expect("counted")
            })
        })
        .collect();
    let mut remaining = Vec::new();
    for take in takes {
        let window = take.await.expect("no panic");
        assert!(window.accepted || window.remaining == 0);
        remaining.extend(window.accepted.then_some(window.remaining));
    }
    remaining.sort_unstable();
    let expected: Vec<u32> = (0..300).flat_map(|left| [left, left]).collect();
    assert_eq!(
        remaining, expected,
        "each remaining count of both windows occurs once"
    );
}

fn key(digit: char) -> KeyHash {
    KeyHash::from_hex(&digit.to_string().repeat(64)).expect("64 digits")
}

/// Runs each test on both stores. The tests on PostgreSQL share a cluster but not a database.
macro_rules! store_tests {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(super::sqlite()).await;
                }
            )*
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn postgresql_meets_all_requirements() {
            let Some(installation) = postgres::required() else { return };
            let cluster = Cluster::start(installation).await.expect("PostgreSQL starts");
            $(
                println!("{}", stringify!($test));
                $test(postgresql(&cluster).await).await;
            )*
        }
    };
}

fn sqlite() -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("new/store.db")).expect("a store");
    World::new(store, InMemoryRateLimiter::default(), folder)
}

async fn postgresql(cluster: &Cluster) -> World {
    let address = cluster.create_database().await.expect("a database");
    let store = PostgresStore::open(&address).await.expect("a store");
    let limiter = store.rate_limiter_on_caller_clock();
    World::new(store, limiter, ())
}

store_tests!(
    a_session_is_found_by_its_token,
    a_slot_has_one_owner_and_then_one_response,
    slots_differ_by_each_of_their_fields,
    an_expired_claim_can_be_taken_over_and_its_owner_cannot_complete,
    only_the_owner_can_release_a_claim,
    failed_work_releases_the_slot,
    a_slot_expires_after_24_hours,
    expired_slots_are_deleted_in_batches,
    one_of_many_concurrent_claims_is_granted,
    one_of_many_concurrent_takeovers_is_granted,
    strings_with_any_characters_are_preserved,
    concurrent_sessions_are_all_stored,
    concurrent_completions_have_their_own_results,
    requests_are_counted_in_windows,
    concurrent_requests_never_exceed_the_limit,
);
