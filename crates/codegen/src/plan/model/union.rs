//! Enums of several types.

use super::docs::Docs;
use crate::names::VariantName;
pub use specwright_openapi::ir::JsonType;

use super::ty::RustType;
use serde_json::Value;

/// An enum of several types.
#[derive(Clone, Debug)]
pub struct UnionPlan {
    /// The branches, in the document's order.
    pub variants: Vec<UnionVariant>,
    /// How a reader tells them apart.
    pub discrimination: Discrimination,
    /// What the scalars of a tag choose, each of them once.
    pub dispatch: Vec<DispatchPlan>,
    /// The positions of the branches that a value without a tag may have.
    pub without_discriminator: Vec<usize>,
    /// The positions of all branches in the order in which they are tried: the first that keeps all of a value is taken.
    pub match_order: Vec<usize>,
    /// Whether it refuses values that fit no branch, and has no variant for them.
    pub closed: bool,
    /// Whether one branch is so much larger than the others that a lint asks for a box.
    pub has_large_variant: bool,
}

/// What some scalars of a tag choose.
#[derive(Clone, Debug)]
pub struct DispatchPlan {
    /// The scalars.
    pub values: Vec<String>,
    /// The positions of the branches; several are tried.
    pub variants: Vec<usize>,
}

/// How a reader tells the branches of a union apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrimination {
    /// By the scalar in a member.
    Discriminator {
        /// The member.
        property: String,
        /// Whether the scalar is a text.
        is_string: bool,
    },
    /// By the constant in a member.
    Constant(String),
    /// By the JSON type.
    JsonType,
    /// By the members that are there.
    RequiredProperty,
    /// By trying all of them.
    BestMatch,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: VariantName,
    /// Its documentation.
    pub docs: Docs,
    /// What it holds.
    pub ty: RustType,
    /// The texts that choose it.
    pub discriminator_values: Vec<String>,
    /// Whether the tag must be added when it is written, since the type has no member for it.
    pub adds_discriminator: bool,
    /// The constant that chooses it.
    pub constant: Option<Value>,
    /// The members that choose it, or that it needs where several branches are tried.
    pub required_properties: Vec<String>,
    /// Whether its JSON types choose it, whatever tells the others apart.
    pub by_json_type: bool,
    /// The JSON types that choose it; empty when it takes any.
    pub json_types: Vec<JsonType>,
}
