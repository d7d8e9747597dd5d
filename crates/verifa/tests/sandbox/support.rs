//! A sandbox for one test, reached over HTTP on a free port or by calling its router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use serde_json::Value;
use specwright_runtime::client::{RetryPolicy, Transport};
use tower::ServiceExt as _;
use verifa::server::Server;
use verifa::server::account::KeyRing;
use verifa::server::clock::ManualClock;
use verifa::server::key_file;
use verifa::server::random::SystemRandom;
use verifa::server::secret::ServerSecret;
use verifa::server::store::sqlite::SqliteStore;

/// The keys of every sandbox: two organizations, both environments, an old version, and single
/// scopes.
pub const ACME: &str = "vk_sandbox_acme";
pub const ACME_SECOND: &str = "vk_sandbox_acme_second";
pub const ACME_LIVE: &str = "vk_live_acme";
pub const ACME_OLD: &str = "vk_sandbox_acme_old";
pub const OTHER: &str = "vk_sandbox_other";
pub const CREATE_ONLY: &str = "vk_sandbox_create";
pub const WRITE_ONLY: &str = "vk_sandbox_write";
pub const READ_ONLY: &str = "vk_sandbox_read";

/// A well-formed key that was never issued.
pub const UNKNOWN: &str = "vk_sandbox_nobody";

pub const PATH: &str = "/api/v1/sessions";
pub const CAPTURE_BASE: &str = "https://app.example";

const KEYS: &str = "
[[key]]
key = 'vk_sandbox_acme'
organization = 'acme'
[[key]]
key = 'vk_sandbox_acme_second'
organization = 'acme'
[[key]]
key = 'vk_live_acme'
organization = 'acme'
[[key]]
key = 'vk_sandbox_acme_old'
organization = 'acme'
version = '2026-01-01'
[[key]]
key = 'vk_sandbox_other'
organization = 'other'
[[key]]
key = 'vk_sandbox_create'
organization = 'acme'
scopes = ['sessions:create']
[[key]]
key = 'vk_sandbox_write'
organization = 'acme'
scopes = ['sessions:write']
[[key]]
key = 'vk_sandbox_read'
organization = 'acme'
scopes = ['sessions:read', 'sessions']
";

/// The sandbox under test.
pub struct World {
    pub clock: Arc<ManualClock>,
    target: Target,
    folder: tempfile::TempDir,
}

/// The way in which requests reach the sandbox.
#[derive(Clone)]
enum Target {
    Http {
        base: String,
        client: Box<HttpClient<HttpConnector, Body>>,
    },
    Router(Router),
}

/// A builder of a request.
pub struct RequestBuilder {
    target: Target,
    request: Request<Body>,
}

