//! `cargo xtask codegen`: generates `crates/generated` from `spec`, and every other file that is
//! derived from files in the repository: the output of the generator's largest test document, the
//! runtime's standalone manifest, the driver of the test document, and the pages about diagnostics
//! and supported features.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error};
use specwright::cli::{Action, Console, Exit, execute};
use specwright::{Failure, Input, Job, Layout, Runtime, read_config};

use crate::{
    corpus, derived_file, diagnostics_page, runtime_manifest, support_matrix, support_page,
};

/// The command that brings stale files up to date.
const REMEDY: &str = "cargo xtask codegen";

/// The driver of the test document, with which a test exchanges values between client and server.
const DRIVER: &str = "tests/driver/zoo-driver/src/document.rs";

/// Generates all files. With `check`, only compares them.
pub fn run(check: bool, console: &mut Console) -> anyhow::Result<Exit> {
    let manifest = runtime_manifest::text()?;
    let diagnostics = diagnostics_page::text();
    let support = support_page::text(&support_matrix::read(Path::new("."))?);
    let exits = [
        derived_file::update(runtime_manifest::PATH, &manifest, check, console)?,
        derived_file::update(diagnostics_page::PATH, &diagnostics, check, console)?,
        derived_file::update(support_page::PATH, &support, check, console)?,
        generate(test_job(), "tests/generator/compiled", check, console)?,
        derived_file::update(DRIVER, &driver()?, check, console)?,
        generate(example_job(), "crates/generated", check, console)?,
    ];
    let first_failure = exits.into_iter().find(|exit| *exit != Exit::Success);
    Ok(first_failure.unwrap_or(Exit::Success))
}

/// Returns the driver of the test document.
fn driver() -> anyhow::Result<String> {
    let job = test_job().map_err(Error::msg)?;
    let api = job.run().map_err(Error::msg)?.api;
    let api = api.context("the test document is valid")?;
    let (plan, _) = specwright::codegen::plan::plan(&api, &job.config);
    let source = corpus::operations::source(&plan)?;
    let (marker, spec) = (specwright::output::MARKER, &job.options.spec);
    Ok(format!("// {marker} from {spec}. Do not edit.\n\n{source}"))
}

fn generate(
    job: Result<Job, Failure>,
    folder: &str,
    check: bool,
    console: &mut Console,
) -> anyhow::Result<Exit> {
    let folder = PathBuf::from(folder);
    let action = if check {
        Action::Compare(folder, REMEDY.to_owned())
    } else {
        Action::Write(folder)
    };
    // The message of a failure includes its source already.
    let job = job.map_err(Error::msg)?;
    execute(&job, &action, console).map_err(Error::msg)
}

/// Returns the job for the worked example.
fn example_job() -> Result<Job, Failure> {
    let mut job = crates_job("spec/openapi.yaml", "../../runtime");
    job.config = read_config(Path::new("spec/specwright.toml"))?;
    Ok(job)
}

/// Returns the job for the test document with every supported feature.
pub fn test_job() -> Result<Job, Failure> {
    let mut job = crates_job(
        "tests/generator/compiled/zoo.yaml",
        "../../../../crates/runtime",
    );
    job.config = read_config(Path::new("tests/generator/compiled/zoo.toml"))?;
    Ok(job)
}

/// Returns a job for crates of this workspace, which use the runtime at the relative path
/// `runtime`.
fn crates_job(spec: &str, runtime: &str) -> Job {
    let mut job = Job::new(Input::File(PathBuf::from(spec)));
    job.options.spec = spec.to_owned();
    job.options.layout = Layout::Crates;
    job.options.runtime = Runtime::Path(runtime.to_owned());
    job
}
