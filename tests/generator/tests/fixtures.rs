//! Each document of `fixtures` against the snapshot beside it: what there is to say, what the document means, and the
//! items of the Rust.

use generator_tests::case::diagnostics;
use generator_tests::{Case, listing};
use specwright::openapi::diagnostic::Severity;
use specwright::openapi::ir;

#[test]
fn fixtures_are_understood_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for case in Case::all("fixtures") {
        let made = case.run();
        assert!(
            !made
                .diagnostics
                .iter()
                .any(|diagnostic| diagnostic.severity == Severity::Error),
            "{} is refused:\n{}",
            case.name,
            diagnostics(&made)
        );
        let api = made
            .api
            .as_ref()
            .expect("a document that is not refused has a meaning");
        let files = made
            .files
            .as_ref()
            .expect("a document that is not refused has an output");
        settings.set_snapshot_path(&case.folder);
        settings.bind(|| {
            if !made.diagnostics.is_empty() {
                insta::assert_snapshot!("diagnostics", diagnostics(&made));
            }
            insta::assert_snapshot!("model", ir::dump(api));
            insta::assert_snapshot!("items", listing::listing(files));
        });
    }
}
