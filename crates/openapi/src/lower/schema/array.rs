//! Arrays and tuples.

use super::lowering::SchemaLowering;
use super::reference;
use crate::ir::{Additional, Array, SchemaKind, Tuple, TypeRef};
use crate::lower::keywords::Keywords;
use crate::lower::scope::Scope;

/// Lowers an array or a tuple.
pub(super) fn lower(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    scope: &Scope,
) -> SchemaKind {
    if !keywords.prefix_items.is_empty() {
        return lower_tuple(lowering, keywords, scope);
    }
    let items = reference::lower(lowering, &keywords.items, &scope.step("items")).ty;
    let mut lengths = keywords.array_lengths;
    if keywords.forbids_more_items {
        lengths.max = Some(0);
    }
    SchemaKind::Array(Array {
        items,
        lengths,
        unique: keywords.unique,
    })
}

/// Lowers a tuple. Positions beyond the maximum length are dropped.
fn lower_tuple(
    lowering: &mut SchemaLowering<'_>,
    keywords: &Keywords,
    scope: &Scope,
) -> SchemaKind {
    let lengths = keywords.array_lengths;
    let max = lengths.max.and_then(|max| usize::try_from(max).ok());
    let max = max.unwrap_or(usize::MAX);
    let positions = keywords.prefix_items.iter().take(max).enumerate();
    let items: Vec<TypeRef> = positions
        .map(|(index, sites)| reference::lower(lowering, sites, &scope.tuple_item(index)).ty)
        .collect();
    if items.is_empty() {
        return SchemaKind::Array(Array {
            items: TypeRef::new(lowering.any()),
            lengths,
            unique: keywords.unique,
        });
    }
    let rest = if keywords.forbids_more_items || max <= keywords.prefix_items.len() {
        Additional::Forbidden
    } else if keywords.items.is_empty() {
        Additional::Unspecified
    } else {
        reference::lower_additional(lowering, &keywords.items, &scope.step("rest"))
    };
    SchemaKind::Tuple(Tuple {
        items,
        rest,
        lengths,
        unique: keywords.unique,
    })
}
