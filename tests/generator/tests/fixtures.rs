//! One test per folder of `fixtures`. Snapshots beside the document hold its diagnostics, its model
//! and the public items of the generated Rust.

use std::process::ExitCode;

use generator_tests::case::diagnostics;
use generator_tests::{Case, harness, listing};
use libtest_mimic::Arguments;
use specwright::openapi::ir;

fn main() -> ExitCode {
    let tests = harness::tests_of("fixtures", matches_its_snapshots);
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn matches_its_snapshots(case: &Case) {
    let generated = case.run();
    assert_eq!(
        generated.errors(),
        0,
        "the document is rejected:\n{}",
        diagnostics(&generated)
    );
    let api = generated.api.as_ref();
    let api = api.expect("an accepted document has a model");
    let files = generated.files.as_ref();
    let files = files.expect("an accepted document has an output");
    let has_diagnostics = !generated.diagnostics.is_empty();
    assert!(
        has_diagnostics || !case.folder.join("diagnostics.snap").exists(),
        "the document has no diagnostics any more: remove diagnostics.snap"
    );
    harness::snapshots_beside(case).bind(|| {
        if has_diagnostics {
            insta::assert_snapshot!("diagnostics", diagnostics(&generated));
        }
        insta::assert_snapshot!("model", ir::dump(api));
        insta::assert_snapshot!("items", listing::listing(files));
    });
}
