//! What stands under generated server traits: routing, security, reading and checking requests, writing responses.
//!
//! A request goes this way, and what fails on the way is a [`Rejection`] that [`Service::render`] makes into a response: path (404),
//! method (405), credentials (401, 403), parameters (400), media type (415), size (413), syntax (400), schema (422), operation.
//! [`Service::on_response`] sees every response.

mod body;
mod failure;
mod input;
mod multipart;
mod operation;
mod rejection;
mod reply;
mod route;
mod security;
mod segment;
mod service;

pub use self::failure::Failure;
pub use self::input::Input;
pub use self::operation::{Operation, Requirement, Scheme};
pub use self::rejection::{Rejection, RejectionKind, RequestPart, Violation};
pub use self::reply::Reply;
pub use self::route::Server;
pub use self::security::{AuthAttempt, Credential, NoVerifier, Verifier};
pub use self::service::{Context, Exchange, Limits, Service};

use http::StatusCode;

/// A status by its number, for generated code; a number that is none becomes 500.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
