//! The support matrix: its evidence exists and shows what a row claims, and no unsupported feature
//! is left out.

mod document;
mod evidence;

use std::collections::BTreeSet;

use docs_tests::repository;
use xtask::support_matrix::{Cell, Feature, Matrix, Source, parse, read};

use self::document::Document;

/// Codes that report a feature of OpenAPI as not supported.
const UNSUPPORTED: &[&str] = &[
    "gen::ignored-keyword",
    "gen::unsupported-media-type",
    "gen::unsupported-method",
    "gen::unsupported-style",
];

fn matrix() -> Matrix {
    read(repository()).expect("docs/support.toml is valid")
}

fn features(matrix: &Matrix) -> impl Iterator<Item = &Feature> {
    matrix.sections.iter().flat_map(|section| &section.features)
}

/// Returns what is wrong with the rows of a matrix.
fn problems(matrix: &Matrix) -> Vec<String> {
    let mut problems = Vec::new();
    let mut names = BTreeSet::new();
    for section in &matrix.sections {
        for feature in &section.features {
            let name = format!("{}: {}", section.title, feature.name);
            let found = problems_of_feature(feature).into_iter();
            problems.extend(found.map(|problem| format!("{name}: {problem}")));
            if names.contains(&name) {
                problems.push(format!("{name}: duplicate feature"));
            }
            names.insert(name);
        }
    }
    problems
}

fn problems_of_feature(feature: &Feature) -> Vec<String> {
    let count = |cell: &Cell| {
        let evidence = feature.evidence.iter();
        evidence.filter(|it| it.cells.contains(cell)).count()
    };
    let mut problems = Vec::new();
    if Cell::ALL.iter().any(|cell| count(cell) > 1) {
        problems.push("several pieces of evidence for one cell".to_owned());
    }
    if Cell::ALL.iter().all(|cell| count(cell) == 0) {
        problems.push("no cell has evidence".to_owned());
    }
    let evidence = feature.evidence.iter();
    problems.extend(evidence.filter_map(|it| evidence::problem(feature, it)));
    problems
}

/// Returns the findings of the test documents that no row of a matrix cites.
fn omitted_diagnostics(matrix: &Matrix) -> Vec<String> {
    let is_cited = |code: &str, message: &str| {
        features(matrix).flat_map(|it| &it.evidence).any(|it| {
            let is_code =
                matches!(&it.source, Source::Diagnostic { code: cited, .. } if cited == code);
            let shows = it.shows.as_deref();
            is_code && shows.is_some_and(|shows| message.contains(shows))
        })
    };
    let documents = ["fixtures", "negative"].into_iter().flat_map(Document::all);
    let findings = documents.flat_map(|document| {
        let folder = document.folder.clone();
        let findings = document.findings().into_iter();
        findings.map(move |finding| (folder.clone(), finding))
    });
    findings
        .filter(|(_, finding)| UNSUPPORTED.contains(&finding.code.as_str()))
        .filter(|(_, finding)| !is_cited(&finding.code, &finding.message))
        .map(|(folder, finding)| format!("{folder}: {}: {}", finding.code, finding.message))
        .collect()
}

/// Returns the fixtures that no row of a matrix cites, and the exceptions that a row cites.
fn omitted_fixtures(matrix: &Matrix) -> Vec<String> {
    let evidence = features(matrix).flat_map(|feature| &feature.evidence);
    let cited: BTreeSet<String> = evidence
        .filter_map(|it| match &it.source {
            Source::Fixture { name, .. } => Some(format!("fixtures/{name}")),
            Source::Diagnostic { folder, .. } => Some(folder.clone()),
            Source::Test { .. } => None,
        })
        .collect();
    let others = matrix.other_fixtures.keys();
    let others: BTreeSet<String> = others.map(|name| format!("fixtures/{name}")).collect();
    let all = Document::all("fixtures").map(|document| document.folder);
    all.filter(|folder| cited.contains(folder) == others.contains(folder))
        .collect()
}

