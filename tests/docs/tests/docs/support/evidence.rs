//! Checks of the evidence in the support matrix against the tests and documents of the repository.

use std::collections::BTreeSet;
use std::fs;

use docs_tests::repository;
use specwright::openapi::diagnostic::Code;
use xtask::support_matrix::{Evidence, Feature, Source};

use super::document::Document;

/// Returns what is wrong with a piece of evidence for a feature, or `None` if it holds.
pub fn problem(feature: &Feature, evidence: &Evidence) -> Option<String> {
    let shows = evidence.shows.as_deref();
    let checked = match &evidence.source {
        Source::Test { file, function } => check_test(file, function, shows),
        Source::Fixture { name, besides } => {
            let folder = format!("fixtures/{name}");
            document(feature, &folder).and_then(|it| check_fixture(&it, besides, shows))
        }
        Source::Diagnostic { code, folder } => {
            document(feature, folder).and_then(|it| check_diagnostic(&it, code, shows))
        }
    };
    checked.err()
}

/// Finds a document of a version that defines the feature.
fn document(feature: &Feature, folder: &str) -> Result<Document, String> {
    let document = Document::find(folder).ok_or(format!("no folder `{folder}`"))?;
    let version = document.version();
    let version = version.ok_or(format!("`{folder}` declares no version"))?;
    if !feature.versions.include(&version) {
        return Err(format!("`{folder}` is of version {version}"));
    }
    Ok(document)
}

/// Checks that the function is a test, and that its text, or a file that it includes, contains
/// `shows`.
fn check_test(file: &str, function: &str, shows: Option<&str>) -> Result<(), String> {
    let path = repository().join(file);
    let source = fs::read_to_string(&path).map_err(|_| format!("no file `{file}`"))?;
    let (attributes, text) =
        find_function(&source, function).ok_or(format!("no function `{function}` in {file}"))?;
    let is_test = attributes.contains("#[test]") || attributes.contains("#[tokio::test");
    if !is_test {
        return Err(format!("`{function}` is not a test"));
    }
    let mut text = text.to_owned();
    let included = text.split("include_str!(\"").skip(1);
    let names: Vec<String> = included
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    for name in names {
        let included = fs::read_to_string(path.with_file_name(&name));
        text += &included.map_err(|_| format!("cannot read `{name}`"))?;
    }
    match shows {
        Some(shows) if !contains(&text, shows) => {
            Err(format!("`{function}` does not contain `{shows}`"))
        }
        _ => Ok(()),
    }
}

/// Returns the attributes and the text of a function in a formatted file: the lines after the last
/// empty line before it, and the lines up to a brace with its indentation.
fn find_function<'a>(source: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let start = source.find(&format!("fn {name}("))?;
    let (before, text) = source.split_at(start);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indentation = &line[..line.len() - line.trim_start().len()];
    let end = format!("\n{indentation}}}");
    let length = text.find(&end).map_or(text.len(), |at| at + end.len());
    let attributes = before.rsplit("\n\n").next().unwrap_or_default();
    Some((attributes, &text[..length]))
}

/// Checks that the snapshots of a fixture contain `shows`, and that it reports exactly the codes
/// that the row expects.
fn check_fixture(
    document: &Document,
    besides: &[String],
    shows: Option<&str>,
) -> Result<(), String> {
    let folder = &document.folder;
    let shows = shows.ok_or(format!("`{folder}`: `shows` is missing"))?;
    let reported: BTreeSet<String> = document.findings().into_iter().map(|it| it.code).collect();
    let expected: BTreeSet<String> = besides.iter().cloned().collect();
    if let Some(code) = reported.difference(&expected).next() {
        return Err(format!("`{folder}` reports {code}"));
    }
    if let Some(code) = expected.difference(&reported).next() {
        return Err(format!("`{folder}` does not report {code}"));
    }
    if !contains(&document.snapshots(), shows) {
        return Err(format!("no snapshot of `{folder}` contains `{shows}`"));
    }
    Ok(())
}

/// Checks that a document reports the code, with a message that contains `shows`.
fn check_diagnostic(document: &Document, code: &str, shows: Option<&str>) -> Result<(), String> {
    let folder = &document.folder;
    let shows = shows.ok_or(format!("`{folder}`: `shows` is missing"))?;
    if !Code::ALL.iter().any(|known| known.as_str() == code) {
        return Err(format!("unknown code `{code}`"));
    }
    let findings = document.findings();
    let mut found = findings.iter().filter(|finding| finding.code == code);
    if !found.any(|finding| finding.message.contains(shows)) {
        return Err(format!("`{folder}` does not report {code} with `{shows}`"));
    }
    Ok(())
}

/// Returns whether a text contains another one. White space is ignored, because formatting changes
/// it.
fn contains(text: &str, part: &str) -> bool {
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    without_space(text).contains(&without_space(part))
}
