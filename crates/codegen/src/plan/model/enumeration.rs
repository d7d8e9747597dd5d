//! Enums of listed values.

use super::docs::Docs;
use crate::names::VariantName;

/// The variant that open enums have for undeclared values.
pub const CATCH_ALL: &str = "Unknown";

/// An enum of listed values.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumPlan<T> {
    /// The variants, in document order.
    pub variants: Vec<EnumVariant<T>>,
    /// The variant that `Default::default` returns.
    pub default: Option<VariantName>,
    /// Whether the enum rejects undeclared values. An open enum has the variant [`CATCH_ALL`] for
    /// them.
    pub closed: bool,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumVariant<T> {
    /// The name of the variant.
    pub name: VariantName,
    /// The listed value.
    pub value: T,
    /// The documentation of the variant.
    pub docs: Docs,
}
