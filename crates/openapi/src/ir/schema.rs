//! Schemas: the shape of values.

use serde_json::Value;

use super::{Array, Bounds, Docs, Enumeration, Lengths, Object, RuleId, SchemaId, Tuple, Union};
use crate::pointer::Span;

/// A component schema or an inline schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The source of a name for the schema.
    pub name: SchemaName,
    /// The documentation of the schema.
    pub docs: Docs,
    /// The shape of its values. `null` is not one of them (see
    /// [`TypeRef::nullable`](super::TypeRef::nullable)) unless the kind is [`SchemaKind::Null`].
    pub kind: SchemaKind,
    /// The rule that values are validated against, if `kind` does not express all keywords of the
    /// schema. It then replaces the constraints of `kind`.
    pub rule: Option<RuleId>,
    /// The value to assume if a value of this schema is absent.
    pub default: Option<Value>,
    /// The messages that contain values of the schema.
    pub usage: Usage,
    /// The location of the schema in the document.
    pub span: Span,
}

/// The source of a schema's name. It does not depend on the rest of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaName {
    /// The key in `components.schemas`, or in another part of the document that names schemas.
    Component(String),
    /// An inline schema, named after what contains it. Its `title` is not considered.
    Inline {
        /// The component that contains the schema, if one does.
        owner: Option<SchemaId>,
        /// The id of the operation that contains the schema, if no component does.
        operation: Option<String>,
        /// The steps from the owner to the schema, outermost first: `["address"]`, `["items"]`,
        /// `["request", "body"]`.
        steps: Vec<String>,
    },
}

/// The shape of a schema's values.
#[derive(Clone, Debug)]
pub enum SchemaKind {
    /// Any value.
    Any,
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer {
        /// The `format` as written, such as `int32` or `uint64`.
        format: Option<String>,
        /// The allowed range.
        bounds: Bounds,
    },
    /// A number.
    Number {
        /// The `format` as written, such as `float` or `double`.
        format: Option<String>,
        /// The allowed range.
        bounds: Bounds,
    },
    /// A string.
    String {
        /// The `format`.
        format: StringFormat,
        /// The allowed number of Unicode characters.
        lengths: Lengths,
        /// An ECMA-262 regular expression that matches anywhere in the string.
        pattern: Option<String>,
    },
    /// One of the listed values.
    Enum(Enumeration),
    /// An array whose elements share one schema.
    Array(Array),
    /// An array with a schema for each position.
    Tuple(Tuple),
    /// An object or a map.
    Object(Object),
    /// One of several schemas.
    Union(Union),
}

impl SchemaKind {
    /// Returns the name of the kind in one word, such as `enum`.
    pub fn name(&self) -> &'static str {
        match self {
            SchemaKind::Any => "any",
            SchemaKind::Null => "null",
            SchemaKind::Boolean => "boolean",
            SchemaKind::Integer { .. } => "integer",
            SchemaKind::Number { .. } => "number",
            SchemaKind::String { .. } => "string",
            SchemaKind::Enum(_) => "enum",
            SchemaKind::Array(_) => "array",
            SchemaKind::Tuple(_) => "tuple",
            SchemaKind::Object(_) => "object",
            SchemaKind::Union(_) => "union",
        }
    }
}

/// The `format` of a string (OpenAPI 3.0.3, 4.4; OpenAPI Format Registry). Formats with a variant
/// of their own are generated as types of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringFormat {
    /// No format.
    Plain,
    /// `date-time`: RFC 3339, `date-time`.
    DateTime,
    /// `date`: RFC 3339, `full-date`.
    Date,
    /// `byte`: base64.
    Base64,
    /// `base64url`: base64 with the alphabet for URLs and file names (RFC 4648, 5).
    Base64Url,
    /// `binary`: raw bytes, or a string where the medium is JSON.
    Binary,
    /// `password`: a string that must not be logged.
    Password,
    /// Any other format as written: `uuid`, `uri`, `email` …
    Other(String),
}

/// The messages that contain values of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Whether parameters or request bodies contain such values.
    pub request: bool,
    /// Whether response bodies or headers contain such values.
    pub response: bool,
    /// Whether such values occur in another way than as the whole body of a multipart request.
    pub outside_multipart: bool,
}
