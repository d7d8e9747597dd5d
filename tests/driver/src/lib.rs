//! Runs the operations of a generated client against the generated server in one process, and
//! records what each end sends and receives.
//!
//! `cargo xtask` generates a driver for a document: a crate that implements [`Document`] and the
//! traits of the server with the functions of this crate. A driver reads the values of a request
//! and of its response as JSON, and records all values as JSON again. It compares nothing.

mod codec;
mod connection;
mod credential;
mod program;
mod sequence;
mod stop;
mod trip;

pub use self::codec::{Codec, bytes, content, in_variant, json, parts, variant};
pub use self::connection::{Connect, Connection, in_process};
pub use self::credential::{AnyCredential, KEY, PASSWORD, TOKEN, USER};
pub use self::program::{answer, main};
pub use self::sequence::{Sequence, items, stream};
pub use self::stop::{Stop, failure};
pub use self::trip::{Side, Trip};

use std::future::Future;
use std::pin::Pin;

/// A request of the client that is being sent. The result is an error if a value cannot be made or
/// the call fails in an undocumented way.
pub type Exchange = Pin<Box<dyn Future<Output = Result<(), Stop>> + Send>>;

/// The client of a document, connected to its server.
pub trait Document {
    /// The record that client and server share.
    fn trip(&self) -> &Trip;

    /// Prepares the request of an operation, or returns `None` if the driver does not have the
    /// operation.
    fn send(&self, operation: &str) -> Option<Exchange>;
}
