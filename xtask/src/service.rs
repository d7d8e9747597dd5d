//! `cargo xtask service`: runs the scenarios of `tests/service` in release mode.

use anyhow::Context as _;
use clap::Args;
use specwright::cli::Exit;

use crate::cargo;

/// Arguments that are passed to `service-trial`.
#[derive(Args)]
pub struct Service {
    /// Scenario and its options, such as `all --full`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the scenarios.
pub fn run(service: &Service) -> anyhow::Result<Exit> {
    let status = cargo::command()
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "service-trial",
            "--",
        ])
        .args(&service.arguments)
        .status()
        .context("cannot run cargo")?;
    Ok(if status.success() {
        Exit::Success
    } else {
        Exit::Rejected
    })
}
