//! Choices for types.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::code::{Attribute, Derive, UserType};
use crate::names::{FieldName, TypeName, VariantName, Wanted};

/// Choices for all types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TypesConfig {
    /// Which types are generated; without it, all, or those that are reached if rules leave operations out.
    pub generate: Option<Generated>,
    /// Whether enums and unions have a place for values that the document does not know; they do without it.
    pub enums: Option<Enums>,
    /// What becomes of members that the document does not describe; without it, what `additionalProperties` says.
    pub unknown_members: Option<UnknownMembers>,
    /// What every type derives besides what it needs.
    #[serde(default)]
    pub derive: Vec<Derive>,
    /// Attributes of every type.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// Choices for one schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemaConfig {
    /// A type of the user's in place of the one that would be generated.
    #[serde(rename = "type")]
    pub ty: Option<UserType>,
    /// The name of the type.
    pub name: Option<Wanted<TypeName>>,
    /// The names of fields, by the keys of members.
    #[serde(default)]
    pub fields: BTreeMap<String, Wanted<FieldName>>,
    /// The names of variants: by the values of an enum as texts, or by the names of the branches of a union.
    #[serde(default)]
    pub variants: BTreeMap<String, Wanted<VariantName>>,
    /// Whether the enum or the union has a place for values that the document does not know.
    #[serde(rename = "enum")]
    pub openness: Option<Enums>,
    /// What becomes of members that the document does not describe.
    pub unknown_members: Option<UnknownMembers>,
    /// What the type derives besides what it needs and what all types derive.
    #[serde(default)]
    pub derive: Vec<Derive>,
    /// Attributes of the type, after those of all types.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// Types of the user's that stand for formats, by the JSON type that has the format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Formats {
    /// Formats of texts.
    #[serde(default)]
    pub string: BTreeMap<String, UserType>,
    /// Formats of whole numbers.
    #[serde(default)]
    pub integer: BTreeMap<String, UserType>,
    /// Formats of numbers.
    #[serde(default)]
    pub number: BTreeMap<String, UserType>,
}

/// Which types are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generated {
    /// All schemas of the components, and what is reached.
    All,
    /// What is reached from the operations that are generated.
    Reached,
}

/// Whether enums have a place for values that the document does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enums {
    /// They keep such a value as it was sent.
    Open,
    /// They refuse it.
    Closed,
}

/// What becomes of members that the document does not describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownMembers {
    /// They stand in a map, unless the document says that there are none.
    Keep,
    /// They are ignored, unless the document describes them by a schema.
    Ignore,
}
