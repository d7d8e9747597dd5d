use std::any::Any;
use std::sync::{Arc, OnceLock};

use crate::parameter::Captures;

/// The operation and the path values that the router found for a request. Stored in the extensions
/// of the request.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    /// The path parameters.
    captures: Captures,
    /// The query without the pairs of the query of the path, if the path has a query.
    query: Option<String>,
    /// The principal, type-erased. Set when the request is authenticated.
    pub(super) principal: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Matched {
    pub(super) fn new(captures: Captures, query: Option<String>) -> Self {
        Self {
            captures,
            query,
            principal: OnceLock::new(),
        }
    }

    /// Returns the query without the pairs of the query of the path, if the path has a query.
    pub(super) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns the percent-encoded value of a path parameter.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut captures = self.captures.iter();
        let capture = captures.find(|(known, _)| *known == name);
        capture.map(|(_, text)| text.as_str())
    }

    pub(super) fn principal<P: Clone + 'static>(&self) -> Option<P> {
        self.principal.get()?.downcast_ref::<P>().cloned()
    }
}
