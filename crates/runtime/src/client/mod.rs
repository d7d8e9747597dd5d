//! The client runtime under generated client crates.
//!
//! A generated method creates a [`Call`] from a [`Core`] and an [`Operation`], sets its parameters
//! and body, and sends it. Failures are an [`Error`], which is independent of the HTTP library
//! behind the [`Transport`].

mod attempt;
mod body;
mod builder;
mod call;
mod call_body;
mod core;
mod credential;
mod decode;
mod defaults;
mod error;
mod incoming;
mod macros;
mod operation;
mod options;
mod outgoing;
mod raw_response;
mod reconnect;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response;
mod retry;
mod sending;
mod stream_body;
mod stream_call;
mod stream_head;
mod text;
mod transport;
mod transport_error;
mod url;

pub use self::body::Body;
pub use self::builder::{BuildError, Builder};
pub use self::call::Call;
pub use self::core::Core;
pub use self::credential::Credential;
pub use self::decode::DecodeError;
pub use self::error::{ApiError, Error, NoErrorResponse, RequestError, SendError};
pub use self::operation::Operation;
pub use self::options::CallOptions;
pub use self::raw_response::RawResponse;
pub use self::response::Response;
pub use self::retry::RetryPolicy;
pub use self::sending::Sending;
pub use self::stream_body::StreamBody;
pub use self::stream_head::Streaming;
pub use self::transport::Transport;
pub use self::transport_error::{TransportError, TransportErrorKind};
pub use crate::stream::BoxError;

/// The items that the root of a generated crate exports, unless the crate declares an item with the
/// same name.
pub mod exports {
    pub use super::{
        ApiError, BuildError, CallOptions, DecodeError, Error, NoErrorResponse, RawResponse,
        RequestError, Response, RetryPolicy, Sending, Transport, TransportError,
        TransportErrorKind,
    };
    pub use crate::stream::{
        ByteStream, Event, EventStream, ItemStream, StreamError, StreamErrorKind,
    };
}
