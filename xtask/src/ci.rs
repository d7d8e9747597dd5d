//! `cargo xtask ci`: every check that a change must pass. All steps run, so that one run reports
//! every failure.

use std::fs;
use std::time::Instant;

use specwright::cli::{Console, Exit};

use crate::bench::instructions::{self, Mode};
use crate::{cargo, codegen};

/// A Cargo command.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        arguments: &["fmt", "--all", "--check"],
        environment: &[],
    },
    Step {
        name: "clippy",
        arguments: &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
    },
    // The structural checks, the freshness of generated code and the snapshots are tests. The
    // scenarios of the service use the binary that the same command builds.
    Step {
        name: "tests",
        arguments: &["test", "--workspace"],
        environment: &[("INSTA_UPDATE", "no"), ("VERIFA_BIN", "built")],
    },
    Step {
        name: "docs",
        arguments: &["doc", "--workspace", "--no-deps", "--quiet"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
];

/// The combinations of the runtime's features that users select. The workspace itself compiles
/// their union only.
const RUNTIME_FEATURES: &[&str] = &[
    "",
    "client",
    "oauth",
    "testing",
    "client,reqwest",
    "server",
    "signatures",
    "client,signatures",
];

/// The manifest of the generated client that has Cargo features.
const ZOO_CLIENT: &str = "tests/generator/compiled/zoo-client/Cargo.toml";

/// Runs every step and reports the steps that failed.
pub fn run(console: &mut Console) -> Exit {
    let mut failed = Vec::new();
    match codegen::run(true, console) {
        Ok(Exit::Success) => {}
        Ok(_) => failed.push("codegen --check".to_owned()),
        Err(error) => {
            console.note(&format!("error: {error:#}"));
            failed.push("codegen --check".to_owned());
        }
    }
    for step in STEPS {
        if !run_cargo(step.name, step.arguments, step.environment, console) {
            failed.push(step.name.to_owned());
        }
    }
    for features in RUNTIME_FEATURES {
        let name = format!("runtime with features `{features}`");
        if !check_runtime(
            &name,
            &["--no-default-features", "--features", features],
            console,
        ) {
            failed.push(name);
        }
    }
    if !check_runtime("runtime with all features", &["--all-features"], console) {
        failed.push("runtime with all features".to_owned());
    }
    failed.extend(check_features(console));
    if !count_instructions(console) {
        failed.push("instructions".to_owned());
    }
    if failed.is_empty() {
        console.note("==> all steps passed");
        return Exit::Success;
    }
    console.note(&format!("==> failed: {}", failed.join(", ")));
    Exit::Rejected
}

/// Checks the client of the zoo without features, and with each of them alone. Returns the checks
/// that failed.
fn check_features(console: &mut Console) -> Vec<String> {
    let manifest = fs::read_to_string(ZOO_CLIENT).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let names = features.into_iter().flat_map(toml::Table::keys);
    let mut selections: Vec<&str> = names.map(String::as_str).collect();
    if selections.is_empty() {
        return vec!["the client of the zoo has no features".to_owned()];
    }
    selections.push("");
    let mut failed = Vec::new();
    // The documentation links to operations and calls one of them.
    let package = [
        "--package",
        "zoo-client",
        "--no-default-features",
        "--quiet",
    ];
    for command in [&["test", "--doc"][..], &["doc", "--no-deps"]] {
        let environment = [("RUSTDOCFLAGS", "-D warnings")];
        let name = format!("cargo {} without features", command.join(" "));
        if !run_cargo(&name, &[command, &package].concat(), &environment, console) {
            failed.push(name);
        }
    }
    for selection in selections {
        let name = format!("client with features `{selection}`");
        let arguments = [
            "clippy",
            "--package",
            "zoo-client",
            "--quiet",
            "--no-default-features",
        ];
        let arguments = [
            &arguments[..],
            &["--features", selection, "--", "-D", "warnings"],
        ];
        if !run_cargo(&name, &arguments.concat(), &[], console) {
            failed.push(name);
        }
    }
    failed
}

/// Compares numbers of instructions with the expected ones if Valgrind is installed.
fn count_instructions(console: &mut Console) -> bool {
    if !instructions::is_available() {
        console.note("==> instructions: skipped, because valgrind is not installed");
        return true;
    }
    console.note("==> instructions: cargo xtask bench --instructions --check");
    match instructions::run(Mode::Check, console) {
        Ok(exit) => exit == Exit::Success,
        Err(error) => {
            console.note(&format!("error: {error:#}"));
            false
        }
    }
}

/// Checks the runtime's library with a selection of its features.
fn check_runtime(name: &str, selection: &[&str], console: &mut Console) -> bool {
    let mut arguments = vec!["clippy", "--package", "specwright-runtime", "--quiet"];
    arguments.extend_from_slice(selection);
    arguments.extend(["--", "-D", "warnings"]);
    run_cargo(name, &arguments, &[], console)
}

/// Runs a Cargo command, prints its duration and returns whether the command succeeded.
fn run_cargo(
    name: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
    console: &mut Console,
) -> bool {
    console.note(&format!("==> {name}: cargo {}", arguments.join(" ")));
    let started = Instant::now();
    let status = cargo::command()
        .args(arguments)
        .envs(environment.iter().copied())
        .status();
    console.note(&format!("==> {name}: {} s", started.elapsed().as_secs()));
    status.is_ok_and(|status| status.success())
}
