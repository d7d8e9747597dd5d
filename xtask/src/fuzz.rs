//! `cargo xtask fuzz`: generates from random documents in release mode, and compiles the output.

use anyhow::Context as _;
use clap::Args;
use specwright::cli::Exit;

use crate::cargo;

/// Arguments that are passed to `fuzz-tests`.
#[derive(Args)]
pub struct Fuzz {
    /// Command and its options, such as `documents --compile 40`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the command.
pub fn run(fuzz: &Fuzz) -> anyhow::Result<Exit> {
    let status = cargo::command()
        .args(["run", "--release", "--quiet", "--package", "fuzz-tests"])
        .arg("--")
        .args(&fuzz.arguments)
        .status()
        .context("cannot run cargo")?;
    Ok(if status.success() {
        Exit::Success
    } else {
        Exit::Rejected
    })
}
