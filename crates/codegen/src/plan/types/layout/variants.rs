//! Enums with a variant that is much larger than the others.

use super::graph::TypeGraph;
use super::size::{Purpose, Sizes};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The minimum difference between the two largest variants, in bytes, of a marked enum. Clippy's
/// `large_enum_variant` warns from 200 bytes; the rest is tolerance for the estimate.
const MAX_DIFFERENCE: usize = 150;

/// The estimated sizes of types as contents of variants.
pub(in crate::plan::types) struct VariantSizes(Sizes);

impl VariantSizes {
    /// Estimates the sizes of types with a name.
    pub(in crate::plan::types) fn new(items: &[TypeItem]) -> Self {
        Self::of_graph(&TypeGraph::new(items), items)
    }

    fn of_graph(graph: &TypeGraph, items: &[TypeItem]) -> Self {
        let mut sizes = Sizes::new(Purpose::Lint);
        for position in graph.inline_post_order() {
            if let Some(item) = items.get(position) {
                sizes.add(item);
            }
        }
        Self(sizes)
    }

    /// Returns whether clippy would report `large_enum_variant` for an enum with these variants.
    pub(in crate::plan::types) fn differ<'t>(
        &self,
        variants: impl Iterator<Item = &'t RustType>,
    ) -> bool {
        let mut sizes: Vec<usize> = variants.map(|ty| self.0.of(ty)).collect();
        sizes.sort_unstable();
        match sizes.as_slice() {
            [.., second, largest] => largest - second >= MAX_DIFFERENCE,
            _ => false,
        }
    }
}

/// Marks the unions for which clippy would report `large_enum_variant`. Open unions include the
/// catch-all variant, which holds a JSON value.
pub(super) fn mark_large(graph: &TypeGraph, items: &mut [TypeItem]) {
    let sizes = VariantSizes::of_graph(graph, items);
    for item in items {
        let Shape::Union(plan) = &mut item.shape else {
            continue;
        };
        let unknown = (!plan.closed).then_some(&RustType::Value);
        let variants = plan.variants.iter().map(|variant| &variant.ty);
        plan.has_large_variant = sizes.differ(variants.chain(unknown));
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{named, structure, union};
    use super::*;

    fn is_marked(variants: Vec<RustType>) -> bool {
        let mut items = vec![
            union("Union", variants),
            structure("Large", vec![RustType::String; 8]),
        ];
        mark_large(&TypeGraph::new(&items), &mut items);
        matches!(&items[0].shape, Shape::Union(plan) if plan.has_large_variant)
    }

    #[test]
    fn a_union_with_one_large_variant_is_marked() {
        assert!(is_marked(vec![RustType::String, named("Large")]));
    }

    #[test]
    fn a_union_of_large_variants_is_not_marked() {
        assert!(!is_marked(vec![named("Large"), named("Large")]));
    }

    #[test]
    fn a_large_variant_in_a_box_is_not_marked() {
        let boxed = RustType::Boxed(Box::new(named("Large")));
        assert!(!is_marked(vec![RustType::String, boxed]));
    }
}
