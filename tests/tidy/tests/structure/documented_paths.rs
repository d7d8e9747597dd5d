//! The files, folders and modules that ARCHITECTURE.md names exist.

use tidy::analysis::Analysis;
use tidy::markdown::code_spans;
use tidy::module_tree::ROOT;
use tidy::resolve::resolve;
use tidy::workspace::repository;

use crate::{architecture, workspace};

#[test]
fn every_file_that_architecture_names_exists() {
    let architecture = architecture();
    let spans = architecture.lines().flat_map(code_spans);
    let paths: Vec<String> = spans.filter(|span| is_path(span)).collect();
    assert!(paths.len() > 10, "only {} paths are named", paths.len());
    let missing = |path: &&String| !repository().join(path.trim_end_matches('/')).exists();
    assert_eq!(
        paths.iter().filter(missing).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[test]
fn every_module_and_item_that_architecture_names_exists() {
    let architecture = architecture();
    let spans = architecture.lines().flat_map(code_spans);
    let paths: Vec<String> = spans.filter(|span| is_item(span)).collect();
    let missing = |path: &&String| !resolves(path);
    assert_eq!(
        paths.iter().filter(missing).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

/// Returns whether a code span names a file or a folder of the repository.
fn is_path(span: &str) -> bool {
    let folders = ["crates", "docs", "spec", "templates", "tests", "xtask"];
    let first = span.split('/').next().unwrap_or_default();
    folders.contains(&first) && span.contains('/') && !span.contains(['*', ' ', '<', '{', '…'])
}

/// Returns whether a code span is a Rust path into a crate of the workspace.
fn is_item(span: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    span.contains("::") && span.split("::").all(is_name) && !packages_of(span).is_empty()
}

/// Returns the packages whose folder (`openapi`) or crate name (`specwright_openapi`) the path
/// begins with.
fn packages_of(path: &str) -> Vec<&'static Analysis> {
    let first = path.split("::").next().unwrap_or_default();
    let packages = workspace().iter().filter(|analysis| {
        let package = &analysis.package;
        package.short_name() == first || package.name.replace('-', "_") == first
    });
    packages.collect()
}

fn resolves(path: &str) -> bool {
    let segments = path.split("::").skip(1).map(str::to_owned);
    let segments: Vec<String> = segments.collect();
    let packages = packages_of(path).into_iter();
    packages.flat_map(Analysis::main_crates).any(|krate| {
        let found = resolve(&krate.tree, ROOT, &segments);
        !found.definitions.is_empty()
    })
}
