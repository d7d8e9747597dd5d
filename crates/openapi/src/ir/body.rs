//! Request bodies, and the content of bodies.

use super::{Docs, Style, TypeRef};
use crate::pointer::Span;

/// A Request Body Object (OpenAPI 3.0.3, 4.7.13).
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Whether a request must have one.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
    /// The media types that can be sent, in the document's order; at least one.
    pub contents: Vec<Content>,
    /// Where it stands.
    pub span: Span,
}

/// A Media Type Object (OpenAPI 3.0.3, 4.7.14).
#[derive(Clone, Debug)]
pub struct Content {
    /// The media type or range as written: `application/json`.
    pub media_type: String,
    /// How its content is read and written.
    pub kind: ContentKind,
    /// The content; none where the document says nothing of it.
    pub ty: Option<TypeRef>,
    /// How members of a form or a multipart body are written, in the document's order; always empty for other kinds.
    pub encodings: Vec<Encoding>,
    /// Where it stands.
    pub span: Span,
}

/// An Encoding Object (OpenAPI 3.0.3, 4.7.15): how one member of a form or a multipart body is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The member.
    pub name: String,
    /// The media types or ranges of its part, as written, separated by commas.
    pub content_type: Option<String>,
    /// The style and whether it is exploded, where the document says one of the two.
    pub style: Option<(Style, bool)>,
    /// Where it stands.
    pub span: Span,
}

/// How content of a media type is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// JSON: `application/json` and every `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and other multipart types.
    Multipart,
    /// Text: `text/plain` and other `text/*`, of a scalar schema or none.
    Text,
    /// Octets that are handed on as they are.
    Binary,
}
