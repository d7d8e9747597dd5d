//! Decisions that depend on how types contain each other: boxes, lints and the recursion limit.

mod boxing;
mod graph;
mod recursion;
#[cfg(test)]
mod samples;
mod size;
mod variants;

pub(super) use self::variants::VariantSizes;

use self::graph::TypeGraph;
use crate::plan::model::types::TypeItem;

/// Boxes large values and marks unions with a large variant. Returns the `recursion_limit` that a
/// crate with the types needs, or `None` if the default is enough. Recursive uses must already be
/// boxed.
pub(super) fn apply(items: &mut [TypeItem]) -> Option<usize> {
    let graph = TypeGraph::new(items);
    boxing::box_large_values(&graph, items);
    variants::mark_large(&graph, items);
    recursion::limit(&graph)
}
