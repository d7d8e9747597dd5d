//! The behavior of the sandbox, tested with plain requests and with the typed client, over HTTP and
//! by calling the router.

#[macro_use]
mod support;

mod authorization;
mod client;
mod drain;
mod idempotency;
mod published_examples;
mod rate_limit;
mod session;
mod validation;
