//! Each document of `negative` shows one code; the frames are pinned beside it.

use std::collections::BTreeSet;

use generator_tests::Case;
use generator_tests::case::diagnostics;
use specwright::openapi::diagnostic::{Code, Severity};

/// The code that a folder is about: its name up to the first dot.
fn topic(case: &Case) -> &str {
    case.name.split('.').next().unwrap_or(&case.name)
}

fn without_family(code: Code) -> &'static str {
    code.as_str()
        .split_once("::")
        .map_or(code.as_str(), |(_, name)| name)
}

#[test]
fn each_document_shows_its_code() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for case in Case::all("negative") {
        let made = case.run();
        let shown: Vec<&str> = made
            .diagnostics
            .iter()
            .map(|diagnostic| without_family(diagnostic.code))
            .collect();
        assert!(
            shown.contains(&topic(&case)),
            "{} shows {shown:?}",
            case.name
        );
        let refused = made
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        assert_eq!(
            made.files.is_none(),
            refused,
            "{}: an error refuses the document, nothing else does",
            case.name
        );
        for diagnostic in &made.diagnostics {
            assert!(
                made.sources.locate_diagnostic(diagnostic).is_some(),
                "{}: {} has no place",
                case.name,
                diagnostic.code
            );
            assert!(
                !diagnostic.hint.is_empty(),
                "{}: {} has no hint",
                case.name,
                diagnostic.code
            );
        }
        settings.set_snapshot_path(&case.folder);
        settings.bind(|| insta::assert_snapshot!("diagnostics", diagnostics(&made)));
    }
}

#[test]
fn each_code_has_a_document() {
    let cases = Case::all("negative");
    let shown: BTreeSet<&str> = cases.iter().map(topic).collect();
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| without_family(*code)).collect();
    assert_eq!(
        known.difference(&shown).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "codes without a document"
    );
    assert_eq!(
        shown.difference(&known).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "documents without a code"
    );
}
