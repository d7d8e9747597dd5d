//! Verifa's sessions API: a [`Client`] whose calls are safe to retry, and a [`server`] for local
//! development and tests.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = verifa::Client::new("vk_sandbox_…")?;
//! let session = client.create_session().await?;
//! println!("{}", session.capture_url);
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

pub mod client;
pub mod key;
pub mod server;

pub use self::client::{Client, RateLimit};
pub use self::key::{ApiKey, Environment};
pub use verifa_types as types;
