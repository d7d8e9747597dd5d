//! Parameters: the parts of a request outside its body.

use serde_json::Value;

use super::{Docs, TypeRef};
use crate::pointer::Span;

/// A Parameter Object (OpenAPI 3.0.3, 4.7.12).
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name in the request.
    pub name: String,
    /// The part of the request that contains the parameter.
    pub location: ParameterLocation,
    /// Whether every request must have the parameter; always true in a path.
    pub required: bool,
    /// The documentation of the parameter.
    pub docs: Docs,
    /// The schema of the value.
    pub ty: TypeRef,
    /// The value to assume if the parameter is absent.
    pub default: Option<Value>,
    /// How the value is serialized.
    pub serialization: Serialization,
    /// The location of the Parameter Object in the document.
    pub span: Span,
}

/// The part of a request that contains a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

/// How the value of a parameter is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serialization {
    /// With a style (OpenAPI 3.0.3, 4.7.12.3).
    Style {
        /// The style.
        style: Style,
        /// Whether each element or property becomes a parameter of its own.
        explode: bool,
        /// Whether the reserved characters of a query are sent without percent-encoding.
        allow_reserved: bool,
    },
    /// As JSON (`content` with a JSON media type).
    Json,
}

/// A style of serialization for parameters and forms.
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

impl Style {
    /// Parses the name of a style that queries and forms can have.
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
