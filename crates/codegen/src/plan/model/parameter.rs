//! Parameters of operations.

use specwright_openapi::ir::TypeRef;
use specwright_openapi::vocabulary::{ParameterLocation, Style};

use super::docs::Docs;
use super::ty::RustType;
use crate::names::FieldName;

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParameterPlan {
    /// The name of the argument, the setter and the field of the request.
    pub name: FieldName,
    /// The parameter in HTTP.
    pub wire: WireParameter,
    /// Whether every request must contain the parameter.
    pub required: bool,
    /// The type, without the `Option` of an optional parameter.
    pub ty: RustType,
    /// Whether the client accepts `impl Into` of the type.
    pub into: bool,
    /// The documentation of the argument, the setter and the field.
    pub docs: Docs,
    /// The value to assume if the parameter is absent, as JSON.
    pub default: Option<String>,
    /// Whether an empty array or object looks like an absent parameter, for which the server assumes
    /// the default (RFC 6570, 2.3).
    pub can_look_absent: bool,
    /// The schema that the server validates the parameter against.
    pub schema: TypeRef,
}

/// The name, the location and the serialization of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct WireParameter {
    /// The name in the document.
    pub name: String,
    /// The part of the request that contains the parameter.
    pub location: ParameterLocation,
    /// The serialization of the value.
    pub format: Format,
    /// The names of other parameters, which an exploded object does not have as properties.
    pub others: Vec<String>,
    /// Whether an exploded object has all pairs that belong to no other parameter.
    pub open: bool,
}

/// The differences from the default serialization at the location of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The style, if it is not the default.
    pub style: Option<Style>,
    /// Whether each element or property is a separate pair, if that is not the default.
    pub explode: Option<bool>,
    /// Whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
    /// Whether the value is serialized as JSON.
    pub json: bool,
}
