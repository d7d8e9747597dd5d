//! The recursion limit that the compiler needs to check how types that contain each other are dropped.

use super::graph::TypeGraph;

/// The default of the attribute `recursion_limit`.
const DEFAULT_LIMIT: usize = 128;

/// The number of steps that the compiler takes for one type of a chain: the type, its `Option`, its
/// `Box` or `Vec`, and the parts of those.
const STEPS: usize = 5;

/// Returns the recursion limit that the longest chain of types needs; none if the default is enough.
pub(super) fn limit(graph: &TypeGraph) -> Option<usize> {
    let steps = graph.longest_chain() * STEPS;
    (steps > DEFAULT_LIMIT).then(|| steps.next_power_of_two())
}
