//! What users install holds everything that it needs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use generator_tests::case::repository;
use generator_tests::sources::rust_files;

#[test]
fn the_command_carries_the_runtime() {
    let packaged = packaged("specwright");
    let source = repository().join("crates/runtime/src");
    let mut expected: BTreeSet<String> = rust_files(&source)
        .iter()
        .map(|file| relative(&file.path, &source))
        .collect();
    expected.insert("runtime.toml".to_owned());
    let missing: Vec<_> = expected.difference(&packaged).collect();
    assert!(missing.is_empty(), "the package lacks {missing:?}");
}

#[test]
fn the_generator_carries_the_templates() {
    let packaged = packaged("specwright-codegen");
    let templates: Vec<&String> = packaged
        .iter()
        .filter(|path| path.starts_with("templates/") && path.ends_with(".j2"))
        .collect();
    let mut count = 0;
    let mut waiting = vec![repository().join("templates")];
    while let Some(folder) = waiting.pop() {
        for entry in folder.read_dir().expect("the templates can be read") {
            let path = entry.expect("the templates can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "j2") {
                count += 1;
            }
        }
    }
    assert!(count > 0);
    assert_eq!(templates.len(), count, "the package has only {templates:?}");
}

#[test]
fn every_published_crate_has_its_sources() {
    for package in ["specwright-openapi", "specwright-runtime"] {
        assert!(packaged(package).contains("src/lib.rs"), "{package}");
    }
}

fn relative(path: &Path, source: &Path) -> String {
    let relative = path.strip_prefix(source).unwrap_or(path);
    format!("runtime-src/{}", relative.display()).replace('\\', "/")
}

/// The files that `cargo package` would put into a package.
fn packaged(package: &str) -> BTreeSet<String> {
    let list = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "-p",
            package,
        ])
        .current_dir(repository())
        .output()
        .expect("cargo can be run");
    assert!(
        list.status.success(),
        "{}",
        String::from_utf8_lossy(&list.stderr)
    );
    String::from_utf8_lossy(&list.stdout)
        .lines()
        .map(|line| line.replace('\\', "/"))
        .collect()
}
