//! Request bodies and responses.

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
    pub contents: Vec<MediaType>,
    /// Where it stands.
    pub span: Span,
}

/// A Media Type Object (OpenAPI 3.0.3, 4.7.14).
#[derive(Clone, Debug)]
pub struct MediaType {
    /// The media type or range as written: `application/json`.
    pub name: String,
    /// How its content is read and written.
    pub kind: MediaKind,
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
pub enum MediaKind {
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
    pub contents: Vec<MediaType>,
    /// Where it stands.
    pub span: Span,
}

/// The statuses that a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status, 100 to 599.
    Code(u16),
    /// A hundred: 2 for `2XX`.
    Range(u8),
    /// All that no other response is for.
    Default,
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
