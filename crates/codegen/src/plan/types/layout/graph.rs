//! The graph of the types that contain each other.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsPostOrder, EdgeFiltered, IntoNeighbors, Visitable};

use crate::names::TypePath;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The way in which a type contains another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Containment {
    /// In its own memory.
    Inline,
    /// On the heap, for example in a `Vec` or a `Box`.
    Indirect,
}

/// The graph of types. A node is the position of an item; an edge leads to an item that its type
/// contains. Types that are not among the items are omitted.
pub(super) struct TypeGraph {
    graph: DiGraph<usize, Containment>,
}

impl TypeGraph {
    /// Builds the graph of some items. Edges are in the order of fields and variants.
    pub(super) fn new(items: &[TypeItem]) -> Self {
        let mut graph = DiGraph::new();
        let nodes: BTreeMap<&TypePath, NodeIndex> = items
            .iter()
            .enumerate()
            .map(|(position, item)| (&item.path, graph.add_node(position)))
            .collect();
        for item in items {
            let Some(outer) = nodes.get(&item.path) else {
                continue;
            };
            for (name, containment) in contained(&item.shape) {
                if let Some(inner) = nodes.get(name) {
                    graph.add_edge(*outer, *inner, containment);
                }
            }
        }
        Self { graph }
    }

    /// Returns the positions of all items, each after those that it contains inline. Inline
    /// containment has no cycles: the use that would close one is boxed.
    pub(super) fn inline_post_order(&self) -> Vec<usize> {
        let is_inline = |edge: petgraph::graph::EdgeReference<'_, Containment>| {
            *edge.weight() == Containment::Inline
        };
        self.post_order(&EdgeFiltered::from_fn(&self.graph, is_inline))
    }

    /// Returns the number of types in the longest chain of types that contain each other. In a
    /// cycle, the chain ends before the type that a depth-first search visits first, so the result
    /// is a lower bound.
    pub(super) fn longest_chain(&self) -> usize {
        let mut lengths: Vec<usize> = vec![0; self.graph.node_count()];
        for position in self.post_order(&self.graph) {
            let inner = self.graph.neighbors(NodeIndex::new(position));
            let inner = inner.filter_map(|node| lengths.get(node.index()));
            let length = inner.max().map_or(1, |length| length + 1);
            if let Some(known) = lengths.get_mut(position) {
                *known = length;
            }
        }
        lengths.into_iter().max().unwrap_or(0)
    }

    fn post_order<'a, G>(&self, graph: &'a G) -> Vec<usize>
    where
        &'a G: IntoNeighbors<NodeId = NodeIndex> + Visitable<NodeId = NodeIndex>,
        <&'a G as Visitable>::Map: petgraph::visit::VisitMap<NodeIndex>,
    {
        let mut search = DfsPostOrder::empty(graph);
        let mut order = Vec::with_capacity(self.graph.node_count());
        for start in self.graph.node_indices() {
            search.move_to(start);
            while let Some(node) = search.next(graph) {
                order.push(node.index());
            }
        }
        order
    }
}

/// Returns the named types that a type contains.
fn contained(shape: &Shape) -> Vec<(&TypePath, Containment)> {
    use Containment::{Indirect, Inline};
    let types: Vec<(&RustType, Containment)> = match shape {
        Shape::Struct(plan) | Shape::Tuple(plan) => {
            let fields = plan.fields.iter().map(|field| (&field.ty, Inline));
            let additional = plan.additional.iter().map(|field| (&field.ty, Indirect));
            fields.chain(additional).collect()
        }
        Shape::Union(plan) => {
            let variants = plan.variants.iter();
            variants.map(|variant| (&variant.ty, Inline)).collect()
        }
        Shape::Alias(ty) | Shape::Newtype { ty, .. } => vec![(ty, Inline)],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    };
    types
        .into_iter()
        .flat_map(|(ty, containment)| named(ty, containment))
        .collect()
}

/// Returns the named types in a type, breadth first.
fn named(ty: &RustType, containment: Containment) -> Vec<(&TypePath, Containment)> {
    let mut named = Vec::new();
    let mut open = std::collections::VecDeque::from([(ty, containment)]);
    while let Some((ty, containment)) = open.pop_front() {
        let inner = match ty {
            RustType::Named(name) => {
                named.push((name, containment));
                continue;
            }
            RustType::Option(_) | RustType::OptionalNullable(_) | RustType::Tuple(_) => containment,
            _ => Containment::Indirect,
        };
        open.extend(ty.parts().iter().map(|part| (part, inner)));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::super::samples::{named, structure};
    use super::*;

    fn vec(ty: RustType) -> RustType {
        RustType::Vec(Box::new(ty))
    }

    #[test]
    fn inline_parts_precede_the_types_that_contain_them() {
        let items = [
            structure("Outer", vec![named("Middle")]),
            structure("Middle", vec![named("Inner").optional()]),
            structure("Inner", vec![RustType::I64]),
        ];
        assert_eq!(TypeGraph::new(&items).inline_post_order(), [2, 1, 0]);
    }

    #[test]
    fn types_on_the_heap_are_not_inline_parts() {
        let items = [
            structure("Tree", vec![vec(named("Leaf"))]),
            structure("Leaf", vec![RustType::I64]),
        ];
        assert_eq!(TypeGraph::new(&items).inline_post_order(), [0, 1]);
    }

    #[test]
    fn a_chain_includes_types_on_the_heap() {
        let items = [
            structure("Outer", vec![vec(named("Middle"))]),
            structure("Middle", vec![RustType::Boxed(Box::new(named("Inner")))]),
            structure("Inner", vec![RustType::I64]),
        ];
        assert_eq!(TypeGraph::new(&items).longest_chain(), 3);
    }

    #[test]
    fn a_cycle_counts_once() {
        let items = [
            structure("Tree", vec![vec(named("Branch"))]),
            structure("Branch", vec![vec(named("Tree")), vec(named("Branch"))]),
        ];
        assert_eq!(TypeGraph::new(&items).longest_chain(), 2);
    }

    #[test]
    fn no_types_make_no_chain() {
        assert_eq!(TypeGraph::new(&[]).longest_chain(), 0);
    }
}
