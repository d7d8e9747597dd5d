//! The recursion limit that the compiler needs to check how types that contain each other are
//! dropped.

use super::graph::TypeGraph;

/// The default of the attribute `recursion_limit`.
const DEFAULT_LIMIT: usize = 128;

/// The number of steps that the compiler takes for one type of a chain: the type, its `Option`, its
/// `Box` or `Vec`, and the parts of those.
const STEPS: usize = 5;

/// Returns the recursion limit for the longest chain of types, rounded up to a power of two, or
/// `None` if the default suffices.
pub(super) fn limit(graph: &TypeGraph) -> Option<usize> {
    let steps = graph.longest_chain() * STEPS;
    (steps > DEFAULT_LIMIT).then(|| steps.next_power_of_two())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{named, structure};
    use super::*;
    use crate::plan::model::ty::RustType;

    fn limit_of_chain(length: usize) -> Option<usize> {
        let items: Vec<_> = (0..length)
            .map(|depth| {
                let inner = RustType::Vec(Box::new(named(&format!("Type{}", depth + 1))));
                structure(&format!("Type{depth}"), vec![inner])
            })
            .collect();
        limit(&TypeGraph::new(&items))
    }

    #[test]
    fn short_chains_need_no_limit() {
        assert_eq!(limit_of_chain(25), None);
    }

    #[test]
    fn long_chains_need_a_power_of_two() {
        assert_eq!(limit_of_chain(26), Some(256));
        assert_eq!(limit_of_chain(52), Some(512));
    }
}
