//! How an operation ends without a response that the document describes.

use std::fmt;

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::{Rejection, RejectionKind, Reply};

/// Why an operation, or a verifier, has no response of its own to give.
#[derive(Debug)]
pub struct Failure(pub(super) Cause);

#[derive(Debug)]
pub(super) enum Cause {
    Rejection(Box<Rejection>),
    Reply(Box<Reply>),
    Response(Box<Response>),
}

impl Failure {
    /// The service does not implement the operation.
    pub fn not_implemented() -> Self {
        Rejection::new(
            RejectionKind::NotImplemented,
            "The operation is not implemented.",
        )
        .into()
    }

    /// The service failed. The error is logged, and the caller is told nothing of it.
    pub fn internal(error: impl fmt::Display) -> Self {
        tracing::error!(%error, "an operation failed");
        Rejection::new(RejectionKind::Internal, "The server failed.").into()
    }

    /// A response of any kind: the way out of what the document describes.
    pub fn response(response: Response) -> Self {
        Self(Cause::Response(Box::new(response)))
    }

    /// A status and a JSON body of any kind.
    pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Self {
        Self::reply(Reply::new(status).json(body))
    }

    /// A response of the document, of this operation or another.
    pub fn reply(reply: impl Into<Reply>) -> Self {
        Self(Cause::Reply(Box::new(reply.into())))
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self(Cause::Rejection(Box::new(rejection)))
    }
}
