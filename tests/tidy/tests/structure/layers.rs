//! The layers that ARCHITECTURE.md declares are those of the code.

use std::collections::{BTreeMap, BTreeSet};

use tidy::layer::Layers;
use tidy::workspace::{Package, packages, read, repository};

fn layers() -> Layers {
    let text = read(&repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is readable");
    Layers::parse(&text).expect("ARCHITECTURE.md has two tables under `## Layers`")
}

fn workspace() -> Vec<Package> {
    packages(repository()).expect("the workspace is readable")
}

#[test]
fn modules_use_only_their_own_layer_and_lower_ones() {
    let layers = layers();
    let mut found = Vec::new();
    for package in workspace() {
        found.extend(layers.violations(&package).expect("the crate parses"));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let layers = layers();
    let mut found = Vec::new();
    for package in workspace() {
        found.extend(layers.gaps(&package).expect("the crate parses"));
    }
    assert!(
        found.is_empty(),
        "correct the table under `## Layers` in ARCHITECTURE.md:\n{}",
        found.join("\n")
    );
}

#[test]
fn crates_depend_only_on_the_crates_that_the_layers_allow() {
    let packages = workspace();
    let layers = layers();
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for package in &packages {
        folders.insert(package.name.clone(), package.short_name());
    }
    for name in ["verifa-types", "verifa-client", "verifa-server"] {
        folders.insert(name.to_owned(), name.to_owned());
    }
    for package in &packages {
        let name = package.short_name();
        let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
        let actual: BTreeSet<&String> = sections
            .iter()
            .filter_map(|section| package.manifest.get(*section)?.as_table())
            .flat_map(toml::Table::keys)
            .filter_map(|dependency| folders.get(dependency))
            .collect();
        let declared = layers.dependencies.get(&name);
        let declared: BTreeSet<&String> = declared
            .unwrap_or_else(|| panic!("`{name}` is missing from the table under `## Layers`"))
            .iter()
            .collect();
        assert_eq!(actual, declared, "the workspace crates that `{name}` uses");
    }
}
