//! The router with stores that fail, panic or are slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tower::ServiceExt as _;
use verifa::server::Server;
use verifa::server::account::{KeyHash, KeyRing};
use verifa::server::idempotency::{
    Claim, ClaimResult, Entry, Fingerprint, Owner, Progress, RETENTION, Slot, StoredResponse,
};
use verifa::server::key_file;
use verifa::server::random::{Random, RandomError, SystemRandom};
use verifa::server::rate_limit::{RateLimiter, Window};
use verifa::server::secret::ServerSecret;
use verifa::server::shutdown::Shutdown;
use verifa::server::store::keys::{KeyRecord, KeyStore};
use verifa::server::store::sqlite::SqliteStore;
use verifa::server::store::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};
use verifa::server::version::Version;

use crate::support::KEY;

/// The fault of a store.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Fail,
    Panic,
    /// Every operation succeeds after 200 ms.
    Slow,
}

struct Faulty {
    fault: Fault,
    /// Whether a session was stored.
    stored: AtomicBool,
    /// The number of expired slots.
    expired: AtomicUsize,
    /// The result of look-ups, even if everything else fails.
    found: Option<Entry>,
}

/// A source of randomness that panics when the first token is created.
#[derive(Default)]
struct PanicsOnce(AtomicBool);

impl Random for PanicsOnce {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        // Only tokens need 32 random bytes.
        if buffer.len() == 32 && !self.0.swap(true, Ordering::SeqCst) {
            panic!("an internal detail");
        }
        SystemRandom.fill(buffer)
    }
}

impl Faulty {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self {
            fault,
            stored: AtomicBool::new(false),
            expired: AtomicUsize::new(0),
            found: None,
        })
    }

    fn act<'a, T: Send + 'a>(
        &'a self,
        answer: impl FnOnce() -> T + Send + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            match self.fault {
                Fault::Fail => return Err(StoreError("an internal detail".to_owned())),
                Fault::Panic => panic!("an internal detail"),
                Fault::Slow => tokio::time::sleep(Duration::from_millis(200)).await,
            }
            Ok(answer())
        })
    }
}

impl Store for Faulty {
    fn create(&self, _: SessionRecord) -> StoreFuture<'_, ()> {
        self.act(|| self.stored.store(true, Ordering::SeqCst))
    }

    fn find_entry(&self, _: Slot) -> StoreFuture<'_, Option<Entry>> {
        let found = self.found.clone();
        if found.is_some() {
            Box::pin(async { Ok(found) })
        } else {
            self.act(|| None)
        }
    }

    fn claim(&self, _: Claim) -> StoreFuture<'_, ClaimResult> {
        self.act(|| ClaimResult::Granted)
    }

    fn complete(
        &self,
        _: Slot,
        _: Owner,
        _: SessionRecord,
        _: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        self.act(|| true)
    }

    fn release(&self, _: Slot, _: Owner) -> StoreFuture<'_, ()> {
        self.act(|| ())
    }

    fn find_capture_page(&self, _: Token) -> StoreFuture<'_, Option<CapturePage>> {
        self.act(|| None)
    }

    fn delete_expired(&self, _: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        self.act(move || {
            let before = self
                .expired
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |expired| {
                    Some(expired.saturating_sub(limit))
                });
            before.unwrap_or_default().min(limit)
        })
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        self.act(|| ())
    }
}

impl RateLimiter for Faulty {
    fn take(&self, _: KeyHash, _: u32, _: Timestamp) -> StoreFuture<'_, Window> {
        self.act(|| unreachable!("no test has a slow rate limiter"))
    }
}

impl KeyStore for Faulty {
    fn find_key(&self, _: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
        self.act(|| None)
    }

    fn add_key(&self, _: KeyRecord) -> StoreFuture<'_, bool> {
        self.act(|| true)
    }

    fn keep_secret(&self, _: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
        self.act(|| None)
    }

    fn confirm_secret(&self, _: [u8; 32]) -> StoreFuture<'_, bool> {
        self.act(|| true)
    }

    fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        self.act(Vec::new)
    }

    fn revoke_key(&self, _: String, _: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
        self.act(|| None)
    }
}

fn server(store: Arc<Faulty>) -> Server {
    let mut keys = KeyRing::new(ServerSecret::from_bytes(vec![7; 32]));
    key_file::add_arguments(&mut keys, &[KEY.to_owned()]).expect("a key");
    Server::new(keys, store, "https://app.example")
}

