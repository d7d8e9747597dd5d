//! Headers of responses and of parts.

use super::{Docs, Serialization, TypeRef};
use crate::pointer::Span;

/// A Header Object (OpenAPI 3.0.3, 4.7.21). Its style is always `simple`.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name as written.
    pub name: String,
    /// Whether every response or part has the header.
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
