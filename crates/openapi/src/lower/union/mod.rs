//! Lowering of unions: their branches, and how the branch of a value is found.

mod alternatives;
pub(super) mod branch_name;
pub(super) mod choice;
pub(super) mod constraint;
pub(super) mod discriminate;
mod discriminator_values;
mod distinct_property;
pub(super) mod hierarchy;
pub(super) mod mapping;
mod mapping_target;
pub(super) mod nesting;
pub(super) mod simplify;
mod unique_name;
