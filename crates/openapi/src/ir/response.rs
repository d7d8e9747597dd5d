//! Responses.

use super::{Content, Docs, TypeRef};
use crate::pointer::Span;
pub use crate::status::Status;

/// A Response Object (OpenAPI 3.0.3, 4.7.17).
#[derive(Clone, Debug)]
pub struct Response {
    /// The statuses that it is for.
    pub status: Status,
    /// The key under `components/responses`, if it stands there.
    pub component: Option<String>,
    /// Texts.
    pub docs: Docs,
    /// The header fields, `Content-Type` not among them.
    pub headers: Vec<Header>,
    /// The media types that it can have, in the document's order; empty means no body.
    pub contents: Vec<Content>,
    /// Where it stands.
    pub span: Span,
}

/// A Header Object (OpenAPI 3.0.3, 4.7.21), always in the simple style.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name as written.
    pub name: String,
    /// Whether it is always there.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
    /// The values.
    pub ty: TypeRef,
    /// Where it stands.
    pub span: Span,
}
