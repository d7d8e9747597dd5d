//! Generates from documents, one after the other, and compiles the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Error, bail};
use serde_json::Value;
use specwright::codegen::plan::model::Plan;
use specwright::openapi::ir::Api;
use specwright::{Input, Job};

use super::documents::Document;
use super::operations;
use super::program::Output;
use super::round_trip;
use super::router;
use super::row::Row;
use crate::folder;
use crate::process::{self, Finished, first_line};
use crate::{cargo, specwright_program};

/// The folder for all outputs and compiler artifacts.
const ROOT: &str = "target/corpus";

/// The time limit for generating from a document.
const GENERATE_TIMEOUT: Duration = Duration::from_secs(120);

/// The time limit for compiling the output of a document.
const CHECK_TIMEOUT: Duration = Duration::from_secs(900);

/// What is done with each document that was generated.
#[derive(Clone, Copy, Default, clap::Args)]
pub struct Steps {
    /// Compile the output of each document with warnings denied.
    #[arg(long)]
    pub check: bool,
    /// Send values of each component schema through its generated type, and compare the results.
    #[arg(long)]
    pub round_trip: bool,
    /// Exchange values of each operation between the generated client and the generated server, and
    /// compare the results. The differences are listed in a file beside the table.
    #[arg(long)]
    pub exchange: bool,
}

/// A document that was generated.
pub struct Prepared {
    /// The model of the document.
    pub api: Api,
    /// The plan of the generated crates.
    pub plan: Plan,
    /// The folder of the generated crates.
    pub workspace: PathBuf,
    /// The number of diagnostics by code.
    pub diagnostics: BTreeMap<String, u64>,
}

/// Processes one document at a time, with an output folder and a target folder of its own.
pub struct Worker {
    specwright: PathBuf,
    runtime: PathBuf,
    outputs: PathBuf,
    target: PathBuf,
    steps: Steps,
}

impl Worker {
    /// Creates `count` workers. Dependencies are compiled once and copied to the target folder of
    /// each worker.
    pub fn open(count: usize, steps: Steps) -> anyhow::Result<Vec<Self>> {
        let specwright = specwright_program::build()?;
        let here = std::env::current_dir().context("cannot read the working folder")?;
        let mut workers = Vec::new();
        for number in 0..count {
            workers.push(Self {
                specwright: specwright.clone(),
                runtime: here.join("crates/runtime"),
                outputs: here.join(ROOT).join(format!("outputs-{number}")),
                target: here.join(ROOT).join(format!("target-{number}")),
                steps,
            });
        }
        if let (true, Some((first, others))) = (steps.check, workers.split_first()) {
            first.compile_dependencies()?;
            for other in others.iter().filter(|other| !other.target.exists()) {
                folder::copy(&first.target, &other.target)?;
            }
        }
        Ok(workers)
    }

    /// Generates from a document and runs the selected checks. The output folder is removed unless
    /// `keep`.
    pub fn run(&self, document: &Document, keep: bool) -> anyhow::Result<Row> {
        let output = self.outputs.join(folder::name(&document.name));
        let mut row = Row::new(&document.name);
        self.generate(document, &output, &mut row)?;
        if self.steps.check && row.is_generated() {
            self.compile(&output, &mut row)?;
        }
        if row.is_generated() {
            match router::build(&output) {
                Ok(routes) if routes as u64 == row.count("server_operations") => {}
                Ok(routes) => row.fail(format!("the router has {routes} routes")),
                Err(problem) => row.fail(problem),
            }
        }
        if self.steps.round_trip && row.is_generated() {
            round_trip::run(&document.path, &self.output(&output), &mut row)?;
        }
        if self.steps.exchange && row.is_generated() {
            exchange(document, &self.output(&output), &mut row)?;
        }
        self.remove_artifacts(&output);
        if !keep {
            folder::remove(&output)?;
        }
        Ok(row)
    }

    /// Generates from a document, and returns its model, its plan and its output, or `None` if it is
    /// refused.
    pub fn prepare(&self, document: &Document) -> anyhow::Result<Option<Prepared>> {
        let workspace = self.outputs.join(folder::name(&document.name));
        let mut row = Row::new(&document.name);
        self.generate(document, &workspace, &mut row)?;
        if !row.is_generated() {
            return Ok(None);
        }
        let planned = plan_of(document)?;
        Ok(planned.map(|(api, plan)| Prepared {
            api,
            plan,
            workspace,
            diagnostics: row.diagnostics,
        }))
    }

    /// Returns the folders to compile the output of a document with.
    pub fn output<'a>(&'a self, workspace: &'a Path) -> Output<'a> {
        Output {
            workspace,
            target: &self.target,
            runtime: &self.runtime,
        }
    }

    /// Removes the output of a document and its compiler artifacts.
    pub fn remove(&self, workspace: &Path) -> anyhow::Result<()> {
        self.remove_artifacts(workspace);
        folder::remove(workspace)
    }

