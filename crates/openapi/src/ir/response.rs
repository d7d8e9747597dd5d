//! Responses and their headers.

use super::{Content, Docs, Serialization, TypeRef};
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

/// A Header Object (OpenAPI 3.0.3, 4.7.21). Its style is always `simple`.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name as written.
    pub name: String,
    /// Whether every response has the header.
    pub required: bool,
    /// The documentation of the header.
    pub docs: Docs,
    /// The schema of the value.
    pub ty: TypeRef,
    /// The serialization of the value.
    pub serialization: Serialization,
    /// The location of the header in the document.
    pub span: Span,
}
