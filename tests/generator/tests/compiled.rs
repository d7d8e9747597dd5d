//! Everything that the generator makes of the fixtures and of the hostile documents compiles without a warning.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use generator_tests::Case;
use generator_tests::case::repository;
use serde_json::Value;
use specwright::output::{self, Files};
use specwright::{Layout, Runtime};

#[test]
fn all_output_compiles_without_a_warning() {
    // The folder stays from run to run, and unchanged files keep their time, so that only what changed is compiled again.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let mut names = BTreeSet::new();
    let mut files = Files::new();
    for kind in ["fixtures", "hostile"] {
        for case in Case::all(kind) {
            add(&case, kind, &mut names, &mut files);
        }
    }
    assert!(
        files.len() > 500,
        "only {} files were generated",
        files.len()
    );
    files.insert("Cargo.toml".to_owned(), workspace(&files));
    output::write(&root, output::Layout::Workspace, &files).expect("the workspace can be written");
    // The versions of the repository are known to be there, so that nothing has to be fetched.
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file can be copied");
    assert_eq!(problems(&root), "");
}

/// Adds the crates of one document below a folder of its own, under package names that no other document has.
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
        place(dependency);
    }
    // What the title makes of the package name is the point of some documents; the others get a name for sure.
    if !case.name.contains("title") {
        job.config.name = Some(format!("{kind}-{}", case.name));
    }
    let mut made = job.run().expect("the document can be read");
    if made
        .files
        .as_ref()
        .is_some_and(|files| files.keys().any(|path| names.contains(top(path))))
    {
        job.config.name = Some(format!("{kind}-{}", case.name));
        made = job.run().expect("the document can be read");
    }
    for (path, text) in made.files.into_iter().flatten() {
        names.insert(top(&path).to_owned());
        files.insert(path, text);
    }
}

/// Documents name crates of this repository as if they stood beside the generated ones.
fn place(dependency: &mut toml::Table) {
    if let Some(toml::Value::String(path)) = dependency.get_mut("path") {
        let name = path
            .strip_prefix("../")
            .expect("the crate stands beside the generated ones");
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

/// The manifest of the workspace that holds them all.
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

/// What the compiler has to say about the members.
fn problems(root: &Path) -> String {
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
        .expect("cargo can be run");
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
