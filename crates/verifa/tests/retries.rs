//! The client never creates a second session for a call, even if the network loses or duplicates
//! messages.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use specwright_runtime::client::{Body, BoxError, CallOptions as _, RetryPolicy, Transport};
use tower::{ServiceExt as _, service_fn};
use verifa::server::Server;
use verifa::server::account::KeyRing;
use verifa::server::key_file;
use verifa::server::secret::ServerSecret;
use verifa::server::store::sqlite::SqliteStore;
use verifa::types::CreateSession;

const KEY: &str = "vk_sandbox_retries";

/// The fate of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The request and its response arrive.
    Delivered,
    /// The request is lost, and the connection is reset.
    RequestLost,
    /// The request is served, but the response is lost.
    ResponseLost,
    /// The request is served, but the body of the response is truncated.
    ResponseTruncated,
    /// The request is delivered twice, and the client gets the second response.
    Duplicated,
    /// The connection is reset, and the request arrives after the call has ended.
    Late,
    /// The connection is reset, and the request arrives at about the time of the next attempt.
    Overtaken,
    /// The request is served, but an intermediary responds with 503.
    Unavailable,
}

const FATES: [Fate; 8] = [
    Fate::Delivered,
    Fate::RequestLost,
    Fate::ResponseLost,
    Fate::ResponseTruncated,
    Fate::Duplicated,
    Fate::Late,
    Fate::Overtaken,
    Fate::Unavailable,
];

/// A timeout that no call reaches.
const DEADLINE: Duration = Duration::from_secs(600);

/// The number of concurrent calls.
const CALLS: usize = 64;

struct World {
    router: Router,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

/// A network with a list of fates. Attempts beyond the list are delivered.
#[derive(Clone)]
struct Network {
    router: Router,
    fates: Arc<Mutex<std::vec::IntoIter<Fate>>>,
    /// Requests in flight.
    overtaken: Arc<Mutex<Vec<tokio::task::JoinHandle<()>>>>,
    /// Requests that arrive after the call.
    late: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("store.db");
        let mut keys = KeyRing::new(ServerSecret::from_bytes(vec![7; 32]));
        key_file::add_arguments(&mut keys, &[KEY.to_owned()]).expect("a key");
        let store = SqliteStore::open(&file).expect("a store");
        let router = Server::new(keys, Arc::new(store), "https://app.example")
            .rate_limit(1_000_000)
            .into_router();
        Self {
            router,
            file,
            _folder: folder,
        }
    }

    fn network(&self, fates: Vec<Fate>) -> Network {
        Network {
            router: self.router.clone(),
            fates: Arc::new(Mutex::new(fates.into_iter())),
            overtaken: Arc::default(),
            late: Arc::default(),
        }
    }

    /// Returns the ids of the sessions with a reference.
    fn sessions(&self, reference: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(&self.file).expect("opened");
        let mut statement = connection
            .prepare("SELECT id FROM sessions WHERE external_ref = ?1")
            .expect("a statement");
        let ids = statement
            .query_map([reference], |row| row.get(0))
            .expect("rows");
        ids.collect::<Result<_, _>>().expect("ids")
    }
}

impl Network {
    fn client(&self) -> verifa::Client {
        let network = self.clone();
        let transport = Transport::new(service_fn(move |request| network.clone().carry(request)));
        let policy = RetryPolicy::default().delays(Duration::ZERO, Duration::ZERO);
        let builder = verifa::Client::builder(KEY)
            .expect("a key")
            .server("http://sandbox.test")
            .transport(transport)
            .retry(policy);
        builder.build().expect("a client")
    }

