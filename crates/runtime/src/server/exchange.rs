use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use http::{Method, Request};

use super::Operation;
use super::accept::Accept;
use super::matched::Matched;
use crate::parameter::Path;

/// A request in progress, as the hooks of a [`Service`](super::Service) see it.
#[derive(Clone)]
pub struct Exchange<P> {
    /// The principal that makes the request. `None` before authentication and for anonymous
    /// requests.
    pub principal: Option<P>,
    /// The head of the request, including extensions.
    pub parts: Arc<Parts>,
    /// The operation. `None` if the path or the method is unknown.
    pub operation: Option<&'static Operation>,
}

/// Request metadata passed to an operation with its typed input.
///
/// `P` is the type of the principal, an `Option` if the operation also accepts anonymous requests,
/// or `()` if the operation ignores credentials.
#[derive(Clone)]
pub struct Context<P> {
    /// The principal that makes the request.
    pub principal: P,
    /// The head of the request, including extensions.
    pub parts: Arc<Parts>,
    /// The operation.
    pub operation: &'static Operation,
    /// The principal of the exchange, type-erased because its type can differ from `P`.
    exchange_principal: Option<Arc<dyn Any + Send + Sync>>,
}

impl<P> Exchange<P> {
    pub(super) fn new(parts: &Arc<Parts>, operation: Option<&'static Operation>) -> Self {
        Self {
            principal: None,
            parts: Arc::clone(parts),
            operation,
        }
    }
}

impl<P> Context<P> {
    pub(super) fn new<Q: Clone + Send + Sync + 'static>(
        principal: P,
        exchange: &Exchange<Q>,
        operation: &'static Operation,
    ) -> Self {
        let exchange_principal = exchange
            .principal
            .clone()
            .map(|principal| Arc::new(principal) as Arc<dyn Any + Send + Sync>);
        if let (Some(principal), Some(matched)) = (
            &exchange_principal,
            exchange.parts.extensions.get::<Matched>(),
        ) {
            // A request is authenticated once, so the cell is empty.
            let _ = matched.principal.set(Arc::clone(principal));
        }
        Self {
            principal,
            parts: Arc::clone(&exchange.parts),
            operation,
            exchange_principal,
        }
    }

    /// Creates the context of a `GET` request without headers, for tests that call an implementation
    /// directly.
    pub fn for_test(principal: P) -> Self {
        static TEST: Operation = Operation {
            id: "test",
            method: Method::GET,
            path: Path::new("/"),
            security: &[],
            required_scopes: &[],
        };
        let (parts, ()) = Request::new(()).into_parts();
        Self {
            principal,
            parts: Arc::new(parts),
            operation: &TEST,
            exchange_principal: None,
        }
    }

    /// The principal that makes the request.
    pub fn principal(&self) -> &P {
        &self.principal
    }

    /// Returns the ID of the last event that the client received before a stream of server-sent events
    /// broke (`Last-Event-ID`; HTML, 9.2.4). The stream should continue after it.
    pub fn last_event_id(&self) -> Option<&str> {
        let id = self.parts.headers.get("last-event-id")?;
        std::str::from_utf8(id.as_bytes()).ok()
    }

    /// Returns whether the client accepts a media type, such as `text/csv`, according to the header
    /// `Accept`. A request without the header accepts everything.
    pub fn accepts(&self, media_type: &str) -> bool {
        Accept::of(&self.parts.headers).includes(media_type)
    }

    /// Returns the media type that the client prefers among those that the service can send, by the
    /// weights in the header `Accept`. The first one wins among equals. Returns `None` if the client
    /// accepts none; the service may then respond with any media type, or with 406.
    pub fn preferred_media_type<'m>(&self, offered: &[&'m str]) -> Option<&'m str> {
        let position = Accept::of(&self.parts.headers).preferred(offered)?;
        offered.get(position).copied()
    }

    /// Returns the exchange of the request, to render its response. `Q` is the principal type of
    /// the service.
    pub fn exchange<Q: Clone + Send + Sync + 'static>(&self) -> Exchange<Q> {
        let principal = self
            .exchange_principal
            .as_ref()
            .and_then(|principal| principal.downcast_ref::<Q>())
            .cloned();
        Exchange {
            principal,
            parts: Arc::clone(&self.parts),
            operation: Some(self.operation),
        }
    }
}

/// Shows only the operation, because the head and the principal may contain secrets.
impl<P> fmt::Debug for Exchange<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation", &self.operation.map(|operation| operation.id))
            .finish_non_exhaustive()
    }
}

/// Shows only the operation, because the head and the principal may contain secrets.
impl<P> fmt::Debug for Context<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
