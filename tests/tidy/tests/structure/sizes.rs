//! Files, functions and parameter lists stay short enough to read.

use crate::workspace;

#[test]
fn files_functions_and_parameter_lists_are_short() {
    let sizes = workspace().iter().map(|analysis| &analysis.sizes);
    let excesses: Vec<String> = sizes.flat_map(|sizes| sizes.excesses()).collect();
    assert!(excesses.is_empty(), "{excesses:#?}");
}
