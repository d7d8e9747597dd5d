//! `cargo xtask service`: the trials of `tests/service`, built for speed.

use std::env;
use std::process::Command;

use clap::Args;
use specwright::Failure;
use specwright::cli::{Console, Exit};

/// What the trials are told.
#[derive(Args)]
pub struct Service {
    /// The trial and its flags, such as `all --full`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the trials and says whether a promise broke.
pub fn run(service: &Service, console: &mut Console) -> Result<Exit, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "service-trial",
            "--",
        ])
        .args(&service.arguments);
    match command.status() {
        Ok(status) if status.success() => Ok(Exit::Success),
        Ok(_) => Ok(Exit::Rejected),
        Err(error) => {
            console.note(&format!("Cargo can't be run: {error}"));
            Ok(Exit::Failed)
        }
    }
}
