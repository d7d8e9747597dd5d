//! The sessions service: Verifa's semantics on the generated trait.
//!
//! | module | what it decides |
//! |---|---|
//! | [`gate`] | who is let in, and what every response carries |
//! | [`service`] | what the operations do, and how errors look |
//! | [`idempotency`] | that a request with a key has one result |
//! | [`store`] | where that is kept |
//! | [`metrics`], [`lifecycle`] | what operators see of it, and how it ends |

pub mod account;
pub mod clock;
pub mod gate;
pub mod idempotency;
pub mod issued;
pub mod key_file;
pub mod lifecycle;
pub mod limit;
pub mod metered;
pub mod metrics;
pub mod random;
pub mod reaper;
pub mod secret;
pub mod service;
pub mod session;
pub mod store;
pub mod version;

mod country;
mod envelope;
mod inflection;
mod linger;
mod observe;
mod operations;
mod page;
mod qr;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::sync::Semaphore;

use self::account::KeyRing;
use self::clock::{Clock, SystemClock};
use self::issued::IssuedKeys;
use self::lifecycle::Lifecycle;
use self::limit::{DEFAULT_LIMIT, Limiter, MemoryLimiter};
use self::metered::Metered;
use self::metrics::Metrics;
use self::random::{Random, SystemRandom};
use self::reaper::Reaper;
use self::service::SessionsService;
use self::session::Known;
use self::store::Store;
use self::store::keys::KeyStore;

/// A service to be assembled: what it works with, each part to be replaced by another.
#[must_use = "nothing is served until the router is"]
pub struct Server {
    shared: Shared,
    issued: Option<Arc<dyn KeyStore>>,
}

/// A service that is assembled.
pub struct Parts {
    /// The API, and beside it the capture page, `/healthz` and `/openapi.yaml`.
    pub api: Router,
    /// `/metrics` and `/readyz`, for an address that only operators reach.
    pub operations: Router,
    /// What deletes expired idempotency keys, to be run beside the routers.
    pub reaper: Reaper,
}

/// What all requests share.
pub struct Shared {
    keys: KeyRing,
    issued: Option<IssuedKeys>,
    store: Arc<dyn Store>,
    limiter: Arc<dyn Limiter>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    metrics: Arc<Metrics>,
    lifecycle: Lifecycle,
    rate_limit: u32,
    capture_base: String,
    known: Known,
    /// The bytes of large bodies that may still be read.
    bodies: Semaphore,
}

impl Server {
    /// A service for these keys on this store, with the clock, the randomness and the limits that are usual.
    ///
    /// `capture_base` is what comes before `/verify/…` in the addresses of capture pages: `https://app.example`.
    pub fn new(keys: KeyRing, store: Arc<dyn Store>, capture_base: impl Into<String>) -> Self {
        let mut capture_base = capture_base.into();
        capture_base.truncate(capture_base.trim_end_matches('/').len());
        let shared = Shared {
            keys,
            issued: None,
            store,
            limiter: Arc::new(MemoryLimiter::default()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            metrics: Arc::default(),
            lifecycle: Lifecycle::default(),
            rate_limit: DEFAULT_LIMIT,
            capture_base,
            known: Known::default(),
            bodies: Semaphore::new(gate::BODIES),
        };
        Self {
            shared,
            issued: None,
        }
    }

    /// Where keys are looked up that are not among those of [`Server::new`].
    pub fn issued_keys(mut self, keys: Arc<dyn KeyStore>) -> Self {
        self.issued = Some(keys);
        self
    }

    /// What counts requests; in memory unless set.
    pub fn limiter(mut self, limiter: Arc<dyn Limiter>) -> Self {
        self.shared.limiter = limiter;
        self
    }

    /// How many requests a window of 60 s allows to each key; 300 unless set.
    pub fn rate_limit(mut self, limit: u32) -> Self {
        self.shared.rate_limit = limit;
        self
    }

    /// What tells the time.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.shared.clock = clock;
        self
    }

    /// Where randomness comes from.
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.shared.random = random;
        self
    }

    /// The checks and workflows that there are; any unless set.
    pub fn known(mut self, known: Known) -> Self {
        self.shared.known = known;
        self
    }

    /// What the server counts.
    pub fn metrics(mut self, metrics: Arc<Metrics>) -> Self {
        self.shared.metrics = metrics;
        self
    }

    /// What tells the server that it stops, and waits for its work.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.shared.lifecycle = lifecycle;
        self
    }

    /// Everything as one router: the API, the capture page, `/healthz`, `/openapi.yaml`, `/metrics` and `/readyz`.
    pub fn into_router(self) -> Router {
        let parts = self.into_parts();
        parts.api.merge(parts.operations)
    }

    /// Everything as parts.
    pub fn into_parts(self) -> Parts {
        let Self { mut shared, issued } = self;
        let metrics = Arc::clone(&shared.metrics);
        shared.store = Arc::new(Metered::new(shared.store, Arc::clone(&metrics)));
        shared.limiter = Arc::new(Metered::new(shared.limiter, Arc::clone(&metrics)));
        shared.issued = issued.map(|keys| IssuedKeys::new(Arc::new(Metered::new(keys, metrics))));
        let shared = Arc::new(shared);
        let observe = from_fn_with_state(Arc::clone(&shared), observe::observe);
        let api = verifa_server::router(
            SessionsService::new(Arc::clone(&shared)),
            service::KeyVerifier,
        )
        .layer(from_fn_with_state(
            Arc::clone(&shared),
            observe::observe_gate,
        ))
        .merge(page::router(Arc::clone(&shared)).layer(observe.clone()));
        let operations = operations::router(Arc::clone(&shared)).layer(observe);
        Parts {
            api,
            operations,
            reaper: Reaper { shared },
        }
    }
}
