//! From `spec` to `crates/generated`, and from the runtime's manifest to the one that the generator carries.

use std::path::{Path, PathBuf};

use specwright::cli::{Action, Console, Exit, execute};
use specwright::{Failure, Input, Job, Layout, Runtime, read_config};

use crate::runtime_manifest;

const REMEDY: &str = "cargo xtask codegen";

/// Generates, or with `check` compares.
pub fn run(check: bool, console: &mut Console) -> Result<Exit, Failure> {
    let manifest = runtime_manifest::run(check, REMEDY, console)?;
    let folder = PathBuf::from("crates/generated");
    let action = if check { Action::Compare(folder, REMEDY.to_owned()) } else { Action::Write(folder) };
    let generated = execute(&job()?, &action, console)?;
    Ok(if manifest == Exit::Done { generated } else { manifest })
}

fn job() -> Result<Job, Failure> {
    let mut job = Job::new(Input::File(PathBuf::from("spec/openapi.yaml")));
    job.config = read_config(Path::new("spec/specwright.toml"))?;
    job.options.spec = "spec/openapi.yaml".to_owned();
    job.options.layout = Layout::Crates;
    job.options.runtime = Runtime::Path("../../runtime".to_owned());
    Ok(job)
}
