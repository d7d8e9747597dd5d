//! Parameters: the values of a request outside its body.

use serde_json::Value;

use super::{Docs, TypeRef};
use crate::pointer::Span;

/// A Parameter Object (OpenAPI 3.0.3, 4.7.12).
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Where it stands in the request.
    pub location: ParameterLocation,
    /// Whether a request must have it; always so in a path.
    pub required: bool,
    /// Texts.
    pub docs: Docs,
    /// The values.
    pub ty: TypeRef,
    /// The value that stands for an absent one.
    pub default: Option<Value>,
    /// How a value is written as text.
    pub format: Serialization,
    /// Where it stands in the document.
    pub span: Span,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` header field.
    Cookie,
}

/// How the value of a parameter becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serialization {
    /// By a style (OpenAPI 3.0.3, 4.7.12.3).
    Style {
        /// The style.
        style: Style,
        /// Whether each element or member is written on its own.
        explode: bool,
        /// Whether reserved characters of a query are left as they are.
        allow_reserved: bool,
    },
    /// As JSON text (`content` with a JSON media type).
    Json,
}

impl Style {
    /// The style of a query or a form by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "form" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            _ => return None,
        })
    }
}

/// A style of writing a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of OpenAPI 3.0.3, 4.7.12.3"
)]
pub enum Style {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}
