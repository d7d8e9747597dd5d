//! Files and functions stay short enough to read.

use std::collections::BTreeSet;

use crate::workspace;

/// Files and functions that may still exceed a limit. The list only shrinks.
const KNOWN: &str = include_str!("known_sizes.txt");

#[test]
fn files_functions_and_parameter_lists_are_short() {
    let known: BTreeSet<&str> = KNOWN.lines().collect();
    let sizes = workspace().iter().map(|analysis| &analysis.sizes);
    let excesses: Vec<String> = sizes.flat_map(|sizes| sizes.excesses()).collect();
    // The number of lines may change while the item is on the list.
    let subject = |excess: &str| {
        excess
            .rsplit_once(": ")
            .map(|(subject, _)| subject.to_owned())
    };
    let subjects: BTreeSet<String> = excesses.iter().filter_map(|text| subject(text)).collect();
    let unknown: Vec<&String> = excesses
        .iter()
        .filter(|text| subject(text).is_some_and(|subject| !known.contains(&*subject)))
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let stale: Vec<&&str> = known
        .iter()
        .filter(|name| !subjects.contains(**name))
        .collect();
    assert!(
        stale.is_empty(),
        "remove these from known_sizes.txt, they are within the limits: {stale:#?}"
    );
}
