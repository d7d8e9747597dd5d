//! Responses.

use super::{Content, Docs, Header};
use crate::pointer::Span;
use crate::vocabulary::Status;

/// A Response Object (OpenAPI 3.0.3, 4.7.17) with its key.
#[derive(Clone, Debug)]
pub struct Response {
    /// The statuses that the response is declared for.
    pub status: Status,
    /// The key in `components.responses`, if the response is a component.
    pub component: Option<String>,
    /// The documentation of the response.
    pub docs: Docs,
    /// The headers, without `Content-Type`.
    pub headers: Vec<Header>,
    /// The possible contents, in document order. A response without contents has no body.
    pub contents: Vec<Content>,
    /// The location of the response in the document.
    pub span: Span,
}
