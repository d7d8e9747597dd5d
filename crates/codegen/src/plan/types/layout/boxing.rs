//! Boxes around large values. A use that would make a type contain itself is boxed already.

use super::graph::TypeGraph;
use super::size::{Purpose, Sizes};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The size above which a value is boxed, in bytes.
///
/// Without boxes, objects in objects in objects would be megabytes, which overflow the stack and are
/// copied with every move. The higher the limit, the fewer types change when a schema grows.
const MAX_INLINE: usize = 2048;

/// Boxes the fields of structs and the variants of unions that are larger than 2048 bytes.
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
