//! What all operations of a service share.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use axum::response::Response;
use http::request::Parts;

use super::route::Matched;
use super::{Operation, Rejection};

/// What all operations of a service share: who calls, and how failures look that the generated code finds itself.
pub trait Service: Send + Sync + 'static {
    /// Who makes a request, as the verifier found; cheap to clone.
    type Principal: Clone + Send + Sync + 'static;

    /// Writes a failure that no operation answered: no such path or method, credentials that are missing, a request that breaks the
    /// document, an operation that is not implemented, a panic. By default Problem Details (RFC 9457).
    fn render(&self, rejection: &Rejection, exchange: &Exchange<Self::Principal>) -> Response {
        let _ = exchange;
        rejection.to_problem()
    }

    /// How much of a request to an operation is read: by default 1 MiB and 1000 parts.
    fn limits(&self, operation: &'static Operation) -> Limits {
        let _ = operation;
        Limits::default()
    }

    /// Sees that an operation panicked, before that is answered as a failure of the service. By default nothing happens.
    fn on_panic(&self, exchange: &Exchange<Self::Principal>) {
        let _ = exchange;
    }

    /// Sees every response of the router before it is sent, and may add header fields. By default nothing happens.
    fn on_response(&self, exchange: &Exchange<Self::Principal>, response: &mut Response) {
        let _ = (exchange, response);
    }
}

/// How much of a request body is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The octets of the body.
    pub bytes: usize,
    /// The parts of a multipart body.
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

/// A request on its way through the service.
#[derive(Clone)]
pub struct Exchange<P> {
    /// Who makes the request; none before it is known, and for anonymous requests.
    pub principal: Option<P>,
    /// The head of the request, extensions included.
    pub parts: Arc<Parts>,
    /// What is called; none where the path or the method is not known.
    pub operation: Option<&'static Operation>,
}

/// What an operation is told beside its request: `P` is the principal, an `Option` of it where anonymous requests are let in, or `()`
/// where no credentials are looked at.
#[derive(Clone)]
pub struct Context<P> {
    /// Who makes the request.
    pub principal: P,
    /// The head of the request, extensions included.
    pub parts: Arc<Parts>,
    /// What is called.
    pub operation: &'static Operation,
    /// The principal once more, its type forgotten: an exchange knows it by the type of the service, a context by that of the operation.
    known: Option<Arc<dyn Any + Send + Sync>>,
}

impl<P> Context<P> {
    pub(super) fn new<Q: Clone + Send + Sync + 'static>(
        principal: P,
        exchange: &Exchange<Q>,
        operation: &'static Operation,
    ) -> Self {
        let known = exchange
            .principal
            .clone()
            .map(|principal| Arc::new(principal) as Arc<dyn Any + Send + Sync>);
        if let (Some(known), Some(matched)) = (&known, exchange.parts.extensions.get::<Matched>()) {
            // Set once: a request is let in once.
            let _ = matched.principal.set(Arc::clone(known));
        }
        Self {
            principal,
            parts: Arc::clone(&exchange.parts),
            operation,
            known,
        }
    }

    /// Who makes the request.
    pub fn principal(&self) -> &P {
        &self.principal
    }

    /// The exchange that this is a part of, for who renders its response; `Q` is the principal of the service.
    pub fn exchange<Q: Clone + Send + Sync + 'static>(&self) -> Exchange<Q> {
        let principal = self
            .known
            .as_ref()
            .and_then(|known| known.downcast_ref::<Q>())
            .cloned();
        Exchange {
            principal,
            parts: Arc::clone(&self.parts),
            operation: Some(self.operation),
        }
    }
}

/// Without the head and the principal: there are secrets among them.
impl<P> fmt::Debug for Exchange<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}

/// Without the head and the principal: there are secrets among them.
impl<P> fmt::Debug for Context<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
