//! The code generated from all fixtures and hostile documents compiles without a warning, in one
//! workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use generator_tests::case::repository;
use generator_tests::{Case, names};
use serde_json::Value;
use specwright::output::{self, Files};
use specwright::{Input, Job, Layout, Runtime};

#[test]
fn generated_code_compiles_without_warnings() {
    // The folder survives the run and unchanged files keep their modification time, so Cargo
    // compiles only changed crates.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let mut names = BTreeSet::new();
    let mut files = Files::new();
    for kind in ["fixtures", "hostile"] {
        for case in Case::all(kind) {
            add(&case, kind, &mut names, &mut files);
        }
    }
    add_every_name(&mut files);
    add_program(&mut files);
    assert!(
        files.len() > 500,
        "only {} files were generated",
        files.len()
    );
    files.insert("Cargo.toml".to_owned(), workspace(&files));
    output::write(&root, Layout::Workspace, &files).expect("the workspace is writable");
    // The locked versions of the repository are on disk already, so nothing is downloaded.
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file is readable");
    assert_eq!(compiler_output(&root), "");
}

/// Adds the crates of one document under package names that no other document uses.
fn add(case: &Case, kind: &str, names: &mut BTreeSet<String>, files: &mut Files) {
    let mut job = case.job();
    job.options.layout = Layout::Crates;
    let runtime = repository().join("crates/runtime");
    job.options.runtime = Runtime::Path(runtime.to_str().expect("the path is Unicode").to_owned());
    for dependency in job
        .config
        .dependencies
        .values_mut()
        .filter_map(toml::Value::as_table_mut)
    {
        use_absolute_path(dependency);
    }
    // Documents about titles test the package name that is derived from the title.
    if !case.name.contains("title") {
        job.config.name = Some(format!("{kind}-{}", case.name));
    }
    let mut generated = job.run().expect("the document is readable");
    if generated
        .files
        .as_ref()
        .is_some_and(|files| files.keys().any(|path| names.contains(top(path))))
    {
        job.config.name = Some(format!("{kind}-{}", case.name));
        generated = job.run().expect("the document is readable");
    }
    for (path, text) in generated.files.into_iter().flatten() {
        names.insert(top(&path).to_owned());
        files.insert(path, text);
    }
}

/// Adds the crates of a document that uses every name of generated code for everything.
fn add_every_name(files: &mut Files) {
    let mut job = Job::new(Input::text("every-name.yaml", names::document()));
    job.options.layout = Layout::Crates;
    let runtime = repository().join("crates/runtime");
    job.options.runtime = Runtime::Path(runtime.to_str().expect("the path is Unicode").to_owned());
    job.config.name = Some("every-name".to_owned());
    let generated = job.run().expect("the document is readable");
    assert_eq!(generated.errors(), 0, "{:?}", generated.diagnostics);
    files.extend(generated.files.into_iter().flatten());
}

/// Adds a program that calls two APIs, whose clients share the runtime.
fn add_program(files: &mut Files) {
    let marker = output::MARKER;
    let manifest = indoc::formatdoc! {r#"
        # {marker} for the tests. Do not edit.
        [package]
        name = "program"
        edition = "2024"

        [dependencies]
        every-name-client = {{ path = "../every-name-client" }}
        fixtures-path-precedence-client = {{ path = "../fixtures-path-precedence-client" }}
    "#};
    let main = indoc::formatdoc! {"
        // {marker} for the tests. Do not edit.
        fn main() {{
            let first = every_name_client::Client::builder();
            let second = fixtures_path_precedence_client::Client::builder();
            drop((first, second));
        }}
    "};
    files.insert("program/Cargo.toml".to_owned(), manifest);
    files.insert("program/src/main.rs".to_owned(), main);
}

/// Redirects `../user-types`, which documents expect beside the generated crates, to the crate in
/// this repository.
fn use_absolute_path(dependency: &mut toml::Table) {
    if let Some(toml::Value::String(path)) = dependency.get_mut("path") {
        let name = path
            .strip_prefix("../")
            .expect("the path begins with `../`");
        *path = repository()
            .join("tests/generator")
            .join(name)
            .to_str()
            .expect("the path is Unicode")
            .to_owned();
    }
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Returns the manifest of the workspace of all generated crates.
fn workspace(files: &Files) -> String {
    let members: BTreeSet<&str> = files.keys().map(|path| top(path)).collect();
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("    \"{member}\",\n"))
        .collect();
    format!(
        "# {} for the tests. Do not edit.\n[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n",
        output::MARKER,
        members.concat()
    )
}

/// Returns the compiler's warnings and errors about all members.
fn compiler_output(root: &Path) -> String {
    let check = Command::new(env!("CARGO"))
        .args([
            "check",
            "--workspace",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let stdout = String::from_utf8_lossy(&check.stdout);
    let messages = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let rendered: Vec<String> = messages
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect();
    match (rendered.is_empty(), check.status.success()) {
        (true, true) => String::new(),
        (true, false) => String::from_utf8_lossy(&check.stderr).into_owned(),
        (false, _) => rendered.concat(),
    }
}
