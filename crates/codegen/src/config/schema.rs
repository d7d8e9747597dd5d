//! Options for types.

use std::collections::BTreeMap;

use serde::Deserialize;
use specwright_openapi::vocabulary::JsonType;

use super::code::{Attribute, Derive, UserType};
use crate::names::{ConfiguredName, FieldName, TypeName, VariantName};

/// Options for all types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TypesConfig {
    /// The schemas to generate types for. By default all, or only the reached ones if rules exclude
    /// operations.
    pub generate: Option<GeneratedTypes>,
    /// Whether enums and unions keep unknown values. They do by default.
    pub enums: Option<EnumOpenness>,
    /// Whether undeclared properties are kept. By default `additionalProperties` decides.
    pub unknown_members: Option<UnknownProperties>,
    /// Additional derives of every type.
    #[serde(default)]
    pub derive: Vec<Derive>,
    /// Additional attributes of every type.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// Overrides for one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemaConfig {
    /// A user-supplied type that replaces the generated one.
    #[serde(rename = "type")]
    pub ty: Option<UserType>,
    /// The name of the type.
    pub name: Option<ConfiguredName<TypeName>>,
    /// The names of fields, by property.
    #[serde(default)]
    pub fields: BTreeMap<String, ConfiguredName<FieldName>>,
    /// The names of variants, by the value of an enum as a string or by the name of a union
    /// variant.
    #[serde(default)]
    pub variants: BTreeMap<String, ConfiguredName<VariantName>>,
    /// Whether the enum or union keeps unknown values.
    #[serde(rename = "enum")]
    pub openness: Option<EnumOpenness>,
    /// Whether undeclared properties are kept.
    pub unknown_members: Option<UnknownProperties>,
    /// Additional derives, after those of all types.
    #[serde(default)]
    pub derive: Vec<Derive>,
    /// Additional attributes, after those of all types.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// User-supplied types for formats, by JSON type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Formats {
    /// Types for formats of strings.
    #[serde(default)]
    pub string: BTreeMap<String, UserType>,
    /// Types for formats of integers.
    #[serde(default)]
    pub integer: BTreeMap<String, UserType>,
    /// Types for formats of numbers.
    #[serde(default)]
    pub number: BTreeMap<String, UserType>,
}

impl Formats {
    /// Returns the types by format, for each JSON type that can have a format.
    pub fn by_json_type(&self) -> [(JsonType, &BTreeMap<String, UserType>); 3] {
        [
            (JsonType::String, &self.string),
            (JsonType::Integer, &self.integer),
            (JsonType::Number, &self.number),
        ]
    }
}

/// The schemas that types are generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GeneratedTypes {
    /// All component schemas, and all schemas that operations reach.
    All,
    /// The schemas that the generated operations reach.
    Reached,
}

/// The treatment of values that an enum or union does not list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnumOpenness {
    /// Unknown values are kept in the variant `Unknown`.
    Open,
    /// Unknown values are rejected.
    Closed,
}

/// The treatment of properties that a schema does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownProperties {
    /// They are kept in a map, unless the schema forbids them.
    Keep,
    /// They are ignored, unless `additionalProperties` is a schema.
    Ignore,
}
