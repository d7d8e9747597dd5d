//! Boxes around large values. A use that would make a type contain itself is boxed already.

use super::graph::TypeGraph;
use super::size::{Purpose, Sizes};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The size above which a value is boxed, in bytes.
///
/// Without boxes, deeply nested objects would take megabytes, overflow the stack, and be copied
/// with every move. The higher the limit, the fewer types change when a schema grows.
const MAX_INLINE: usize = 2048;

/// Boxes fields (inside their `Option`), tuple elements and union variants above 2048 bytes.
/// Aliases and newtypes are unchanged.
pub(super) fn box_large_values(graph: &TypeGraph, items: &mut [TypeItem]) {
    let mut sizes = Sizes::new(Purpose::Boxing);
    for position in graph.inline_post_order() {
        let Some(item) = items.get_mut(position) else {
            continue;
        };
        match &mut item.shape {
            Shape::Struct(plan) | Shape::Tuple(plan) => {
                let fields = plan.fields.iter_mut();
                fields.for_each(|field| box_if_large(&mut field.ty, &sizes));
            }
            Shape::Union(plan) => {
                let variants = plan.variants.iter_mut();
                variants.for_each(|variant| box_if_large(&mut variant.ty, &sizes));
            }
            _ => {}
        }
        sizes.add(item);
    }
}

fn box_if_large(ty: &mut RustType, sizes: &Sizes) {
    if sizes.of(ty) > MAX_INLINE {
        let inner = std::mem::replace(ty, RustType::Unit);
        *ty = RustType::Boxed(Box::new(inner));
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{named, structure};
    use super::*;

    /// Returns a type with the given number of strings, and a type that contains it.
    fn outer_and_inner(strings: usize) -> Vec<TypeItem> {
        vec![
            structure("Outer", vec![named("Inner")]),
            structure("Inner", vec![RustType::String; strings]),
        ]
    }

    fn first_field(items: &[TypeItem]) -> &RustType {
        match &items[0].shape {
            Shape::Struct(plan) => &plan.fields[0].ty,
            shape => panic!("expected a struct, found {shape:?}"),
        }
    }

    #[test]
    fn values_above_the_limit_are_boxed() {
        for (strings, expected) in [
            (85, named("Inner")),
            (86, RustType::Boxed(Box::new(named("Inner")))),
        ] {
            let mut items = outer_and_inner(strings);
            box_large_values(&TypeGraph::new(&items), &mut items);
            assert_eq!(*first_field(&items), expected, "{strings} strings");
        }
    }
}
