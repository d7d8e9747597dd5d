//! From `spec` to `crates/generated`, and what else is made of something that is checked in: the output of the generator's
//! largest test document, and the manifest that the runtime has in generated workspaces.

use std::path::{Path, PathBuf};

use specwright::cli::{Action, Console, Exit, execute};
use specwright::{Failure, Input, Job, Layout, Runtime, read_config};

use crate::runtime_manifest;

const REMEDY: &str = "cargo xtask codegen";

/// Generates, or with `check` compares.
pub fn run(check: bool, console: &mut Console) -> Result<Exit, Failure> {
    let manifest = runtime_manifest::run(check, REMEDY, console)?;
    let tests = generate(&test_job()?, "tests/generator/compiled", check, console)?;
    let generated = generate(&spec_job()?, "crates/generated", check, console)?;
    Ok([manifest, tests, generated]
        .into_iter()
        .find(|exit| *exit != Exit::Success)
        .unwrap_or(Exit::Success))
}

fn generate(job: &Job, folder: &str, check: bool, console: &mut Console) -> Result<Exit, Failure> {
    let folder = PathBuf::from(folder);
    let action = if check {
        Action::Compare(folder, REMEDY.to_owned())
    } else {
        Action::Write(folder)
    };
    execute(job, &action, console)
}

fn spec_job() -> Result<Job, Failure> {
    let mut job = crates_job("spec/openapi.yaml", "../../runtime");
    job.config = read_config(Path::new("spec/specwright.toml"))?;
    Ok(job)
}

fn test_job() -> Result<Job, Failure> {
    let mut job = crates_job(
        "tests/generator/compiled/zoo.yaml",
        "../../../../crates/runtime",
    );
    job.config = read_config(Path::new("tests/generator/compiled/zoo.toml"))?;
    Ok(job)
}

/// Crates for this workspace, over its own runtime.
fn crates_job(spec: &str, runtime: &str) -> Job {
    let mut job = Job::new(Input::File(PathBuf::from(spec)));
    job.options.spec = spec.to_owned();
    job.options.layout = Layout::Crates;
    job.options.runtime = Runtime::Path(runtime.to_owned());
    job
}
