//! Enums of listed values.

use super::docs::Docs;
use crate::names::VariantName;

/// The variant that open enums have for undeclared values.
pub const CATCH_ALL: &str = "Unknown";

/// An enum of listed values.
#[derive(Clone, Debug)]
pub struct EnumPlan<T> {
    /// The values in the document's order.
    pub variants: Vec<EnumVariant<T>>,
    /// The variant that `Default` gives.
    pub default: Option<VariantName>,
    /// Whether it refuses values that the document does not name, and has no variant for them.
    pub closed: bool,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumVariant<T> {
    /// The variant.
    pub name: VariantName,
    /// The value.
    pub value: T,
    /// Its documentation.
    pub docs: Docs,
}
