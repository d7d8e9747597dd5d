use std::fmt;

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::{Rejection, RejectionKind, Reply};
use crate::json::BySerde;

/// A failure of an operation or a verifier that is not one of the documented responses of the
/// operation.
#[derive(Debug)]
pub struct Failure(pub(super) Cause);

#[derive(Debug)]
pub(super) enum Cause {
    Rejection(Box<Rejection>),
    Reply(Box<Reply>),
    Response(Box<Response>),
}

impl Failure {
    /// Creates the failure of an operation that is not implemented.
    pub fn not_implemented() -> Self {
        Rejection::new(
            RejectionKind::NotImplemented,
            "The operation is not implemented.",
        )
        .into()
    }

    /// Creates an internal error. `error` is logged and not sent to the caller.
    pub fn internal(error: impl fmt::Display) -> Self {
        tracing::error!(%error, "an operation failed");
        Rejection::internal().into()
    }

    /// Creates a failure from any response, including undocumented ones.
    pub fn response(response: Response) -> Self {
        Self(Cause::Response(Box::new(response)))
    }

    /// Creates a failure from a status and a JSON body, including undocumented ones.
    pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Self {
        Self::reply(Reply::new(status).json(&BySerde::new(body)))
    }

    /// Creates a failure from a documented response of this operation or another one.
    pub fn reply(reply: impl Into<Reply>) -> Self {
        Self(Cause::Reply(Box::new(reply.into())))
    }
}

/// Converts an error of another library into a [`Failure`].
pub trait ResultExt<T> {
    /// Makes an error an internal one, which is logged and not sent to the caller:
    /// `database.pets().await.internal()?`.
    ///
    /// # Errors
    /// As the result.
    fn internal(self) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> ResultExt<T> for Result<T, E> {
    fn internal(self) -> Result<T, Failure> {
        self.map_err(Failure::internal)
    }
}

/// A response of an operation, so that an implementation can write
/// `pet.ok_or(GetPetResponse::NotFound)?`.
impl<R> From<R> for Failure
where
    Reply: From<R>,
{
    fn from(response: R) -> Self {
        Self::reply(response)
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self(Cause::Rejection(Box::new(rejection)))
    }
}
