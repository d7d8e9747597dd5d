//! The presence of properties: whether they may be absent or `null`.

use specwright_openapi::ir::{Access, Property, TypeRef, Usage};

use super::type_use::TypeUses;
use crate::plan::model::structure::Presence;

/// Returns whether a property may be absent or `null`. A required property that is sent in one
/// direction only is optional in a type that is sent in both (OpenAPI 3.0.3, 4.7.24.2).
pub(super) fn presence(property: &Property, usage: Usage, uses: &TypeUses<'_>) -> Presence {
    let is_sent_without = match property.access {
        Access::ReadWrite => false,
        Access::ReadOnly => usage.request,
        Access::WriteOnly => usage.response,
    };
    presence_of(property.ty, property.required && !is_sent_without, uses)
}

/// Returns whether a property or an element may be absent or `null`.
pub(super) fn presence_of(ty: TypeRef, required: bool, uses: &TypeUses<'_>) -> Presence {
    match (required, ty.nullable) {
        (true, _) if uses.includes_null(ty.id) => Presence::Required,
        (false, _) if uses.includes_null(ty.id) => Presence::OptionalValue,
        (true, false) => Presence::Required,
        (true, true) => Presence::Nullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}
