//! Types that need serde's traits, because a user-supplied type implements no others.

use std::collections::BTreeSet;

use crate::names::TypePath;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// Sets [`StructPlan::by_serde`] of each struct, and
/// [`UnionVariant::by_serde`](crate::plan::model::union::UnionVariant::by_serde) of each variant.
pub(super) fn mark(foreign: &BTreeSet<TypePath>, items: &mut [TypeItem]) {
    for item in items {
        let mut attributes = item.attributes.iter();
        let has_attribute = attributes.any(|attribute| attribute.as_str().contains("serde"));
        // Other derives, such as those for JSON Schema, read serde's attributes.
        let has_derive = item.derives.iter().any(|it| !it.crates().is_empty());
        match &mut item.shape {
            Shape::Struct(plan) => {
                plan.by_serde =
                    has_attribute || has_derive || plan.types().any(|ty| ty.is_foreign(foreign));
            }
            Shape::Union(plan) => {
                for variant in &mut plan.variants {
                    variant.by_serde = variant.ty.is_foreign(foreign);
                }
            }
            _ => {}
        }
    }
}

/// Returns the aliases of types that contain a user-supplied type. All types must already be
/// planned.
pub(super) fn foreign_aliases(items: &[TypeItem]) -> BTreeSet<TypePath> {
    let aliases = items.iter().filter_map(|item| match &item.shape {
        Shape::Alias(target) => Some((&item.path, target)),
        _ => None,
    });
    let aliases: Vec<(&TypePath, &RustType)> = aliases.collect();
    let mut foreign = BTreeSet::new();
    loop {
        let known = foreign.len();
        for (name, target) in &aliases {
            if target.is_foreign(&foreign) {
                foreign.insert((*name).clone());
            }
        }
        if foreign.len() == known {
            return foreign;
        }
    }
}
