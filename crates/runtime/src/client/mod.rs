//! The client runtime under generated client crates.
//!
//! A generated method creates a [`Call`] from a [`Core`] and an [`Operation`], sets its parameters
//! and body, and sends it. Failures are an [`Error`], which is independent of the HTTP library
//! behind the [`Transport`].

mod api_message;
mod attempt;
mod bearer_token;
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
#[cfg(feature = "oauth")]
mod oauth;
mod operation;
mod options;
mod outgoing;
mod pages;
mod prepare;
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
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod token;
mod token_cache;
mod transport;
mod transport_error;
mod url;

pub use self::bearer_token::BearerToken;
pub use self::body::Body;
pub use self::builder::{BuildError, Builder};
pub use self::call::Call;
pub use self::core::Core;
pub use self::credential::Credential;
pub use self::decode::DecodeError;
pub use self::error::{ApiError, Error, NoErrorResponse, RequestError, SendError};
#[cfg(feature = "oauth")]
pub use self::oauth::OAuth;
pub use self::operation::Operation;
pub use self::options::CallOptions;
pub use self::pages::{CursorTarget, Items, NextPage, Pages, Paging};
pub use self::raw_response::RawResponse;
pub use self::response::Response;
pub use self::retry::RetryPolicy;
pub use self::sending::Sending;
pub use self::stream_body::StreamBody;
pub use self::stream_head::Streaming;
pub use self::token::{AccessToken, FetchingToken, TokenError, TokenProvider};
pub use self::token_cache::TokenCache;
pub use self::transport::Transport;
pub use self::transport_error::{TransportError, TransportErrorKind};
pub use crate::stream::BoxError;

/// The items that the root of a generated crate exports, unless the crate declares an item with the
/// same name.
pub mod exports {
    #[cfg(feature = "oauth")]
    pub use super::OAuth;
    #[cfg(feature = "testing")]
    pub use super::testing;
    pub use super::{
        AccessToken, ApiError, BearerToken, BuildError, CallOptions, DecodeError, Error, Items,
        NoErrorResponse, Pages, RawResponse, RequestError, Response, RetryPolicy, Sending,
        TokenCache, TokenError, TokenProvider, Transport, TransportError, TransportErrorKind,
    };
    pub use crate::stream::{
        ByteStream, Event, EventStream, ItemStream, StreamError, StreamErrorKind,
    };
}
