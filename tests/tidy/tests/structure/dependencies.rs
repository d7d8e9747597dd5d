//! Every dependency has its reason in ARCHITECTURE.md, and generators and generated crates stay
//! apart.

use std::collections::BTreeSet;

use tidy::markdown::{section, table};
use tidy::workspace::{manifest, repository};

use crate::architecture;

#[test]
fn every_dependency_of_the_workspace_is_explained() {
    let path = repository().join("Cargo.toml");
    let workspace = manifest(&path).expect("Cargo.toml is readable");
    let dependencies = workspace["workspace"]["dependencies"].as_table();
    let declared: BTreeSet<String> = dependencies
        .expect("`workspace.dependencies` is a table")
        .iter()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect();

    let architecture = architecture();
    let section = section(&architecture, "## Dependencies").expect("a section `## Dependencies`");
    let rows = table(section, "crate").expect("a table with a column `crate`");
    let explained: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| row[0].split(" (").take(1))
        .flat_map(|names| names.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(
        declared
            .symmetric_difference(&explained)
            .collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "only one of Cargo.toml and ARCHITECTURE.md lists these"
    );
}

const GENERATORS: [&str; 3] = ["specwright", "specwright-codegen", "specwright-openapi"];
const GENERATED: [&str; 3] = ["verifa-types", "verifa-client", "verifa-server"];

#[test]
fn generated_crates_depend_on_neither_generators_nor_each_others_roles() {
    for (name, forbidden) in [
        ("verifa-types", &["verifa-client", "verifa-server"][..]),
        ("verifa-client", &["verifa-server"]),
        ("verifa-server", &["verifa-client"]),
    ] {
        let folder = format!("crates/generated/{name}");
        let used = dependencies(&folder);
        assert!(used.contains("specwright-runtime"), "{folder}: {used:?}");
        for forbidden in forbidden.iter().chain(&GENERATORS).chain(&["verifa"]) {
            assert!(!used.contains(*forbidden), "{folder} uses {forbidden}");
        }
    }
}

#[test]
fn generators_do_not_depend_on_generated_crates() {
    for folder in [
        "crates/openapi",
        "crates/codegen",
        "crates/specwright",
        "xtask",
        "tests/generator",
    ] {
        let used = dependencies(folder);
        assert!(!used.is_empty(), "{folder} has no dependencies to check");
        for forbidden in GENERATED.iter().chain(&["verifa"]) {
            assert!(!used.contains(*forbidden), "{folder} uses {forbidden}");
        }
    }
}

/// Returns the names of the packages that the package in `folder` depends on, for every platform
/// and including dev- and build-dependencies.
fn dependencies(folder: &str) -> BTreeSet<String> {
    let path = repository().join(folder).join("Cargo.toml");
    let manifest = manifest(&path).expect("the manifest is readable");
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values);
    let tables = targets.filter_map(toml::Value::as_table);
    let mut names = BTreeSet::new();
    for table in tables.chain([&manifest]) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let section = table.get(section).and_then(toml::Value::as_table);
            for (name, value) in section.into_iter().flatten() {
                let package = value.get("package").and_then(toml::Value::as_str);
                names.insert(package.unwrap_or(name).to_owned());
            }
        }
    }
    names
}