fn create(key: &str, idempotency_key: Option<&str>) -> Request<Body> {
    let mut request = Request::post("/api/v1/sessions")
        .header("X-API-Key", key)
        .header("X-Request-Id", "mine");
    if let Some(key) = idempotency_key {
        request = request.header("Idempotency-Key", key);
    }
    request.body(Body::empty()).expect("a request")
}

async fn send(router: &Router, request: Request<Body>) -> Response<Body> {
    router.clone().oneshot(request).await.expect("an answer")
}

async fn text(response: Response<Body>) -> String {
    let body = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    String::from_utf8(body.to_vec()).expect("text")
}

async fn metrics(router: &Router) -> String {
    text(
        send(
            router,
            Request::get("/metrics")
                .body(Body::empty())
                .expect("a request"),
        )
        .await,
    )
    .await
}

/// Asserts that a response is a 500 with the common headers.
#[track_caller]
fn assert_internal(response: &Response<Body>, known_key: bool) {
    assert_eq!(response.status(), 500);
    assert_eq!(
        response
            .headers()
            .get("x-request-id")
            .map(|id| id.as_bytes()),
        Some(&b"mine"[..])
    );
    assert_eq!(
        response.headers().contains_key("x-ratelimit-limit"),
        known_key
    );
}

#[tokio::test]
async fn panics_are_answered_and_counted() {
    let router = server(Faulty::new(Fault::Panic)).into_router();
    // With a key, first the look-up panics, and then the claim.
    for (number, idempotency_key) in [(1, None), (3, Some("a"))] {
        let response = send(&router, create(KEY, idempotency_key)).await;
        assert_internal(&response, true);
        let body = text(response).await;
        assert!(
            body.contains("\"internal_error\"") && !body.contains("an internal detail"),
            "{body}"
        );
        assert!(
            metrics(&router)
                .await
                .contains(&format!("verifa_panics_total {number}\n"))
        );
    }
    let page = Request::get("/verify/tok_a")
        .header("X-Request-Id", "mine")
        .body(Body::empty())
        .expect("a request");
    assert_internal(&send(&router, page).await, false);
    let text = metrics(&router).await;
    assert!(text.contains("verifa_panics_total 4\n"), "{text}");
    assert!(
        text.contains("verifa_http_requests_in_flight 1\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_panic_during_admission_is_answered_too() {
    let router = server(Faulty::new(Fault::Slow))
        .rate_limiter(Faulty::new(Fault::Panic))
        .into_router();
    assert_internal(&send(&router, create(KEY, None)).await, false);
    assert!(metrics(&router).await.contains("verifa_panics_total 1\n"));
}

#[tokio::test]
async fn errors_of_the_store_cause_500_and_are_counted_by_operation() {
    let router = server(Faulty::new(Fault::Fail)).into_router();
    for idempotency_key in [None, Some("a")] {
        let response = send(&router, create(KEY, idempotency_key)).await;
        assert_internal(&response, true);
        assert!(!text(response).await.contains("an internal detail"));
    }
    let text = metrics(&router).await;
    for operation in ["create", "find", "claim", "release"] {
        assert!(
            text.contains(&format!(
                "verifa_store_errors_total{{operation=\"{operation}\"}} 1\n"
            )),
            "{text}"
        );
    }
    let ready = send(
        &router,
        Request::get("/readyz")
            .body(Body::empty())
            .expect("a request"),
    )
    .await;
    assert_eq!(ready.status(), 503);
}

#[tokio::test]
async fn a_completed_request_needs_no_claim() {
    let now = Timestamp::now();
    let entry = |expires_at| Entry {
        fingerprint: Fingerprint::of(&serde_json::json!({}), Version::NEWEST),
        expires_at,
        progress: Progress::Completed(StoredResponse {
            status: 201,
            version: "2026-02-01".to_owned(),
            body: "{\"id\":\"first\"}".into(),
        }),
    };
    let answer = |found| async move {
        let store = Faulty {
            found: Some(found),
            ..Arc::into_inner(Faulty::new(Fault::Fail)).expect("one owner")
        };
        send(
            &server(Arc::new(store)).into_router(),
            create(KEY, Some("a")),
        )
        .await
    };
    let replayed = answer(entry(now + RETENTION)).await;
    assert_eq!(
        replayed
            .headers()
            .get("idempotency-replayed")
            .map(|value| value.as_bytes()),
        Some(&b"true"[..])
    );
    assert_eq!(text(replayed).await, "{\"id\":\"first\"}");
    assert_internal(&answer(entry(now - RETENTION)).await, true);
    let other = Entry {
        fingerprint: Fingerprint([0; 32]),
        ..entry(now + RETENTION)
    };
    assert_eq!(answer(other).await.status(), 422);
}

#[tokio::test]
async fn a_panic_during_the_work_is_counted_and_releases_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(SqliteStore::open(&folder.path().join("store.db")).expect("a store"));
    let mut keys = KeyRing::new(ServerSecret::from_bytes(vec![7; 32]));
    key_file::add_arguments(&mut keys, &[KEY.to_owned()]).expect("a key");
    let router = Server::new(keys, store, "https://app.example")
        .random(Arc::new(PanicsOnce::default()))
        .into_router();
    assert_internal(&send(&router, create(KEY, Some("a"))).await, true);
    assert!(metrics(&router).await.contains("verifa_panics_total 1\n"));
    assert_eq!(
        send(&router, create(KEY, Some("a"))).await.status(),
        201,
        "the key is usable without waiting for the lease"
    );
}

#[tokio::test]
async fn a_failed_key_look_up_causes_500_and_not_401() {
    let broken = server(Faulty::new(Fault::Slow))
        .issued_keys(Faulty::new(Fault::Fail))
        .into_router();
    assert_internal(
        &send(&broken, create("vk_sandbox_other", None)).await,
        false,
    );
    assert_eq!(
        send(&broken, create("malformed", None)).await.status(),
        401,
        "a malformed key needs no look-up"
    );
    assert_eq!(
        send(&broken, create(KEY, None)).await.status(),
        201,
        "a configured key needs no look-up"
    );
    assert!(
        metrics(&broken)
            .await
            .contains("verifa_store_errors_total{operation=\"find_key\"} 1\n")
    );
    let works = server(Faulty::new(Fault::Slow))
        .issued_keys(Faulty::new(Fault::Slow))
        .into_router();
    assert_eq!(
        send(&works, create("vk_sandbox_other", None))
            .await
            .status(),
        401
    );
}

#[tokio::test(start_paused = true)]
async fn work_continues_after_a_disconnect_and_the_shutdown_waits_for_it() {
    let store = Faulty::new(Fault::Slow);
    let shutdown = Shutdown::default();
    let router = server(store.clone())
        .shutdown(shutdown.clone())
        .into_router();
    let disconnected =
        tokio::time::timeout(Duration::from_millis(50), send(&router, create(KEY, None))).await;
    assert!(disconnected.is_err() && !store.stored.load(Ordering::SeqCst));
    shutdown.begin();
    let ready = send(
        &router,
        Request::get("/readyz")
            .body(Body::empty())
            .expect("a request"),
    )
    .await;
    assert_eq!(ready.status(), 503);
    shutdown.tasks_finished().await;
    assert!(store.stored.load(Ordering::SeqCst));
    assert!(
        metrics(&router)
            .await
            .contains("verifa_http_requests_in_flight 1\n"),
        "the disconnected request is not in flight"
    );
}

#[tokio::test(start_paused = true)]
async fn the_reaper_deletes_in_batches_and_stops_between_two() {
    let store = Faulty::new(Fault::Slow);
    store.expired.store(1100, Ordering::SeqCst);
    let parts = server(store.clone()).into_parts();
    let reaper = tokio::spawn(parts.reaper.run());
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(store.expired.load(Ordering::SeqCst), 0);
    assert!(
        metrics(&parts.operations)
            .await
            .contains("verifa_reaped_slots_total 1100\n")
    );
    reaper.abort();

    store.expired.store(1_000_000, Ordering::SeqCst);
    let shutdown = Shutdown::default();
    let parts = server(store.clone())
        .shutdown(shutdown.clone())
        .into_parts();
    let reaper = tokio::spawn(parts.reaper.run());
    tokio::time::sleep(Duration::from_millis(100)).await;
    shutdown.begin();
    tokio::time::timeout(Duration::from_secs(5), reaper)
        .await
        .expect("the reaper stops")
        .expect("no panic");
    assert_eq!(
        store.expired.load(Ordering::SeqCst),
        999_500,
        "the batch in progress is completed"
    );
}
