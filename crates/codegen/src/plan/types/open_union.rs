//! Variants whose type is an open union.

use std::collections::BTreeSet;

use crate::names::TypePath;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// Sets [`UnionVariant::is_open_union`] of each variant. All types must already be planned, because
/// the configuration can close a union or replace it.
///
/// [`UnionVariant::is_open_union`]: crate::plan::model::union::UnionVariant::is_open_union
pub(super) fn mark(items: &mut [TypeItem]) {
    let open: BTreeSet<TypePath> = items
        .iter()
        .filter(|item| matches!(&item.shape, Shape::Union(plan) if !plan.closed))
        .map(|item| item.path.clone())
        .collect();
    for item in items {
        if let Shape::Union(plan) = &mut item.shape {
            for variant in &mut plan.variants {
                variant.is_open_union = match &variant.ty {
                    RustType::Named(name) => open.contains(name),
                    RustType::Boxed(inner) => {
                        matches!(&**inner, RustType::Named(name) if open.contains(name))
                    }
                    _ => false,
                };
            }
        }
    }
}
