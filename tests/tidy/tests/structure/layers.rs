//! The layers that ARCHITECTURE.md declares match the code.

use std::collections::{BTreeMap, BTreeSet};

use tidy::analysis::Analysis;
use tidy::layer::Layers;
use tidy::workspace::{Package, SourceFiles};

use crate::{architecture, workspace};

fn layers() -> Layers {
    Layers::parse(&architecture()).expect("ARCHITECTURE.md has two tables under `## Layers`")
}

#[test]
fn modules_use_only_their_own_layer_and_lower_ones() {
    let layers = layers();
    let found = workspace()
        .iter()
        .flat_map(|package| layers.violations(package));
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let layers = layers();
    let found = workspace().iter().flat_map(|package| layers.gaps(package));
    let found: Vec<String> = found.collect();
    assert!(
        found.is_empty(),
        "correct the table under `## Layers` in ARCHITECTURE.md:\n{}",
        found.join("\n")
    );
}

#[test]
fn crates_depend_only_on_the_crates_that_the_layers_allow() {
    let packages = || workspace().iter().map(|analysis| &analysis.package);
    let layers = layers();
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for package in packages() {
        folders.insert(package.name.clone(), package.short_name());
    }
    for name in ["verifa-types", "verifa-client", "verifa-server"] {
        folders.insert(name.to_owned(), name.to_owned());
    }
    for package in packages() {
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

#[test]
fn violations_of_the_layers_are_found() {
    let layers = Layers::parse(
        "## Layers\n\
         | crate or module | workspace crates | modules |\n|---|---|---|\n\
         | `zoo` | | `animal` → `cage` `keeper` |\n\n\
         | module | never uses | except |\n|---|---|---|\n\
         | `zoo` | `std::fs` `farm` | `farm::barn` |\n\
         | `zoo::cage` | `zoo::keeper` | |\n",
    )
    .expect("both tables parse");
    let analysis = zoo(&[
        ("lib.rs", "mod animal;\nmod cage;\nmod keeper;\nmod ticket;"),
        ("animal.rs", "use crate::cage::Cage;\nuse std::fs;"),
        ("cage.rs", "use crate::keeper::Keeper;\npub struct Cage;"),
        (
            "keeper.rs",
            "use crate::animal;\nuse farm::barn::Hay;\nuse farm::Tractor;\npub struct Keeper;",
        ),
        ("ticket.rs", ""),
    ]);
    assert_eq!(
        layers.violations(&analysis),
        [
            "zoo/src/animal.rs uses zoo/src/cage.rs of a higher layer: use crate::cage::Cage",
            "zoo/src/cage.rs must not use this: use crate::keeper::Keeper",
            "zoo/src/animal.rs:2 must not use `std::fs`",
            "zoo/src/keeper.rs:3 must not use `farm::Tractor`",
        ]
    );
    assert_eq!(layers.gaps(&analysis), ["`zoo::ticket` has no layer"]);
}

/// Returns a package in memory whose folder is `zoo`.
fn zoo(files: &[(&str, &str)]) -> Analysis {
    let files: SourceFiles = files
        .iter()
        .map(|(path, text)| (format!("zoo/src/{path}").into(), (*text).to_owned()))
        .collect();
    Analysis::new(Package {
        name: "zoo".to_owned(),
        folder: "zoo".into(),
        manifest: toml::Table::new(),
        files,
    })
    .expect("the package parses")
}
