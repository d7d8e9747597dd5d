//! Published packages contain every file that they need.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use generator_tests::case::repository;
use generator_tests::sources::files_below;

#[test]
fn the_command_line_package_contains_the_runtime() {
    let packaged = packaged("specwright");
    let source = repository().join("crates/runtime/src");
    let mut expected: BTreeSet<String> = files_below(&source, "rs")
        .iter()
        .map(|file| relative(file, &source))
        .collect();
    expected.insert("runtime.toml".to_owned());
    let missing: Vec<_> = expected.difference(&packaged).collect();
    assert!(missing.is_empty(), "the package lacks {missing:?}");
}

#[test]
fn the_codegen_package_contains_the_templates() {
    let templates: Vec<String> = packaged("specwright-codegen")
        .into_iter()
        .filter(|path| path.starts_with("templates/") && path.ends_with(".j2"))
        .collect();
    let expected = files_below(&repository().join("templates"), "j2").len();
    assert_eq!(
        templates.len(),
        expected,
        "the package contains {templates:?}"
    );
}

#[test]
fn the_library_packages_contain_their_sources() {
    for package in ["specwright-openapi", "specwright-runtime"] {
        assert!(packaged(package).contains("src/lib.rs"), "{package}");
    }
}

fn relative(path: &Path, source: &Path) -> String {
    let relative = path.strip_prefix(source).unwrap_or(path);
    format!("runtime-src/{}", relative.display()).replace('\\', "/")
}

/// Lists the files that `cargo package` includes.
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
        .expect("cargo runs");
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
