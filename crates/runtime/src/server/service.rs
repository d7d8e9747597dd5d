//! What all operations of a service share.

use axum::response::Response;

use super::{Exchange, Operation, Rejection, problem};

/// How many bytes a request body has at most, unless the service says otherwise: 1 MiB.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// What all operations of a service share: who may call, how errors look, and what every response carries.
pub trait Service: Send + Sync + 'static {
    /// Who sends requests, as the verifier tells; `()` where nobody cares.
    type Principal: Clone + Send + Sync + 'static;

    /// The response to a request that no handler answered. By default problem details (RFC 9457).
    ///
    /// `Allow`, `WWW-Authenticate` and the rejection's own header fields are added afterwards where they are missing.
    fn render(&self, rejection: &Rejection, exchange: &Exchange<Self::Principal>) -> Response {
        let _ = exchange;
        problem(rejection)
    }

    /// Sees every response just before it leaves, rendered rejections too. By default nothing happens.
    fn finish(&self, exchange: &Exchange<Self::Principal>, response: &mut Response) {
        let _ = (exchange, response);
    }

    /// How many bytes a request body of the operation has at most; [`DEFAULT_BODY_LIMIT`] unless said otherwise.
    fn body_limit(&self, operation: &Operation) -> usize {
        let _ = operation;
        DEFAULT_BODY_LIMIT
    }
}
