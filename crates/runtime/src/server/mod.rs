//! Under generated server traits: routing, security, the checks of requests, and responses.
//!
//! A request goes this way, and what fails on the way is a [`Rejection`] that [`Service::render`] makes into a response:
//! route (404, 405), authentication (401, 403), parameters (400), media type (415), size (413), parse (400), validation
//! (422), handler. [`Service::finish`] sees every response.

mod body;
mod challenge;
mod credential;
mod dispatch;
mod exchange;
mod failure;
mod input;
mod media;
mod operation;
mod problem;
mod rejection;
mod reply;
mod routing;
mod security;
mod service;
mod template;

pub use self::credential::Credential;
pub use self::dispatch::Server;
pub use self::exchange::{Context, Exchange, Incoming};
pub use self::failure::Failure;
pub use self::input::{Input, Violated};
pub use self::operation::{Operation, Requirement, Scheme};
pub use self::problem::problem;
pub use self::rejection::{Place, Rejection, RejectionKind, Violation};
pub use self::reply::Reply;
pub use self::security::{Attempt, NoVerifier, Verifier};
pub use self::service::{DEFAULT_BODY_LIMIT, Service};
