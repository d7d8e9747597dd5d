//! Cycles of values that contain each other inline.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use typed_index_collections::TiVec;

use crate::ir::{Api, SchemaId};

/// The maximum number of schemas in a component that is searched from every schema.
const MAX_EXHAUSTIVE: usize = 32;

/// The schemas that each schema contains inline, by their position in it.
type Edges = TiVec<SchemaId, Vec<SchemaId>>;

/// A reference: the schema that holds it, and its position in that schema.
type Edge = (SchemaId, usize);

/// Marks references as cyclic until no cycle of inline values remains. The number of marked
/// references is the smallest that the depth-first searches find.
pub(crate) fn mark_cycles(mut api: Api) -> Api {
    let edges: Edges = api
        .schemas
        .iter()
        .map(|schema| {
            let refs = schema.kind.inline_type_refs().into_iter();
            refs.map(|ty| ty.id).collect()
        })
        .collect();
    for component in cyclic_components(&edges) {
        for (from, position) in fewest_closing_edges(&component, &edges) {
            if let Some(ty) = api.schemas[from].kind.inline_type_ref_mut(position) {
                ty.cyclic = true;
            }
        }
    }
    api
}

/// Returns the strongly connected components that contain a cycle, each in ascending order.
fn cyclic_components(edges: &Edges) -> Vec<Vec<SchemaId>> {
    let references = edges
        .iter_enumerated()
        .flat_map(|(from, targets)| targets.iter().map(move |to| (from, *to)));
    let node = |id: SchemaId| NodeIndex::<usize>::new(id.index());
    let mut graph = DiGraph::<(), (), usize>::with_capacity(edges.len(), 0);
    edges.iter().for_each(|_| {
        graph.add_node(());
    });
    graph.extend_with_edges(references.map(|(from, to)| (node(from), node(to))));
    // Kosaraju's algorithm is used because Tarjan's is recursive in petgraph.
    let components = kosaraju_scc(&graph).into_iter().map(|component| {
        let ids = component
            .into_iter()
            .map(|node| SchemaId::from(node.index()));
        let mut ids: Vec<SchemaId> = ids.collect();
        ids.sort_unstable();
        ids
    });
    components
        .filter(|ids| match ids.as_slice() {
            [id] => edges[*id].contains(id),
            _ => true,
        })
        .collect()
}

/// Searches a component depth-first from its schemas, and returns the smallest set of closing
/// edges. Only a component of at most [`MAX_EXHAUSTIVE`] schemas is searched from every schema.
fn fewest_closing_edges(component: &[SchemaId], edges: &Edges) -> Vec<Edge> {
    let starts = if component.len() <= MAX_EXHAUSTIVE {
        component.len()
    } else {
        1
    };
    let searches = component
        .iter()
        .take(starts)
        .map(|start| closing_edges(*start, component, edges));
    searches.min_by_key(Vec::len).unwrap_or_default()
}

/// Returns the edges that lead back to a schema on the current path of a depth-first search within
/// a component.
fn closing_edges(start: SchemaId, component: &[SchemaId], edges: &Edges) -> Vec<Edge> {
    let component: BTreeSet<SchemaId> = component.iter().copied().collect();
    let mut on_path = BTreeSet::from([start]);
    let mut finished = BTreeSet::new();
    let mut closing = Vec::new();
    // An explicit stack: the depth of a document's cycles is not limited.
    let mut path: Vec<Edge> = vec![(start, 0)];
    while let Some((id, next)) = path.last_mut() {
        let (from, position) = (*id, *next);
        let Some(to) = edges[from].get(position).copied() else {
            path.pop();
            on_path.remove(&from);
            finished.insert(from);
            continue;
        };
        *next += 1;
        if on_path.contains(&to) {
            closing.push((from, position));
        } else if component.contains(&to) && !finished.contains(&to) {
            on_path.insert(to);
            path.push((to, 0));
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(lists: &[&[usize]]) -> Edges {
        lists
            .iter()
            .map(|list| list.iter().copied().map(SchemaId::from).collect())
            .collect()
    }

    fn closing(lists: &[&[usize]]) -> Vec<(usize, usize)> {
        let edges = edges(lists);
        let mut all: Vec<(usize, usize)> = cyclic_components(&edges)
            .iter()
            .flat_map(|component| fewest_closing_edges(component, &edges))
            .map(|(id, position)| (id.index(), position))
            .collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn acyclic_references_are_not_marked() {
        assert_eq!(closing(&[&[1, 2], &[2], &[]]), []);
    }

    #[test]
    fn a_schema_that_contains_itself_twice_is_marked_at_both_positions() {
        assert_eq!(closing(&[&[0, 1, 0], &[]]), [(0, 0), (0, 2)]);
    }

    #[test]
    fn the_start_that_closes_the_fewest_references_is_chosen() {
        // From 0, both 1 and 2 lead back to 0; from 1, only one reference closes both cycles.
        assert_eq!(closing(&[&[1], &[0, 2], &[0]]).len(), 1);
    }

    #[test]
    fn every_component_is_broken_on_its_own() {
        assert_eq!(closing(&[&[1], &[0], &[3], &[2]]).len(), 2);
    }
}