    fn generate(&self, document: &Document, output: &Path, row: &mut Row) -> anyhow::Result<()> {
        folder::remove(output)?;
        let mut command = Command::new(&self.specwright);
        command
            .arg("generate")
            .arg(&document.path)
            .arg("--allow-dir")
            .arg(&document.folder)
            .arg("--out")
            .arg(output)
            .args(["--message-format", "json", "--runtime-path"]);
        // Time and memory are measured for one core.
        command.arg(&self.runtime).env("RAYON_NUM_THREADS", "1");
        let finished = process::run(&mut command, GENERATE_TIMEOUT)
            .with_context(|| format!("cannot run {}", self.specwright.display()))?;
        row.generate_ms = finished.elapsed.as_millis();
        row.generate_peak = finished.own_peak;
        let lines = finished
            .stdout
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.for_each(|line| row.read(&line));
        row.result = match finished.code {
            _ if finished.timed_out => "too late".to_owned(),
            Some(0) => "generated".to_owned(),
            Some(1) => "refused".to_owned(),
            _ => "crashed".to_owned(),
        };
        if row.result == "crashed" || row.result == "too late" {
            row.first_error = first_line(&finished.stderr, "");
        }
        Ok(())
    }

    fn compile(&self, output: &Path, row: &mut Row) -> anyhow::Result<()> {
        let finished = self.cargo_check(output)?;
        row.check_ms = finished.elapsed.as_millis();
        row.check_peak = finished.peak;
        row.check = match finished.code {
            Some(0) => "clean".to_owned(),
            _ if finished.timed_out => "too late".to_owned(),
            _ => {
                row.first_error = first_line(&finished.stderr, "error");
                "failed".to_owned()
            }
        };
        Ok(())
    }

    /// Removes the compiler artifacts of the document's crates. Those of thousands of documents
    /// would fill the disk.
    fn remove_artifacts(&self, output: &Path) {
        let folders = fs::read_dir(output)
            .into_iter()
            .flatten()
            .filter_map(Result::ok);
        let crates: Vec<String> = folders
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        for folder in ["deps", ".fingerprint", "incremental"]
            .map(|folder| self.target.join("debug").join(folder))
        {
            for entry in fs::read_dir(folder)
                .into_iter()
                .flatten()
                .filter_map(Result::ok)
            {
                let name = entry.file_name().to_string_lossy().replace('_', "-");
                let name = name.strip_prefix("lib").unwrap_or(&name);
                let is_own = |own: &String| {
                    name.strip_prefix(own.as_str())
                        .is_some_and(|rest| rest.starts_with(['-', '.']))
                };
                if crates.iter().any(is_own) {
                    // A file that cannot be removed only wastes space.
                    let _ = if entry.path().is_dir() {
                        fs::remove_dir_all(entry.path())
                    } else {
                        fs::remove_file(entry.path())
                    };
                }
            }
        }
    }

    fn cargo_check(&self, workspace: &Path) -> anyhow::Result<Finished> {
        // With the locked versions of this repository, Cargo need not resolve dependencies.
        fs::copy("Cargo.lock", workspace.join("Cargo.lock"))
            .with_context(|| format!("cannot copy Cargo.lock to {}", workspace.display()))?;
        let mut command = cargo::command();
        command
            .args(["check", "--workspace", "--quiet"])
            .current_dir(workspace);
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "-D warnings")
            .env("CARGO_INCREMENTAL", "0");
        process::run(&mut command, CHECK_TIMEOUT).context("cannot run cargo")
    }

    /// Compiles the output of an empty document.
    fn compile_dependencies(&self) -> anyhow::Result<()> {
        let name = "empty.json";
        let path = self.outputs.join(name);
        let text =
            r#"{"openapi": "3.0.3", "info": {"title": "Empty", "version": "1"}, "paths": {}}"#;
        fs::create_dir_all(&self.outputs)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("cannot write {}", path.display()))?;
        let document = Document {
            name: name.to_owned(),
            path,
            folder: self.outputs.clone(),
        };
        let output = self.outputs.join("empty");
        self.generate(&document, &output, &mut Row::new(name))?;
        let finished = self.cargo_check(&output)?;
        match finished.code {
            Some(0) => Ok(()),
            _ => bail!(
                "the dependencies of {} do not compile: {}",
                output.display(),
                finished.stderr
            ),
        }
    }
}

/// Exchanges values between the generated client and the generated server of a document.
fn exchange(document: &Document, output: &Output<'_>, row: &mut Row) -> anyhow::Result<()> {
    let Some((api, plan)) = plan_of(document)? else {
        return Ok(());
    };
    match operations::run(&api, &plan, output)? {
        Ok(findings) => findings.write(row),
        Err(problem) => row.fail(problem),
    }
    Ok(())
}

/// Returns the model and the plan of a document, or `None` if it is refused.
fn plan_of(document: &Document) -> anyhow::Result<Option<(Api, Plan)>> {
    let mut job = Job::new(Input::File(document.path.clone()));
    job.allowed.push(document.folder.clone());
    // The message of a failure includes its source already.
    let api = job.run().map_err(Error::msg)?.api;
    Ok(api.map(|api| {
        let (plan, _) = specwright::codegen::plan::plan(&api, &job.config);
        (api, plan)
    }))
}
