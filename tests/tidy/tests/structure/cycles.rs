//! Files have no import cycles, and the checker would find them.

use std::path::{Path, PathBuf};

use tidy::cycle::{Cycle, cycles};
use tidy::import_graph::ImportGraph;
use tidy::module_tree::ModuleTree;
use tidy::syntax::parse;
use tidy::workspace::SourceFiles;

use crate::workspace;

#[test]
fn no_files_import_each_other() {
    let crates = workspace().iter().flat_map(|analysis| &analysis.crates);
    let found = crates.flat_map(|krate| cycles(&krate.graph));
    let found: Vec<String> = found.map(|cycle| cycle.to_string()).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_cycle_through_a_re_export_is_found() {
    let found = cycles_of(&[
        ("lib.rs", "mod shape;\nmod text;"),
        ("shape/mod.rs", "mod circle;\npub use circle::Circle;"),
        (
            "shape/circle.rs",
            "use crate::text::draw;\npub struct Circle;",
        ),
        (
            "text.rs",
            "use crate::shape::Circle;\npub fn draw(circle: &Circle) {}",
        ),
    ]);
    assert_eq!(found.len(), 1);
    let expected = ["shape/circle.rs", "shape/mod.rs", "text.rs"];
    assert_eq!(found[0].files, expected.map(PathBuf::from).into());
    let message = found[0].to_string();
    assert!(
        message.contains("text.rs uses shape/circle.rs\n    line 1: use crate::shape::Circle\n"),
        "{message}"
    );
}

#[test]
fn siblings_that_import_each_other_through_their_parent_are_found() {
    let found = cycles_of(&[
        ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;"),
        ("a.rs", "use super::B;\npub struct A(B);"),
        ("b.rs", "pub struct B;\nfn paths() { super::A::new(); }"),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].files, ["a.rs", "b.rs"].map(PathBuf::from).into());
}

#[test]
fn globs_macros_and_serde_attributes_count_as_imports() {
    let imports = [
        "use super::a::*;\nfn f(value: A) {}",
        "use super::a::{self};",
        "fn f() { println!(\"{}\", crate::a::A); }",
        "macro_rules! m { () => { $crate::a::A } }",
        "#[serde(with = \"crate::a::A\")]\nstruct B;",
    ];
    for import in imports {
        let b = format!("{import}\npub struct C;");
        let found = cycles_of(&[
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "use crate::b::C;\npub struct A(C);"),
            ("b.rs", &b),
        ]);
        assert_eq!(found.len(), 1, "{import}");
    }
}

#[test]
fn a_parent_and_its_descendants_may_use_each_other() {
    let found = cycles_of(&[
        ("lib.rs", "mod plan;\npub struct Options;"),
        (
            "plan/mod.rs",
            "mod a;\nmod b;\nuse a::A;\npub struct Context(A);",
        ),
        (
            "plan/a.rs",
            "use super::b::B;\nuse super::Context;\npub struct A(B);",
        ),
        (
            "plan/b.rs",
            "use super::Context;\nuse crate::Options;\npub struct B;",
        ),
    ]);
    assert_eq!(found, []);
}

#[test]
fn a_ring_that_enters_a_folder_and_leaves_it_from_the_parent_is_found() {
    let found = cycles_of(&[
        ("lib.rs", "mod plan;\nmod names;"),
        (
            "plan/mod.rs",
            "mod a;\nuse crate::names::Name;\npub struct Context;",
        ),
        ("plan/a.rs", "use super::Context;\npub struct A;"),
        ("names.rs", "use crate::plan::a::A;\npub struct Name;"),
    ]);
    assert_eq!(found.len(), 1);
}

#[test]
fn test_code_may_import_anything() {
    let found = cycles_of(&[
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "use crate::b::B;\npub struct A;"),
        (
            "b.rs",
            "pub struct B;\n#[cfg(test)]\nmod tests { use crate::a::A; }",
        ),
    ]);
    assert_eq!(found, []);
}

/// Returns the cycles of a crate in memory whose root is `lib.rs`.
fn cycles_of(files: &[(&str, &str)]) -> Vec<Cycle> {
    let files: SourceFiles = files
        .iter()
        .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
        .collect();
    let files = parse(&files).expect("the files parse");
    let tree = ModuleTree::load(&files, Path::new("lib.rs")).expect("every module has a file");
    cycles(&ImportGraph::new(&tree))
}
