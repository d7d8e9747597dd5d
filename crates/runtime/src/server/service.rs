use axum::response::Response;

use super::{Exchange, Operation, Rejection};

/// The behavior that all operations of a service share: the type of its principals, the rendering
/// of rejections, limits and hooks.
pub trait Service: Send + Sync + 'static {
    /// The identity of an authenticated caller, as the verifier returns it. Cheap to clone.
    type Principal: Clone + Send + Sync + 'static;

    /// Renders a rejection: an unknown path or method, missing credentials, an invalid request, an
    /// operation that is not implemented, or a panic. Defaults to Problem Details (RFC 9457).
    fn render(&self, rejection: &Rejection, exchange: &Exchange<Self::Principal>) -> Response {
        let _ = exchange;
        rejection.to_problem()
    }

    /// Returns the limits of request bodies of an operation. Defaults to 1 MiB and 1000 parts.
    fn limits(&self, operation: &'static Operation) -> Limits {
        let _ = operation;
        Limits::default()
    }

    /// Called when an operation panicked, before the panic is rendered as an internal error. Does
    /// nothing by default.
    fn on_panic(&self, exchange: &Exchange<Self::Principal>) {
        let _ = exchange;
    }

    /// Called with every response of the router before it is sent, for example to add headers. Does
    /// nothing by default.
    fn on_response(&self, exchange: &Exchange<Self::Principal>, response: &mut Response) {
        let _ = (exchange, response);
    }
}

/// The maximum size of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of bytes in the body.
    pub bytes: usize,
    /// The number of parts in a multipart body.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1 << 20,
            parts: 1000,
        }
    }
}
