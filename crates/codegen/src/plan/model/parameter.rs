//! Parameters of operations.

use super::docs::Docs;
use super::ty::RustType;
use crate::names::FieldName;
pub use specwright_openapi::ir::{ParameterLocation, Style};

use specwright_openapi::ir::TypeRef;

/// One parameter.
#[derive(Clone, Debug)]
pub struct ParameterPlan {
    /// The field of the request, the argument or the setter.
    pub name: FieldName,
    /// How it stands in a request.
    pub wire: WireParameter,
    /// Whether a request must have it.
    pub required: bool,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// Whether callers give anything that converts into the type.
    pub into: bool,
    /// Its documentation.
    pub docs: Docs,
    /// The value that stands for an absent one, as JSON text.
    pub default: Option<String>,
    /// The schema of its values.
    pub schema: TypeRef,
}

/// How a parameter stands in a request.
#[derive(Clone, Debug)]
pub struct WireParameter {
    /// The name.
    pub name: String,
    /// Where.
    pub location: ParameterLocation,
    /// How its value is written.
    pub format: Format,
}

/// How the value of a parameter is written: only what differs from what is usual in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The style.
    pub style: Option<Style>,
    /// Whether each element or member is written on its own.
    pub explode: Option<bool>,
    /// Whether reserved characters are left as they are.
    pub allow_reserved: bool,
    /// Whether the value is JSON text.
    pub json: bool,
}

/// Returns the value of the field `in` of a Parameter Object: `path`, `query`, `header` or `cookie`.
pub fn location_name(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}
