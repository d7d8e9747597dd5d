//! Parameters: the parts of a request outside its body.

use serde_json::Value;

use super::{Docs, SchemeKind, TypeRef};
use crate::pointer::Span;
use crate::vocabulary::{ParameterLocation, Style};

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
    /// The serialization of the value.
    pub serialization: Serialization,
    /// The location of the Parameter Object in the document.
    pub span: Span,
}

impl Parameter {
    /// Returns whether the parameter is the API key of a security scheme.
    pub(crate) fn is_key(&self, scheme: &SchemeKind) -> bool {
        match scheme {
            SchemeKind::ApiKey { location, name } if *location == self.location => {
                if self.location == ParameterLocation::Header {
                    self.name.eq_ignore_ascii_case(name)
                } else {
                    self.name == *name
                }
            }
            _ => false,
        }
    }
}

/// A serialization of a parameter value.
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
