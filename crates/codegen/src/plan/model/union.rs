//! Unions: enums with a variant for each branch.

use serde_json::Value;
use specwright_openapi::vocabulary::JsonType;

use super::docs::Docs;
use super::ty::RustType;
use crate::names::VariantName;

/// The enum of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionPlan {
    /// The variants, in document order.
    pub variants: Vec<UnionVariant>,
    /// The method of finding the variant of a value.
    pub discrimination: Discrimination,
    /// The variants that each value of the discriminator selects.
    pub dispatch: Vec<DispatchPlan>,
    /// The positions of the variants that a value without the discriminator may have.
    pub without_discriminator: Vec<usize>,
    /// The positions of all variants, in the order in which they are tried. The first variant that
    /// keeps all of a value is selected.
    pub match_order: Vec<usize>,
    /// Whether the enum rejects values that match no branch. An open enum has the variant
    /// [`CATCH_ALL`](super::enumeration::CATCH_ALL) for them.
    pub closed: bool,
    /// Whether clippy's `large_enum_variant` would report the enum.
    pub has_large_variant: bool,
}

/// The variants that some values of the discriminator select.
#[derive(Clone, Debug, PartialEq)]
pub struct DispatchPlan {
    /// The values; numbers and booleans are JSON.
    pub values: Vec<String>,
    /// The positions of the variants. Several are tried in order.
    pub variants: Vec<usize>,
}

/// A method of finding the variant of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrimination {
    /// By the value of a property.
    Discriminator {
        /// The name of the property.
        property: String,
        /// Whether the value is a string.
        is_string: bool,
    },
    /// By the constant value of a property with this name.
    Constant(String),
    /// By the JSON type.
    JsonType,
    /// By trying all variants.
    BestMatch,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionVariant {
    /// The name of the variant.
    pub name: VariantName,
    /// The documentation of the variant.
    pub docs: Docs,
    /// The type of the variant.
    pub ty: RustType,
    /// Whether the type contains a user-supplied type, which only implements serde's traits.
    pub by_serde: bool,
    /// The values of the discriminator that select the variant; numbers and booleans are JSON.
    pub discriminator_values: Vec<String>,
    /// Whether serialization writes the discriminator.
    pub tag: Tag,
    /// The properties that the variant requires, where several variants are tried.
    pub required_properties: Vec<String>,
    /// Whether the type is an open union, whose catch-all variant does not count as a match.
    pub is_open_union: bool,
    /// Whether the JSON type of a value selects the variant.
    pub by_json_type: bool,
    /// The condition under which a value is read as the variant, where neither a discriminator nor
    /// the best match selects it.
    pub condition: MatchCondition,
}

/// Whether serialization of a variant writes the discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// No: the type of the variant writes it, and cannot hold one of another variant.
    OfType,
    /// Yes, unless the type writes one that selects the variant.
    Written,
    /// Like [`Tag::Written`], but an absent one stays absent where the variant is recognized
    /// without it.
    Optional,
}

/// The condition under which a value is read as a variant.
#[derive(Clone, Debug, PartialEq)]
pub enum MatchCondition {
    /// The value has one of these JSON types.
    JsonType(Vec<JsonType>),
    /// A property has a constant value.
    Constant {
        /// The name of the property.
        property: String,
        /// The constant.
        value: Value,
    },
    /// The value deserializes as the type of the variant.
    Deserializes,
}
