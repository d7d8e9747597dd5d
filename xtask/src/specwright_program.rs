//! The release build of the program `specwright`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::cargo;

/// Compiles the program and returns its path.
///
/// # Errors
/// If the program does not compile.
pub fn build() -> anyhow::Result<PathBuf> {
    let status = cargo::command()
        .args(["build", "--release", "--quiet", "--package", "specwright"])
        .status();
    if !status.is_ok_and(|status| status.success()) {
        bail!("the package specwright does not compile");
    }
    let here = std::env::current_dir().context("cannot read the working folder")?;
    Ok(here.join("target/release/specwright"))
}
