//! Assembling a server from its parts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use super::account::KeyRing;
use super::api::service::SessionsService;
use super::api::verifier::KeyVerifier;
use super::api::{capture_page, health, middleware, observe};
use super::body_budget::BodyBudget;
use super::clock::{Clock, SystemClock};
use super::issued_keys::IssuedKeys;
use super::metrics::Metrics;
use super::random::{Random, SystemRandom};
use super::rate_limit::{DEFAULT_LIMIT, InMemoryRateLimiter, RateLimiter};
use super::reaper::Reaper;
use super::session::AllowedNames;
use super::shutdown::Shutdown;
use super::state::ServerState;
use super::store::Store;
use super::store::instrumented::Instrumented;
use super::store::keys::KeyStore;

/// A builder of the sessions service. Every dependency can be replaced.
#[must_use = "a server does nothing until its router is served"]
pub struct Server {
    state: ServerState,
    issued_keys: Option<Arc<dyn KeyStore>>,
}

/// An assembled server.
pub struct Parts {
    /// The API, the capture page, `/healthz` and `/openapi.yaml`.
    pub api: Router,
    /// `/metrics` and `/readyz`, which may be served on an address that only operators can reach.
    pub operations: Router,
    /// The deletion of expired idempotency keys, to be run beside the routers.
    pub reaper: Reaper,
}

impl Server {
    /// Creates a server for these keys on this store, with the system's clock and randomness and
    /// the default limits.
    ///
    /// `capture_base` is the part of a capture URL before `/verify/…`, such as
    /// `https://app.example`.
    pub fn new(keys: KeyRing, store: Arc<dyn Store>, capture_base: impl Into<String>) -> Self {
        let mut capture_base = capture_base.into();
        capture_base.truncate(capture_base.trim_end_matches('/').len());
        let state = ServerState {
            keys,
            issued_keys: None,
            store,
            rate_limiter: Arc::new(InMemoryRateLimiter::default()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            metrics: Arc::default(),
            shutdown: Shutdown::default(),
            rate_limit: DEFAULT_LIMIT,
            capture_base,
            allowed_names: AllowedNames::default(),
            body_budget: BodyBudget::default(),
        };
        Self {
            state,
            issued_keys: None,
        }
    }

    /// Sets the store of keys that are not in the key ring; none by default.
    pub fn issued_keys(mut self, keys: Arc<dyn KeyStore>) -> Self {
        self.issued_keys = Some(keys);
        self
    }

    /// Sets the counter of requests; by default it is in memory.
    pub fn rate_limiter(mut self, rate_limiter: Arc<dyn RateLimiter>) -> Self {
        self.state.rate_limiter = rate_limiter;
        self
    }

    /// Sets how many requests a window of 60 s allows to each key; 300 by default.
    pub fn rate_limit(mut self, limit: u32) -> Self {
        self.state.rate_limit = limit;
        self
    }

    /// Sets the clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.state.clock = clock;
        self
    }

    /// Sets the source of randomness.
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.state.random = random;
        self
    }

    /// Sets which checks and workflows exist; by default any name is accepted.
    pub fn allowed_names(mut self, names: AllowedNames) -> Self {
        self.state.allowed_names = names;
        self
    }

    /// Sets the metrics in which the server records its requests.
    pub fn metrics(mut self, metrics: Arc<Metrics>) -> Self {
        self.state.metrics = metrics;
        self
    }

    /// Sets the handle that begins the shutdown and waits for running tasks.
    pub fn shutdown(mut self, shutdown: Shutdown) -> Self {
        self.state.shutdown = shutdown;
        self
    }

    /// Returns one router that serves everything: the API, the capture page, `/healthz`,
    /// `/openapi.yaml`, `/metrics` and `/readyz`.
    pub fn into_router(self) -> Router {
        let parts = self.into_parts();
        parts.api.merge(parts.operations)
    }

    /// Returns the routers and the background task separately.
    pub fn into_parts(self) -> Parts {
        let Self {
            mut state,
            issued_keys,
        } = self;
        let metrics = Arc::clone(&state.metrics);
        state.store = Arc::new(Instrumented::new(state.store, Arc::clone(&metrics)));
        state.rate_limiter = Arc::new(Instrumented::new(state.rate_limiter, Arc::clone(&metrics)));
        state.issued_keys =
            issued_keys.map(|keys| IssuedKeys::new(Arc::new(Instrumented::new(keys, metrics))));
        let state = Arc::new(state);
        let observed = from_fn_with_state(Arc::clone(&state), observe_request);
        let api = verifa_server::router(SessionsService::new(Arc::clone(&state)), KeyVerifier)
            .layer(from_fn_with_state(Arc::clone(&state), observe_api_request))
            .merge(capture_page::router(Arc::clone(&state)).layer(observed.clone()));
        let operations = health::router(Arc::clone(&state)).layer(observed);
        Parts {
            api,
            operations,
            reaper: Reaper { state },
        }
    }
}

/// The middleware of the API: observes each request around the admission control.
///
/// This is not an `async fn`, because an `async fn` would hold the request twice. See
/// [`observe::observe`].
fn observe_api_request(
    State(state): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    observe::observe(Arc::clone(&state.metrics), request, |request| {
        middleware::handle(state, request, next)
    })
}

/// The middleware of the routes that need no key.
fn observe_request(
    State(state): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    observe::observe(Arc::clone(&state.metrics), request, |request| {
        next.run(request)
    })
}