/// A response with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl World {
    pub async fn over_http() -> Self {
        let mut world = Self::over_router();
        let Target::Router(router) = &world.target else {
            unreachable!("made above")
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        world.target = Target::Http {
            base,
            client: Box::new(HttpClient::builder(TokioExecutor::new()).build_http()),
        };
        world
    }

    pub fn over_router() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::new(
            Timestamp::from_second(1_770_000_000).expect("a time"),
        ));
        let file = folder.path().join("keys.toml");
        std::fs::write(&file, KEYS).expect("written");
        let secret =
            ServerSecret::open(&folder.path().join("secret"), &SystemRandom).expect("a secret");
        let mut keys = KeyRing::new(secret);
        key_file::add_file(&mut keys, &file).expect("good keys");
        let store = SqliteStore::open(&folder.path().join("store.db")).expect("a store");
        let router = Server::new(keys, Arc::new(store), CAPTURE_BASE)
            .clock(clock.clone())
            .into_router();
        Self {
            clock,
            target: Target::Router(router),
            folder,
        }
    }

    /// Returns a request that creates a session.
    pub fn create(&self, key: &str, body: impl Into<String>) -> RequestBuilder {
        self.request(Method::POST, PATH)
            .header("X-API-Key", key)
            .json(body)
    }

    /// Returns `http://` and the address, or an empty string if the router is called.
    pub fn address(&self) -> &str {
        match &self.target {
            Target::Http { base, .. } => base,
            Target::Router(_) => "",
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let base = self.address();
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = format!("{base}{path}").parse().expect("an address");
        RequestBuilder {
            target: self.target.clone(),
            request,
        }
    }

    /// Returns a typed client that does not retry.
    pub fn client(&self, key: &str) -> verifa::Client {
        let builder = verifa::Client::builder(key)
            .expect("a key")
            .retry(RetryPolicy::none());
        match &self.target {
            Target::Http { base, .. } => builder.server(base.as_str()),
            Target::Router(router) => builder
                .server("http://sandbox.test")
                .transport(Transport::new(router.clone())),
        }
        .build()
        .expect("a client")
    }

    /// Returns the number of stored sessions.
    pub fn sessions(&self) -> i64 {
        let connection =
            rusqlite::Connection::open(self.folder.path().join("store.db")).expect("opened");
        connection
            .query_row("SELECT count(*) FROM sessions", [], |row| row.get(0))
            .expect("counted")
    }

    /// Returns the path of the store.
    pub fn store_file(&self) -> std::path::PathBuf {
        self.folder.path().join("store.db")
    }
}

impl RequestBuilder {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request
            .headers_mut()
            .append(name, value.parse().expect("a header value"));
        self
    }

    pub fn header_bytes(mut self, name: &'static str, value: &[u8]) -> Self {
        self.request.headers_mut().append(
            name,
            axum::http::HeaderValue::from_bytes(value).expect("a header value"),
        );
        self
    }

    pub fn json(self, body: impl Into<String>) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.into())
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub async fn send(self) -> Answer {
        let (parts, body) = match self.target {
            Target::Http { client, .. } => {
                let (parts, body) = client
                    .request(self.request)
                    .await
                    .expect("a response")
                    .into_parts();
                (
                    parts,
                    body.collect().await.expect("a whole body").to_bytes(),
                )
            }
            Target::Router(router) => {
                let (parts, body) = router
                    .oneshot(self.request)
                    .await
                    .expect("a response")
                    .into_parts();
                (
                    parts,
                    body.collect().await.expect("a whole body").to_bytes(),
                )
            }
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("ASCII"))
    }

    pub fn number(&self, name: &str) -> i64 {
        self.header(name)
            .unwrap_or_else(|| panic!("{name} is missing: {self:?}"))
            .parse()
            .expect("a number")
    }

    /// Returns the id of the created session.
    #[track_caller]
    pub fn id(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.text());
        self.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Asserts that this is an error in the API's envelope, and returns its detail.
    #[track_caller]
    pub fn error(&self, status: u16, code: &str) -> String {
        let body = self.json();
        assert_eq!(
            (self.status.as_u16(), body["error"].as_str()),
            (status, Some(code)),
            "{body}"
        );
        assert_eq!(body["status_code"], status, "{body}");
        assert_eq!(
            body.as_object().map(serde_json::Map::len),
            Some(3),
            "{body}"
        );
        assert_eq!(self.header("content-type"), Some("application/json"));
        body["detail"].as_str().expect("a string").to_owned()
    }

    /// Asserts that the response has plausible rate limit headers.
    #[track_caller]
    pub fn has_rate_limit(&self) {
        assert!(self.number("x-ratelimit-limit") >= 1);
        assert!(self.number("x-ratelimit-remaining") >= 0);
        assert!(self.number("x-ratelimit-reset") > 1_700_000_000);
    }
}

/// Runs each test twice: over HTTP, and by calling the router.
macro_rules! on_both_transports {
    ($($test:ident),* $(,)?) => {
        mod http {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(crate::support::World::over_http().await).await;
                }
            )*
        }

        mod router {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(crate::support::World::over_router()).await;
                }
            )*
        }
    };
}
