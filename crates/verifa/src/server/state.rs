//! The state that all requests share.

use std::sync::Arc;

use super::account::KeyRing;
use super::body_budget::BodyBudget;
use super::clock::Clock;
use super::issued_keys::IssuedKeys;
use super::metrics::Metrics;
use super::random::Random;
use super::rate_limit::RateLimiter;
use super::session::AllowedNames;
use super::shutdown::Shutdown;
use super::store::Store;

/// The dependencies and settings of a server.
pub(super) struct ServerState {
    /// The keys of the command line and of the key file.
    pub(super) keys: KeyRing,
    /// The keys of the store, looked up if `keys` does not contain a key.
    pub(super) issued_keys: Option<IssuedKeys>,
    pub(super) store: Arc<dyn Store>,
    pub(super) rate_limiter: Arc<dyn RateLimiter>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) shutdown: Shutdown,
    /// The number of requests that a window allows to each key.
    pub(super) rate_limit: u32,
    /// The part of a capture URL before `/verify/`, without a trailing slash.
    pub(super) capture_base: String,
    pub(super) allowed_names: AllowedNames,
    pub(super) body_budget: BodyBudget,
}
