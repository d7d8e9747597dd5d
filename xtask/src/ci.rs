//! What a change has to pass. All steps run, so that one run shows everything that is wrong.

use std::env;
use std::process::Command;
use std::time::Instant;

use specwright::cli::{Console, Exit};

use crate::codegen;

/// A command of Cargo.
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
    // The second command of the README; tidiness, freshness and snapshots are among the tests. The trials of the service take the
    // program that this same command builds.
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

/// Runs every step and says which failed.
pub fn run(console: &mut Console) -> Exit {
    let mut failed = Vec::new();
    let fresh = codegen::run(true, console);
    if let Err(failure) = &fresh {
        console.failure(failure);
    }
    if !matches!(fresh, Ok(Exit::Success)) {
        failed.push("codegen --check");
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for Step {
        name,
        arguments,
        environment,
    } in STEPS
    {
        console.note(&format!("==> {name}: cargo {}", arguments.join(" ")));
        let started = Instant::now();
        let status = Command::new(&cargo)
            .args(*arguments)
            .envs(environment.iter().copied())
            .status();
        if !status.is_ok_and(|status| status.success()) {
            failed.push(name);
        }
        console.note(&format!("==> {name}: {} s", started.elapsed().as_secs()));
    }
    if failed.is_empty() {
        console.note("==> all steps passed");
        return Exit::Success;
    }
    console.note(&format!("==> failed: {}", failed.join(", ")));
    Exit::Rejected
}
