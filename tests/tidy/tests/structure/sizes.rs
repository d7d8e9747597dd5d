//! Files and functions stay short enough to read.

use tidy::size::Sizes;
use tidy::workspace::{packages, repository};

/// The most lines that a file has without its tests, and that a function has.
const FILE_LINES: usize = 710;
const FUNCTION_LINES: usize = 140;
/// The most parameters that a function has, `self` aside.
const PARAMETERS: usize = 6;

#[test]
fn files_and_functions_are_short() {
    let mut long = Vec::new();
    for package in packages(repository()).expect("the workspace is readable") {
        let sizes = Sizes::of(&package).expect("the package parses");
        for file in sizes.files {
            if file.lines > FILE_LINES && !file.is_test {
                long.push(format!("{}: {} lines", file.path.display(), file.lines));
            }
        }
        for function in sizes.functions {
            let place = format!("{}:{}", function.file.display(), function.line);
            if function.lines > FUNCTION_LINES {
                long.push(format!(
                    "{place}: {} has {} lines",
                    function.name, function.lines
                ));
            }
            if let Some(count) = function.parameters.filter(|count| *count > PARAMETERS) {
                long.push(format!("{place}: {} has {count} parameters", function.name));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
