//! The hand-written runtime under the crates that Specwright generates from an OpenAPI document.
//!
//! Generated code is thin: it says what the document says and calls this crate for everything that happens.
//!
//! | module or feature | what it holds |
//! |---|---|
//! | (always) | the types that formats become, enumerations, unions, objects, lists, header fields, parameters, [`body`]: files and parts |
//! | `client` | [`client`]: calls over any `tower` service, with retries, deadlines and typed failures |
//! | `reqwest` | the default transport of the client |
//! | `server` | [`server`]: routing, security, checks and responses on axum; [`schema`]: what requests are checked against |
//!
//! Work is done by functions without type parameters; the generic shells around them are small, since generated crates
//! instantiate them hundreds of times.

#![forbid(unsafe_code)]

pub mod body;
pub mod headers;
pub mod json;

pub mod object;
pub mod parameter;
pub mod tuple;
pub mod union;

mod best_match;
mod buffer;
mod closed_enums;
mod deep;
mod enums;
mod optional_nullable;
mod text;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod schema;
#[cfg(feature = "server")]
pub mod server;

pub use self::closed_enums::UnknownValue;
pub use self::optional_nullable::OptionalNullable;
pub use self::text::{Base64, Date, DateTime, InvalidFormat, Secret};
#[cfg(feature = "server")]
pub use axum;
pub use {bytes, http, jiff, serde, serde_json};
