//! The Cargo executable.

use std::process::Command;

/// Returns a command for the Cargo that runs this program.
pub fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
