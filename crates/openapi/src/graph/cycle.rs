//! Values that contain each other directly.

use crate::ir::Api;

/// Schemas in one cycle for which every starting point is tried.
const EXHAUSTIVE: usize = 32;

/// Marks uses so that no cycle of direct uses is left, as few as a search finds.
pub(crate) fn mark_cycles(api: &mut Api) {
    let edges: Vec<Vec<usize>> = api
        .schemas
        .iter_mut()
        .map(|schema| {
            schema
                .kind
                .direct_uses_mut()
                .iter()
                .map(|ty| ty.id.index())
                .collect()
        })
        .collect();
    for component in components(&edges) {
        let closing = fewest(&component, &edges);
        for (from, position) in closing {
            if let Some(ty) = api.schemas[from]
                .kind
                .direct_uses_mut()
                .into_iter()
                .nth(position)
            {
                ty.cyclic = true;
            }
        }
    }
}

/// A use: the schema that it stands in, and its position there.
type Edge = (usize, usize);

/// The uses that close cycles in a search that closes the fewest.
fn fewest(component: &[usize], edges: &[Vec<usize>]) -> Vec<Edge> {
    let starts = if component.len() <= EXHAUSTIVE {
        component.len()
    } else {
        1
    };
    let searches = component
        .iter()
        .take(starts)
        .map(|start| closing(*start, component, edges));
    searches.min_by_key(Vec::len).unwrap_or_default()
}

/// The uses that lead back to a schema on the way, in a depth-first search within a strongly connected component.
fn closing(start: usize, component: &[usize], edges: &[Vec<usize>]) -> Vec<Edge> {
    let members: std::collections::BTreeSet<usize> = component.iter().copied().collect();
    let mut on_way = std::collections::BTreeSet::new();
    let mut done = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    let mut way: Vec<(usize, usize)> = vec![(start, 0)];
    on_way.insert(start);
    while let Some((node, position)) = way.last_mut() {
        let (from, at) = (*node, *position);
        let Some(to) = edges[from].get(at).copied() else {
            way.pop();
            on_way.remove(&from);
            done.insert(from);
            continue;
        };
        *position += 1;
        if on_way.contains(&to) {
            found.push((from, at));
        } else if members.contains(&to) && !done.contains(&to) {
            on_way.insert(to);
            way.push((to, 0));
        }
    }
    found
}

/// The strongly connected components that hold a cycle, by Tarjan's algorithm without recursion; each sorted.
fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut in_stack = vec![false; edges.len()];
    let mut stack: Vec<usize> = Vec::new();
    let mut next = 0;
    let mut found = Vec::new();
    for root in 0..edges.len() {
        if index[root] != UNSEEN {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, position)) = way.last_mut() {
            let (from, at) = (*node, *position);
            if at == 0 {
                index[from] = next;
                low[from] = next;
                next += 1;
                stack.push(from);
                in_stack[from] = true;
            }
            *position += 1;
            if let Some(to) = edges[from].get(at).copied() {
                if index[to] == UNSEEN {
                    way.push((to, 0));
                } else if in_stack[to] {
                    low[from] = low[from].min(index[to]);
                }
                continue;
            }
            way.pop();
            if let Some((parent, _)) = way.last() {
                low[*parent] = low[*parent].min(low[from]);
            }
            if low[from] == index[from] {
                let start = stack
                    .iter()
                    .rposition(|node| *node == from)
                    .unwrap_or_default();
                let mut component = stack.split_off(start);
                component.iter().for_each(|node| in_stack[*node] = false);
                component.sort_unstable();
                if component.len() > 1 || edges[from].contains(&from) {
                    found.push(component);
                }
            }
        }
    }
    found
}
