//! Generated manifests require the versions with which this repository is built and tested.

use std::collections::BTreeMap;

use specwright_codegen::{Config, Options, generate};
use specwright_openapi::ir::Api;

#[test]
fn generated_manifests_require_the_versions_of_the_workspace() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let root: toml::Table = std::fs::read_to_string(root)
        .expect("the manifest of the workspace")
        .parse()
        .expect("TOML");
    let workspace = root["workspace"]["dependencies"]
        .as_table()
        .expect("a table");
    let output = generate(&Api::default(), &Config::default(), &Options::default())
        .expect("the embedded templates are valid");
    let mut versions = BTreeMap::new();
    for (path, text) in output
        .files
        .iter()
        .filter(|(path, _)| path.ends_with("/Cargo.toml"))
    {
        let manifest: toml::Table = text
            .parse()
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            manifest["package"]["rust-version"], root["workspace"]["package"]["rust-version"],
            "{path}"
        );
        for (name, requirement) in manifest["dependencies"].as_table().expect("a table") {
            versions.extend(version(requirement).map(|version| (name.clone(), version)));
        }
    }
    assert!(!versions.is_empty());
    for (name, required) in versions {
        assert_eq!(
            Some(required),
            workspace.get(&name).and_then(version),
            "{name}"
        );
    }
}

fn version(requirement: &toml::Value) -> Option<String> {
    requirement
        .as_str()
        .or_else(|| requirement.get("version")?.as_str())
        .map(str::to_owned)
}
