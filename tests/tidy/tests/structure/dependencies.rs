//! Every dependency has its reason in ARCHITECTURE.md.

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
        "these are in one of Cargo.toml and ARCHITECTURE.md only"
    );
}
