//! The sessions service: Verifa's semantics behind the generated server trait.
//!
//! [`Server`] assembles the service. The modules form layers; each module uses only the modules
//! above it.
//!
//! | modules | responsibility |
//! |---|---|
//! | [`clock`], [`random`], [`version`], [`metrics`], [`shutdown`] | time, randomness, API versions, metrics, graceful shutdown |
//! | [`secret`], [`account`], [`key_file`] | API keys as hashes, and the accounts behind them |
//! | [`idempotency`] | the idempotency protocol: data and decisions, without I/O |
//! | [`store`], [`rate_limit`] | storage in SQLite or PostgreSQL; counting requests |
//! | [`issued_keys`], [`session`], [`execution`] | key look-up, new sessions, executing a request once |
//! | `state`, `api` | HTTP: admission control, the operations, errors, capture page, health |
//! | [`reaper`], `builder` | deletion of expired keys, and assembly |

pub mod account;
pub mod clock;
pub mod execution;
pub mod idempotency;
pub mod issued_keys;
pub mod key_file;
pub mod metrics;
pub mod random;
pub mod rate_limit;
pub mod reaper;
pub mod secret;
pub mod session;
pub mod shutdown;
pub mod store;
pub mod version;

mod api;
mod body_budget;
mod builder;
mod country;
mod qr;
mod state;

pub use self::builder::{Parts, Server};
