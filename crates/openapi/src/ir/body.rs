//! Request bodies, and the content of requests and responses by media type.

use super::{Docs, Header, TypeRef};
use crate::pointer::Span;
use crate::vocabulary::{EventData, Style};

/// A Request Body Object (OpenAPI 3.0.3, 4.7.13).
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Whether every request must have the body.
    pub required: bool,
    /// The key in `components.requestBodies`, if the body is a component.
    pub component: Option<String>,
    /// The documentation of the body.
    pub docs: Docs,
    /// The contents that can be sent, in document order; at least one.
    pub contents: Vec<Content>,
    /// The location of the body in the document.
    pub span: Span,
}

/// A Media Type Object (OpenAPI 3.0.3, 4.7.14) with its key.
#[derive(Clone, Debug)]
pub struct Content {
    /// The media type or range as written: `application/json`.
    pub media_type: String,
    /// The serialization of the content.
    pub kind: ContentKind,
    /// The schema of the content, if it has one that applies to `kind`. Equal schemas of one list of
    /// contents are one schema.
    pub ty: Option<TypeRef>,
    /// Whether values of the content have a structure that `kind` does not represent: that of a
    /// schema that does not apply to `kind`, or that of a stream in a request.
    pub is_opaque: bool,
    /// The encodings of the properties of a form or a multipart body, in document order. Empty for
    /// other kinds.
    pub encodings: Vec<Encoding>,
    /// The location of the Media Type Object in the document.
    pub span: Span,
}

/// An Encoding Object (OpenAPI 3.0.3, 4.7.15): how a property of a form or a multipart body is
/// serialized.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The name of the property.
    pub name: String,
    /// The media types or ranges of the part as written, separated by commas.
    pub content_type: Option<String>,
    /// The style and the value of `explode`, if the document specifies either.
    pub style: Option<(Style, bool)>,
    /// The headers of the part, without `Content-Type`.
    pub headers: Vec<Header>,
    /// The location of the Encoding Object in the document.
    pub span: Span,
}

/// A serialization of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// JSON: `application/json` and every `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and other multipart types.
    Multipart,
    /// Text: `text/plain` and other `text/*`, if the schema is a scalar or missing.
    Text,
    /// Bytes that are passed through unchanged.
    Binary,
    /// Server-sent events. The schema describes the data of an event, unless it describes the whole
    /// event. Only responses have this kind and the following ones.
    Events(EventData),
    /// JSON values, one in each line. The schema describes a value.
    Lines,
    /// A JSON text sequence ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)). The schema
    /// describes a value.
    Records,
}

impl ContentKind {
    /// Returns whether the content is a stream of items.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Events(_) | Self::Lines | Self::Records)
    }
}

impl Content {
    /// Returns the headers of all parts.
    pub fn part_headers(&self) -> impl Iterator<Item = &Header> {
        let encodings = self.encodings.iter();
        encodings.flat_map(|encoding| &encoding.headers)
    }
}
