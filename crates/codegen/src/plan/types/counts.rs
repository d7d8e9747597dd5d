//! How many fields the structs have, and in how many of them a JSON value stands.

use std::collections::BTreeMap;

use super::HeadersPlan;
use super::item::{Shape, TypeItem};
use crate::names::TypeName;
use crate::plan::ty::RustType;

/// The fields of all structs, and those of them that hold a JSON value: as they are, in a list or map, or behind an alias.
pub(super) fn fields(items: &[TypeItem], headers: &[HeadersPlan]) -> (usize, usize) {
    let aliases: BTreeMap<&TypeName, &RustType> = items
        .iter()
        .filter_map(|item| match &item.shape {
            Shape::Alias(ty) => Some((&item.name, ty)),
            _ => None,
        })
        .collect();
    let of_structs = items.iter().filter_map(|item| match &item.shape {
        Shape::Struct(plan) => Some(plan.fields.iter().map(|field| &field.ty).chain(plan.additional.iter().map(|field| &field.ty))),
        _ => None,
    });
    let of_headers = headers.iter().flat_map(|plan| plan.fields.iter().map(|field| &field.ty));
    let types = of_structs.flatten().chain(of_headers);
    types.fold((0, 0), |(fields, untyped), ty| (fields + 1, untyped + usize::from(is_value(ty, &aliases))))
}

/// Whether a type is a JSON value or made of nothing else.
fn is_value(ty: &RustType, aliases: &BTreeMap<&TypeName, &RustType>) -> bool {
    let mut ty = ty.innermost();
    // No alias contains itself, so that each is passed once at most.
    for _ in 0..aliases.len() {
        let RustType::Named(name) = ty else { break };
        let Some(named) = aliases.get(name) else { break };
        ty = named.innermost();
    }
    *ty == RustType::Value
}
