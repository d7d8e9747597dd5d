//! How a handler ends without a response that its operation describes.

use std::error::Error;

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::{Rejection, Reply};

/// How a handler or a verifier ends without a response that the operation describes.
///
/// A [`Rejection`] is rendered by the service; a response, be it a documented one of any operation, is sent as it is.
#[derive(Debug)]
pub struct Failure(pub(super) Cause);

#[derive(Debug)]
pub(super) enum Cause {
    Rejection(Rejection),
    Reply(Box<Reply>),
}

impl Failure {
    /// The service does not implement the operation: 501.
    pub fn not_implemented() -> Self {
        Rejection::not_implemented().into()
    }

    /// The server failed: 500. The error is logged and not shown to the caller.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Rejection::internal(error).into()
    }

    /// Any response at all.
    pub fn response(response: Response) -> Self {
        Self::from(Reply::from(response))
    }

    /// A JSON response of any status.
    pub fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Self {
        Self::from(Reply::new(status).json(body))
    }

    /// The rejection, if it is one and not a response.
    pub fn rejection(&self) -> Option<&Rejection> {
        match &self.0 {
            Cause::Rejection(rejection) => Some(rejection),
            Cause::Reply(_) => None,
        }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self(Cause::Rejection(rejection))
    }
}

/// Documented responses of other operations can be sent too.
impl<T: Into<Reply>> From<T> for Failure {
    fn from(reply: T) -> Self {
        Self(Cause::Reply(Box::new(reply.into())))
    }
}
