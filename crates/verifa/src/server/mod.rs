//! The sessions service: Verifa's semantics on the generated trait.
//!
//! | module | what it decides |
//! |---|---|
//! | [`gate`] | who is let in, and what every response carries |
//! | [`service`] | what the operations do, and how errors look |
//! | [`idempotency`] | that a request with a key has one result |
//! | [`store`] | where that is kept |

pub mod account;
pub mod clock;
pub mod gate;
pub mod idempotency;
pub mod key_file;
pub mod limit;
pub mod random;
pub mod secret;
pub mod service;
pub mod session;
pub mod store;
pub mod version;

mod country;
mod envelope;
mod inflection;
mod linger;
mod page;
mod qr;

use std::sync::Arc;

use axum::Router;

use self::account::KeyRing;
use self::clock::{Clock, SystemClock};
use self::limit::{DEFAULT_LIMIT, Limiter, MemoryLimiter};
use self::random::{Random, SystemRandom};
use self::service::SessionsService;
use self::session::Known;
use self::store::Store;

/// A service to be assembled: what it works with, each part to be replaced by another.
#[must_use = "nothing is served until the router is"]
pub struct Server {
    shared: Shared,
}

/// What all requests share.
pub struct Shared {
    keys: KeyRing,
    store: Arc<dyn Store>,
    limiter: Arc<dyn Limiter>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    rate_limit: u32,
    capture_base: String,
    known: Known,
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
            store,
            limiter: Arc::new(MemoryLimiter::default()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            rate_limit: DEFAULT_LIMIT,
            capture_base,
            known: Known::default(),
        };
        Self { shared }
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

    /// Everything as one router: the API, and beside it the capture page, `/healthz` and `/openapi.yaml`.
    pub fn into_router(self) -> Router {
        let shared = Arc::new(self.shared);
        verifa_server::router(SessionsService::new(Arc::clone(&shared)), service::KeyVerifier)
            .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), gate::gate))
            .layer(axum::middleware::from_fn(linger::linger))
            .merge(page::router(shared))
    }
}