    async fn carry(self, request: Request<Body>) -> Result<Response<axum::body::Body>, BoxError> {
        let fate = self
            .fates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
            .unwrap_or(Fate::Delivered);
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let again = || Request::from_parts(parts.clone(), body.clone());
        let reset = || BoxError::from(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        match fate {
            Fate::Delivered => Ok(self.serve(again()).await),
            Fate::RequestLost => Err(reset()),
            Fate::ResponseLost => {
                self.serve(again()).await;
                Err(reset())
            }
            Fate::ResponseTruncated => {
                let (parts, body) = self.serve(again()).await.into_parts();
                let begun = body.collect().await?.to_bytes().slice(..10);
                let broken = futures_util::stream::iter([
                    Ok(begun),
                    Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)),
                ]);
                Ok(Response::from_parts(
                    parts,
                    axum::body::Body::from_stream(broken),
                ))
            }
            Fate::Duplicated => {
                let (first, second) = tokio::join!(self.serve(again()), self.serve(again()));
                drop(first);
                Ok(second)
            }
            Fate::Late => {
                self.late
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(again());
                Err(reset())
            }
            Fate::Overtaken => {
                let (network, request) = (self.clone(), again());
                let arriving = tokio::spawn(async move { drop(network.serve(request).await) });
                self.overtaken
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(arriving);
                Err(reset())
            }
            Fate::Unavailable => {
                self.serve(again()).await;
                Ok(Response::builder()
                    .status(503)
                    .body(axum::body::Body::empty())?)
            }
        }
    }

    async fn serve(&self, request: Request<Bytes>) -> Response<axum::body::Body> {
        let served: Result<_, Infallible> = self
            .router
            .clone()
            .oneshot(request.map(axum::body::Body::from))
            .await;
        served.unwrap_or_else(|never| match never {})
    }

    /// Delivers all outstanding requests.
    async fn deliver_outstanding(&self) {
        let overtaken: Vec<_> = self
            .overtaken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
            .collect();
        for arriving in overtaken {
            arriving.await.expect("the request arrives");
        }
        let late: Vec<_> = self
            .late
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
            .collect();
        for request in late {
            self.serve(request).await;
        }
    }
}

fn body(reference: &str) -> CreateSession {
    CreateSession {
        external_ref: Some(reference.to_owned()),
        ..CreateSession::default()
    }
}

/// Tests every combination of fates of three attempts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fate_creates_a_second_session() {
    let world = Arc::new(World::new());
    let mut calls = Vec::new();
    let permits = Arc::new(tokio::sync::Semaphore::new(CALLS));
    for first in FATES {
        for second in FATES {
            for third in FATES {
                let (world, permits, fates) = (
                    Arc::clone(&world),
                    Arc::clone(&permits),
                    vec![first, second, third],
                );
                calls.push(tokio::spawn(async move {
                    let _permit = permits.acquire().await.expect("never closed");
                    let reference = format!("{fates:?}");
                    let network = world.network(fates.clone());
                    let client = network.client();
                    let answer = client
                        .create_session()
                        .body(body(&reference))
                        .with_timeout(DEADLINE)
                        .await;
                    network.deliver_outstanding().await;
                    let stored = world.sessions(&reference);
                    assert!(stored.len() <= 1, "{reference}: {stored:?}");
                    match answer {
                        Ok(session) => assert_eq!(stored, [session.into_body().id], "{reference}"),
                        // On 409 (another attempt is in progress) the client waits, so a call
                        // with a delivered attempt succeeds.
                        Err(error) => assert!(
                            !fates.contains(&Fate::Delivered) && !fates.contains(&Fate::Duplicated),
                            "{reference}: {error}"
                        ),
                    }
                }));
            }
        }
    }
    for call in calls {
        call.await.expect("the call creates one session");
    }
}

/// A caller that keeps its own key can repeat a failed call, even in another process, and gets the
/// existing session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_call_can_be_repeated_with_its_key() {
    let world = World::new();
    for fate in FATES
        .into_iter()
        .filter(|fate| !matches!(fate, Fate::Delivered | Fate::Duplicated))
    {
        let (reference, key) = (format!("{fate:?}"), format!("key {fate:?}"));
        let network = world.network(vec![fate; 3]);
        let failed = network
            .client()
            .create_session()
            .body(body(&reference))
            .idempotency_key(key.as_str())
            .with_timeout(DEADLINE)
            .await;
        failed.expect_err("no attempt succeeds");
        let session = world
            .network(Vec::new())
            .client()
            .create_session()
            .body(body(&reference))
            .idempotency_key(key)
            .await;
        network.deliver_outstanding().await;
        assert_eq!(
            world.sessions(&reference),
            [session.expect("the repeated call succeeds").into_body().id]
        );
    }
}

/// A call that is dropped at any time creates at most one session, because the server finishes
/// requests in progress.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_call_creates_at_most_one_session() {
    let world = World::new();
    for microseconds in (0..40).map(|step| step * 100) {
        let (reference, key) = (
            format!("dropped after {microseconds}"),
            format!("key {microseconds}"),
        );
        let client = world.network(vec![Fate::Duplicated]).client();
        let call = client
            .create_session()
            .body(body(&reference))
            .idempotency_key(key.as_str())
            .send();
        drop(tokio::time::timeout(Duration::from_micros(microseconds), call).await);
        let session = world
            .network(Vec::new())
            .client()
            .create_session()
            .body(body(&reference))
            .idempotency_key(key)
            .await;
        assert_eq!(
            world.sessions(&reference),
            [session.expect("a session").into_body().id]
        );
    }
}
