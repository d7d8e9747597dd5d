//! The `verifa` program under test.

use std::path::PathBuf;
use std::sync::OnceLock;

use crate::Result;

/// Returns the path of the program.
///
/// The environment variable `VERIFA_BIN` may contain the path. The value `built` selects the
/// program that was built together with this crate, as `cargo test --workspace` does. By default
/// the program is built now, in the same profile as this crate.
///
/// # Errors
/// Returns an error if the program cannot be built.
pub fn verifa() -> Result<PathBuf> {
    static BUILT: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    match std::env::var_os("VERIFA_BIN") {
        Some(name) if name == "built" => Ok(profile_folder()?.join("verifa")),
        Some(path) => Ok(path.into()),
        None => Ok(BUILT
            .get_or_init(|| build().map_err(|error| error.to_string()))
            .clone()?),
    }
}

fn build() -> Result<PathBuf> {
    let profile = profile_folder()?;
    let target = profile
        .parent()
        .ok_or("the program is not in a target folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    // Selecting this crate too keeps the features of shared dependencies, so that nothing is built
    // twice.
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args([
        "build",
        "--quiet",
        "--package",
        "verifa",
        "--package",
        "service-trial",
        "--bin",
        "verifa",
    ]);
    command.arg("--target-dir").arg(target);
    if profile.ends_with("release") {
        command.arg("--release");
    }
    if !command.status()?.success() {
        return Err("`cargo build -p verifa` failed".into());
    }
    Ok(profile.join("verifa"))
}

/// Returns the folder of the build profile of this program, such as `target/release`.
fn profile_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    // Programs are in the folder itself, tests in its subfolder `deps`.
    let folder = program
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .ok_or("the program is not in a folder")?;
    Ok(folder.to_owned())
}