#[test]
fn every_cell_has_evidence_that_exists() {
    let problems = problems(&matrix());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_unsupported_feature_is_a_row() {
    let omitted = omitted_diagnostics(&matrix());
    assert!(
        omitted.is_empty(),
        "docs/support.toml cites no diagnostic for:\n{}",
        omitted.join("\n")
    );
}

#[test]
fn every_fixture_is_cited_or_excepted_with_a_reason() {
    let omitted = omitted_fixtures(&matrix());
    assert!(
        omitted.is_empty(),
        "cite in docs/support.toml, or list under `other-fixtures`, not both:\n{}",
        omitted.join("\n")
    );
}

#[test]
fn the_matrix_is_large_enough_to_compare_generators() {
    let matrix = matrix();
    let rows = features(&matrix).count();
    assert!(rows >= 90, "{rows} rows");
}

/// Returns what is wrong with a row that has this evidence.
fn problems_of(evidence: &str) -> Vec<String> {
    let row = format!(
        "other-fixtures = {{}}\n[[sections]]\ntitle = 'S'\n[[sections.features]]\nname = 'F'\n\
         versions = '3.0'\nevidence = [{evidence}]\n"
    );
    match parse(&row) {
        Ok(matrix) => problems(&matrix),
        Err(error) => vec![format!("{error:#}")],
    }
}

#[test]
fn a_wrong_row_is_reported() {
    const TYPES: &str = "for = ['types'], fixture = 'tuples'";
    for (evidence, expected) in [
        ("", "no cell has evidence"),
        (
            "{for = [], fixture = 'methods', shows = 'trace_thing'}",
            "no cell has evidence",
        ),
        (
            "{for = ['speed'], fixture = 'methods', shows = 'x'}",
            "unknown variant `speed`",
        ),
        (
            "{for = ['types'], shows = 'x'}",
            "expected `test`, `fixture`, or",
        ),
        (
            "{for = ['types'], test = 'search.rs', shows = 'x'}",
            "as `FILE::FUNCTION`",
        ),
        (
            "{for = ['types'], test = 'tests/none.rs::a'}",
            "no file `tests/none.rs`",
        ),
        (
            "{for = ['types'], test = 'tests/roundtrip/tests/search.rs::strings'}",
            "`strings` is not a test",
        ),
        (
            "{for = ['types'], test = 'tests/roundtrip/tests/search.rs::none'}",
            "no function `none`",
        ),
        (
            "{for = ['types'], test = 'tests/roundtrip/tests/search.rs::an_object_in_a_union_is_received', shows = 'yz'}",
            "does not contain `yz`",
        ),
        (
            "{for = ['types'], test = 'crates/runtime/tests/wire.rs::forms_are_written_and_read_as_in_the_table', shows = 'spaceDelimited'}",
            "does not contain `spaceDelimited`",
        ),
        (
            "{for = ['types'], fixture = 'none', shows = 'x'}",
            "no folder `fixtures/none`",
        ),
        (
            "{for = ['types'], fixture = 'methods'}",
            "`shows` is missing",
        ),
        (
            "{for = ['types'], fixture = 'methods', shows = 'x_thing'}",
            "contains `x_thing`",
        ),
        (
            "{for = ['types'], fixture = 'body-raw', shows = 'put_archive'}",
            "reports gen::unsupported-media-type",
        ),
        (
            "{for = ['types'], fixture = 'methods', shows = 'get_thing', besides = ['oas::wrong-type']}",
            "does not report oas::wrong-type",
        ),
        (
            "{for = ['types'], fixture = 'query-method', shows = 'fn search'}",
            "is of version 3.2.0",
        ),
        (
            "{for = ['types'], diagnostic = 'gen::none', in = 'negative/wrong-type', shows = 'x'}",
            "unknown code `gen::none`",
        ),
        (
            "{for = ['types'], diagnostic = 'oas::wrong-type', in = 'negative/none', shows = 'x'}",
            "no folder `negative/none`",
        ),
        (
            "{for = ['types'], diagnostic = 'oas::ref-cycle', in = 'negative/wrong-type', shows = 'info'}",
            "does not report oas::ref-cycle",
        ),
        (
            "{for = ['types'], diagnostic = 'oas::wrong-type', in = 'negative/wrong-type', shows = 'yz'}",
            "does not report oas::wrong-type with `yz`",
        ),
    ] {
        let problems = problems_of(evidence).join("\n");
        assert!(problems.contains(expected), "{evidence}\n{problems}");
    }
    let twice = format!("{{{TYPES}, shows = 'x'}}, {{{TYPES}, shows = 'x'}}");
    let problems = problems_of(&twice).join("\n");
    assert!(
        problems.contains("several pieces of evidence"),
        "{problems}"
    );
    assert_eq!(
        problems_of("{for = ['client'], fixture = 'methods', shows = 'pub fn trace_thing'}"),
        Vec::<String>::new()
    );
}

#[test]
fn omissions_are_reported() {
    let mut matrix = matrix();
    for section in &mut matrix.sections {
        section.features.retain(|feature| {
            !feature.evidence.iter().any(|it| {
                matches!(&it.source, Source::Fixture { name, .. } if name == "methods")
                    || it.shows.as_deref() == Some("links are not supported")
            })
        });
    }
    let omitted = omitted_diagnostics(&matrix);
    assert!(!omitted.is_empty());
    for finding in omitted {
        assert!(finding.contains("links are not supported"), "{finding}");
    }
    assert_eq!(omitted_fixtures(&matrix), ["fixtures/methods"]);
}
