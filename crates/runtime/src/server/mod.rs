//! The server runtime under generated server crates: routing, authentication, validation and
//! responses.
//!
//! Each request passes these checks in order. A failed check is a [`Rejection`], which
//! [`Service::render`] turns into a response:
//!
//! 1. path (404) and method (405)
//! 2. credentials (401, 403)
//! 3. parameters (400)
//! 4. media type (415), size (413), presence and syntax (400), and schema (422) of the body
//!
//! Then the operation runs. [`Service::on_response`] is called with every response.

mod accept;
mod authentication;
mod body;
mod body_rejection;
mod exchange;
mod failure;
mod input;
mod matched;
mod multipart;
mod operation;
mod received_body;
mod rejection;
mod reply;
mod route;
mod security;
mod service;
mod streaming_body;

pub use self::exchange::{Context, Exchange};
pub use self::failure::{Failure, ResultExt};
pub use self::input::Input;
pub use self::operation::{Operation, Requirement, Scheme};
pub use self::rejection::{Rejection, RejectionKind, RequestPart, Violation};
pub use self::reply::Reply;
pub use self::route::Server;
pub use self::security::{AuthAttempt, Credential, NoVerifier, Verifier};
pub use self::service::{Limits, Service};

use http::StatusCode;

/// The items that the root of a generated crate exports, unless the crate declares an item with the
/// same name.
pub mod exports {
    pub use crate::stream::{
        ByteStream, Event, EventStream, ItemStream, StreamError, StreamErrorKind,
    };

    pub use super::{
        AuthAttempt, Context, Credential, Exchange, Failure, Limits, NoVerifier, Rejection,
        RejectionKind, Reply, RequestPart, ResultExt, Service, Verifier, Violation,
    };
}

/// Returns the status with this number, for generated code. An invalid number becomes 500.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
