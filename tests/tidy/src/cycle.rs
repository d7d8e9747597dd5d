//! Import cycles: strongly connected components of the files of a crate.
//!
//! A parent may use its descendants and a descendant its ancestors, so a ring that needs both
//! directions is not a cycle. The components are therefore searched twice: once without the uses of
//! ancestors and once without the uses of descendants.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::import_graph::{ImportGraph, Uses};

/// Files that use each other, directly or through others.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cycle {
    /// The files of the component.
    pub files: BTreeSet<PathBuf>,
    /// The edges between these files that take part in the cycle.
    pub edges: Vec<Edge>,
}

/// A use of one file by another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Edge {
    /// The file that uses the other file.
    pub from: PathBuf,
    /// The file that is used.
    pub to: PathBuf,
    /// The `use` declarations and paths.
    pub uses: Uses,
}

/// Returns the cycles of a crate. A cycle within another cycle is omitted.
pub fn cycles(graph: &ImportGraph) -> Vec<Cycle> {
    let mut found: Vec<Cycle> = Vec::new();
    let searches: [fn(&ImportGraph, &Path, &Path) -> bool; 2] = [
        |graph, from, to| !graph.is_ancestor(to, from),
        |graph, from, to| !graph.is_ancestor(from, to),
    ];
    for keep in searches {
        for cycle in components(graph, keep) {
            if !found
                .iter()
                .any(|known| known.files.is_superset(&cycle.files))
            {
                found.push(cycle);
            }
        }
    }
    found
}

/// Returns the components of more than one file over the edges that `keep` accepts.
fn components(graph: &ImportGraph, keep: fn(&ImportGraph, &Path, &Path) -> bool) -> Vec<Cycle> {
    let kept = || {
        graph
            .edges
            .iter()
            .filter(|((from, to), _)| keep(graph, from, to))
    };
    let mut digraph = DiGraphMap::<&Path, ()>::new();
    for ((from, to), _) in kept() {
        digraph.add_edge(from, to, ());
    }
    let components = tarjan_scc(&digraph).into_iter();
    let mut found: Vec<Cycle> = components
        .filter(|files| files.len() > 1)
        .map(|files| {
            let files: BTreeSet<PathBuf> = files.into_iter().map(Path::to_owned).collect();
            let edges = kept()
                .filter(|((from, to), _)| files.contains(from) && files.contains(to))
                .map(|((from, to), uses)| Edge {
                    from: from.clone(),
                    to: to.clone(),
                    uses: uses.clone(),
                })
                .collect();
            Cycle { files, edges }
        })
        .collect();
    found.sort_by(|a, b| a.files.cmp(&b.files));
    found
}

impl fmt::Display for Cycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "import cycle of {} files:", self.files.len())?;
        for file in &self.files {
            writeln!(formatter, "  {}", file.display())?;
        }
        for edge in &self.edges {
            writeln!(
                formatter,
                "  {} uses {}",
                edge.from.display(),
                edge.to.display()
            )?;
            for (text, line) in &edge.uses {
                writeln!(formatter, "    line {line}: {text}")?;
            }
        }
        Ok(())
    }
}
