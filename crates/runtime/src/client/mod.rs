//! The client: what stands between a generated method and the wire.
//!
//! A generated method makes a [`Call`] from a [`Core`] and an [`Operation`], sets parameters and a body, and sends it. What goes wrong
//! on the way is an [`Error`]; the HTTP library behind the [`Transport`] shows in none of it.

mod attempt;
mod body;
mod builder;
mod call;
mod credential;
mod error;
mod macros;
mod operation;
mod options;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response;
mod retry;
mod transport;
mod url;

pub use self::body::Body;
pub use self::builder::{BuildError, Builder, Core};
pub use self::call::Call;
pub use self::credential::Credential;
pub use self::error::{
    ApiError, DecodeError, Error, RequestError, SendError, TransportError, TransportErrorKind,
};
pub use self::operation::Operation;
pub use self::options::CallOptions;
pub use self::response::{RawResponse, Response};
pub use self::retry::RetryPolicy;
pub use self::transport::{BoxError, Transport};
