//! Objects: properties that a schema declares, and the schemas of all others.

use serde_json::Value;

use super::{Docs, Lengths, TypeRef};
use crate::pointer::Span;

/// An object, with the properties of every `allOf` part. An object without declared properties is a
/// map.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The declared properties, in document order.
    pub properties: Vec<Property>,
    /// The names of required properties that are not declared.
    pub required: Vec<String>,
    /// The schemas of properties whose names match a pattern. Declared properties may match too.
    pub pattern_properties: Vec<PatternProperty>,
    /// The properties that are neither declared nor match a pattern.
    pub additional: Additional,
    /// All properties that are not declared: `pattern_properties` and `additional` combined.
    pub undeclared: Additional,
    /// The string schema that every property name must match (`propertyNames`).
    pub property_names: Option<TypeRef>,
    /// The allowed number of properties.
    pub lengths: Lengths,
    /// The choices (`oneOf`, `anyOf`) that only require or exclude properties.
    pub choices: Vec<PropertyChoice>,
}

/// A choice between sets of properties.
#[derive(Clone, Debug)]
pub struct PropertyChoice {
    /// The branches.
    pub branches: Vec<PropertySet>,
    /// Whether an object must match exactly one branch (`oneOf`) rather than at least one.
    pub exclusive: bool,
}

/// A branch of a [`PropertyChoice`].
#[derive(Clone, Debug, Default)]
pub struct PropertySet {
    /// The properties that must be present.
    pub required: Vec<String>,
    /// Properties that must not all be present (`not` with `required`).
    pub excluded: Vec<String>,
}

/// The properties of an object whose names match a pattern (`patternProperties`, JSON Schema
/// 2020-12, 10.3.2.2).
#[derive(Clone, Debug)]
pub struct PatternProperty {
    /// An ECMA-262 regular expression that matches anywhere in the name.
    pub pattern: String,
    /// The schema of the values.
    pub ty: TypeRef,
}

/// A declared property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// The schema of the value.
    pub ty: TypeRef,
    /// Whether the document requires the property, regardless of `access`.
    pub required: bool,
    /// The direction in which the property is sent.
    pub access: Access,
    /// The documentation of the property, or of its schema if the property itself has none.
    pub docs: Docs,
    /// The value to assume if the property is absent.
    pub default: Option<Value>,
    /// The location of the property's schema in the document.
    pub span: Span,
}

/// The direction in which a property is sent (OpenAPI 3.0.3, 4.7.24.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// In requests and responses.
    #[default]
    ReadWrite,
    /// Only in responses (`readOnly`).
    ReadOnly,
    /// Only in requests (`writeOnly`).
    WriteOnly,
}

/// The schema of undeclared properties, or of the elements after the positions of a tuple.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// The schema has no keyword for undeclared values: any value is allowed, and none is kept.
    #[default]
    Unspecified,
    /// `false`: none are allowed.
    Forbidden,
    /// `true` or `{}`: any value is allowed, and all are kept.
    Any,
    /// A schema that all of them must match.
    Typed(TypeRef),
}

impl Object {
    /// Returns a declared property by its name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

impl Additional {
    /// Returns the schema of [`Additional::Typed`].
    pub fn typed(self) -> Option<TypeRef> {
        match self {
            Additional::Typed(ty) => Some(ty),
            Additional::Unspecified | Additional::Forbidden | Additional::Any => None,
        }
    }
}
