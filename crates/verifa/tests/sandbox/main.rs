//! The sandbox's behavior: asked with plain requests, and with the typed client; each over HTTP and without.

#[macro_use]
mod support;

mod plain;
mod refused;
mod typed;
