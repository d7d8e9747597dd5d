//! One request and what is known of it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use http::request::Parts;

use super::Operation;
use super::template::Captures;

/// What a handler is told of the request, beside its typed parts. Cheap to clone.
///
/// `P` is the principal: `()` where the operation needs no credentials, an `Option` where it does without.
#[derive(Clone)]
pub struct Context<P> {
    principal: P,
    parts: Arc<Parts>,
    operation: &'static Operation,
}

/// A request that is being answered, from its arrival to its response. Cheap to clone; clones learn of the principal together.
pub struct Exchange<P> {
    parts: Arc<Parts>,
    operation: Option<&'static Operation>,
    principal: Arc<OnceLock<P>>,
}

/// A request that was routed to an operation.
#[derive(Debug)]
pub struct Incoming<P> {
    pub(super) exchange: Exchange<P>,
    pub(super) operation: &'static Operation,
    pub(super) captures: Captures,
    pub(super) body: Body,
}

impl<P> Context<P> {
    pub(super) fn new(principal: P, parts: Arc<Parts>, operation: &'static Operation) -> Self {
        Self { principal, parts, operation }
    }

    /// Who sent the request, as the verifier said.
    pub fn principal(&self) -> &P {
        &self.principal
    }

    /// Who sent the request, taken out.
    pub fn into_principal(self) -> P {
        self.principal
    }

    /// The request without its body, with the extensions that layers left.
    pub fn parts(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl<P> Exchange<P> {
    pub(super) fn new(parts: Parts, operation: Option<&'static Operation>) -> Self {
        Self { parts: Arc::new(parts), operation, principal: Arc::default() }
    }

    /// The request without its body, with the extensions that layers left.
    pub fn parts(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// The operation; none where no operation has the path and the method of the request.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// Who sent the request, once that is known.
    pub fn principal(&self) -> Option<&P> {
        self.principal.get()
    }

    pub(super) fn authenticated(&self, principal: P) {
        // A request is authenticated once, so that there is nothing to lose here.
        let _ = self.principal.set(principal);
    }
}

impl<P> Incoming<P> {
    /// What outlives the handler.
    pub fn exchange(&self) -> &Exchange<P> {
        &self.exchange
    }
}

impl<P> Clone for Exchange<P> {
    fn clone(&self) -> Self {
        Self { parts: Arc::clone(&self.parts), operation: self.operation, principal: Arc::clone(&self.principal) }
    }
}

/// Without the query, the header fields and the principal: there are secrets among them.
impl<P> fmt::Debug for Context<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}

/// Without the query, the header fields and the principal: there are secrets among them.
impl<P> fmt::Debug for Exchange<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation", &self.operation.map(|operation| operation.id))
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}
