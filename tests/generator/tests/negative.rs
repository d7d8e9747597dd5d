//! One test per folder of `negative`. Each document reports the diagnostic code that its folder is
//! named after, and a snapshot beside it holds the output for people.

use std::collections::BTreeSet;
use std::process::ExitCode;

use generator_tests::case::diagnostics;
use generator_tests::{Case, harness};
use libtest_mimic::Arguments;
use specwright::openapi::diagnostic::Code;

fn main() -> ExitCode {
    let mut tests = harness::tests_of("negative", reports_its_code);
    tests.push(harness::test(
        "every_code_has_a_document",
        every_code_has_a_document,
    ));
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

/// Returns the code that a folder is named after: the part before the first dot.
fn expected_code(case: &Case) -> &str {
    case.name.split('.').next().unwrap_or(&case.name)
}

/// Returns `duplicate-key` for `oas::duplicate-key`.
fn without_family(code: Code) -> &'static str {
    let code = code.as_str();
    code.split_once("::").map_or(code, |(_, name)| name)
}

fn reports_its_code(case: &Case) {
    let generated = case.run();
    let reported: Vec<&str> = generated
        .diagnostics
        .iter()
        .map(|diagnostic| without_family(diagnostic.code))
        .collect();
    assert!(
        reported.contains(&expected_code(case)),
        "the reported codes are {reported:?}"
    );
    assert_eq!(
        generated.files.is_none(),
        generated.errors() > 0,
        "a document is rejected if and only if it has an error"
    );
    for diagnostic in &generated.diagnostics {
        let code = diagnostic.code;
        let location = generated.sources.locate_diagnostic(diagnostic);
        assert!(location.is_some(), "{code} has no location");
        assert!(!diagnostic.hint.is_empty(), "{code} has no hint");
    }
    harness::snapshots_beside(case)
        .bind(|| insta::assert_snapshot!("diagnostics", diagnostics(&generated)));
}

fn every_code_has_a_document() {
    let cases = Case::all("negative");
    let documented: BTreeSet<&str> = cases.iter().map(expected_code).collect();
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| without_family(*code)).collect();
    let none = Vec::<&&str>::new();
    assert_eq!(
        known.difference(&documented).collect::<Vec<_>>(),
        none,
        "codes without a document"
    );
    assert_eq!(
        documented.difference(&known).collect::<Vec<_>>(),
        none,
        "folders named after an unknown code"
    );
}
