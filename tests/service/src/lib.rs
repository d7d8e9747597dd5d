//! Tests of real `verifa` processes under load and faults.
//!
//! Each scenario is a function with a struct of parameters. The bounded form, which `cargo test`
//! runs, and the full form of `cargo xtask service` differ only in these parameters. Afterwards the
//! database is compared with the responses that clients got.

#![forbid(unsafe_code)]

pub mod accounts;
pub mod audit;
pub mod bench;
pub mod binary;
pub mod database;
pub mod fixture;
pub mod http_connection;
pub mod load;
pub mod postgres;
pub mod report;
pub mod scenarios;
pub mod server_process;
pub mod system;

/// The reason why a scenario could not run. A violated guarantee is not an error but a failed check
/// in the [`report`].
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of a step of a scenario.
pub type Result<T> = std::result::Result<T, Error>;
