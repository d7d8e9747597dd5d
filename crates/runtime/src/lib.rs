//! The runtime of the crates that Specwright generates from an OpenAPI document.
//!
//! Generated code declares the types, operations and schemas of an API, and calls this crate for
//! all behavior.
//!
//! | feature | contents |
//! |---|---|
//! | none | types for formats, enumerations, unions, objects and tuples; [`parameter`]s, [`headers`] and [`body`] types |
//! | `client` | [`client`]: calls over any `tower` service, with retries, time limits and typed errors; [`stream`]: bodies that are streams |
//! | `reqwest` | the default transport of the client |
//! | `server` | [`server`]: routing, authentication and responses on axum; [`schema`]: request validation; [`stream`]: bodies that are streams |
//! | `signatures` | [`signature`]: signatures of requests, such as webhooks |
//!
//! Generated crates instantiate generic functions hundreds of times. Therefore generic functions
//! are small here, and call functions without type parameters.
//!
//! Each module uses only the modules before it in this list: `json`; `optional_nullable`; `union`,
//! `object`, `tuple` and `enumeration`; `format`; `schema`; `parameter`; `headers`; `media_type`;
//! `body`; `stream`; `client` and `server`, which do not use each other; `signature`.

#![forbid(unsafe_code)]

pub mod body;
pub mod headers;
pub mod json;
pub mod object;
pub mod parameter;
pub mod tuple;
pub mod union;

mod enumeration;
mod format;
mod media_type;
mod optional_nullable;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod schema;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "signatures")]
pub mod signature;
#[cfg(any(feature = "client", feature = "server"))]
pub mod stream;

pub use self::enumeration::UnknownValue;
pub use self::format::{Base64, Base64Url, Date, DateTime, InvalidFormat, Secret};
pub use self::object::Constant;
pub use self::optional_nullable::OptionalNullable;
#[cfg(feature = "server")]
pub use axum;
#[cfg(any(feature = "client", feature = "server"))]
pub use futures_core;
pub use {bytes, http, jiff, serde, serde_json};
