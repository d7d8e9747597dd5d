//! Responses that are streams.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

mod bodies;
mod received;
#[cfg(feature = "server")]
mod sent;
