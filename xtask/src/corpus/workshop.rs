//! Where one document after the other is generated from and its output compiled.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use specwright::Failure;

use super::documents::Document;
use super::process::{self, Finished};
use super::round_trip;
use super::router;
use super::row::Row;

/// Everything that is written by runs over documents.
const ROOT: &str = "target/corpus";

/// How long a document may take to be generated, and its output to be compiled.
const LIMITS: (Duration, Duration) = (Duration::from_secs(120), Duration::from_secs(900));

/// A folder for outputs and one for what the compiler makes of them. Dependencies are compiled once and copied to the others.
pub struct Workshop {
    specwright: PathBuf,
    runtime: PathBuf,
    outputs: PathBuf,
    target: PathBuf,
    check: bool,
    round_trip: bool,
}

impl Workshop {
    /// As many as there are documents to be worked on at a time.
    pub fn open(count: usize, check: bool, round_trip: bool) -> Result<Vec<Self>, Failure> {
        let status = Command::new(cargo())
            .args(["build", "--release", "--quiet", "--package", "specwright"])
            .status();
        let here = std::env::current_dir().map_err(|source| failure(Path::new("."), source))?;
        if !status.is_ok_and(|status| status.success()) {
            return Err(failure(
                &here,
                std::io::Error::other("specwright does not compile"),
            ));
        }
        let mut workshops = Vec::new();
        for number in 0..count {
            workshops.push(Self {
                specwright: here.join("target/release/specwright"),
                runtime: here.join("crates/runtime"),
                outputs: here.join(ROOT).join(format!("outputs-{number}")),
                target: here.join(ROOT).join(format!("target-{number}")),
                check,
                round_trip,
            });
        }
        if let (true, Some((first, others))) = (check, workshops.split_first()) {
            first.compile_dependencies()?;
            for other in others.iter().filter(|other| !other.target.exists()) {
                copy(&first.target, &other.target)?;
            }
        }
        Ok(workshops)
    }

    /// Generates from a document, and compiles the output if that is asked for.
    pub fn run(&mut self, document: &Document, keep: bool) -> Result<Row, Failure> {
        let slug: String = document
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        let output = self.outputs.join(&slug);
        let mut row = Row::new(&document.name);
        self.generate(&document.path, &document.folder, &output, &mut row)?;
        if self.check && row.is_generated() {
            self.compile(&output, &mut row)?;
        }
        if row.is_generated() {
            match router::build(&output) {
                Ok(routes) if routes as u64 == row.count("server_operations") => {}
                Ok(routes) => row.fail(format!("the router has {routes} routes")),
                Err(problem) => row.fail(problem),
            }
        }
        if self.round_trip && row.is_generated() {
            round_trip::run(
                &document.path,
                &output,
                &self.target,
                &self.runtime,
                &mut row,
            )?;
        }
        self.sweep(&output);
        if !keep {
            remove(&output)?;
        }
        Ok(row)
    }

    fn generate(
        &self,
        document: &Path,
        folder: &Path,
        output: &Path,
        row: &mut Row,
    ) -> Result<(), Failure> {
        remove(output)?;
        let mut command = Command::new(&self.specwright);
        command
            .arg("generate")
            .arg(document)
            .arg("--allow-dir")
            .arg(folder)
            .arg("--out")
            .arg(output)
            .args(["--message-format", "json", "--runtime-path"]);
        // Time and memory are those of one core.
        command.arg(&self.runtime).env("RAYON_NUM_THREADS", "1");
        let finished =
            process::run(&mut command, LIMITS.0).map_err(|source| failure(document, source))?;
        row.generate_ms = finished.elapsed.as_millis();
        row.generate_peak = finished.peak;
        let lines = finished
            .stdout
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.for_each(|line| row.read(&line));
        row.result = match finished.code {
            _ if finished.is_late => "too late".to_owned(),
            Some(0) => "generated".to_owned(),
            Some(1) => "refused".to_owned(),
            _ => "crashed".to_owned(),
        };
        if row.result == "crashed" || row.result == "too late" {
            row.first_error = first_line(&finished.stderr, "");
        }
        Ok(())
    }

    fn compile(&self, output: &Path, row: &mut Row) -> Result<(), Failure> {
        let finished = self.cargo_check(output)?;
        row.check_ms = finished.elapsed.as_millis();
        row.check_peak = finished.peak;
        row.check = match finished.code {
            Some(0) => "clean".to_owned(),
            _ if finished.is_late => "too late".to_owned(),
            _ => {
                row.first_error = first_line(&finished.stderr, "error");
                "failed".to_owned()
            }
        };
        Ok(())
    }

    /// Takes away what the compiler made of a document's own crates: thousands of them would fill the disk.
    fn sweep(&self, output: &Path) {
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
                    // What can't be removed only takes room.
                    let _ = if entry.path().is_dir() {
                        fs::remove_dir_all(entry.path())
                    } else {
                        fs::remove_file(entry.path())
                    };
                }
            }
        }
    }

    fn cargo_check(&self, workspace: &Path) -> Result<Finished, Failure> {
        // The versions of this repository, which need not be looked for again.
        fs::copy("Cargo.lock", workspace.join("Cargo.lock"))
            .map_err(|source| failure(workspace, source))?;
        let mut command = Command::new(cargo());
        command
            .args(["check", "--workspace", "--quiet"])
            .current_dir(workspace);
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "-D warnings")
            .env("CARGO_INCREMENTAL", "0");
        process::run(&mut command, LIMITS.1).map_err(|source| failure(workspace, source))
    }

    fn compile_dependencies(&self) -> Result<(), Failure> {
        let document = self.outputs.join("empty.json");
        let text =
            r#"{"openapi": "3.0.3", "info": {"title": "Empty", "version": "1"}, "paths": {}}"#;
        fs::create_dir_all(&self.outputs)
            .and_then(|()| fs::write(&document, text))
            .map_err(|source| failure(&document, source))?;
        let mut row = Row::new("empty.json");
        let output = self.outputs.join("empty");
        self.generate(&document, &self.outputs, &output, &mut row)?;
        let finished = self.cargo_check(&output)?;
        match finished.code {
            Some(0) => Ok(()),
            _ => Err(failure(&output, std::io::Error::other(finished.stderr))),
        }
    }
}

pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The first line that begins so, or the first one, without what would break a row.
fn first_line(text: &str, beginning: &str) -> String {
    let line = text
        .lines()
        .find(|line| line.starts_with(beginning))
        .or_else(|| text.lines().next())
        .unwrap_or_default();
    let place = text
        .lines()
        .skip_while(|other| *other != line)
        .nth(1)
        .map(str::trim)
        .filter(|line| line.starts_with("-->"));
    [Some(line), place]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\t', " ")
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failure(folder, error)),
        _ => Ok(()),
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|source| failure(to, source))?;
    for entry in fs::read_dir(from).map_err(|source| failure(from, source))? {
        let entry = entry.map_err(|source| failure(from, source))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(|source| failure(&path, source))?;
        }
    }
    Ok(())
}

fn failure(path: &Path, source: std::io::Error) -> Failure {
    Failure::Read {
        path: path.to_owned(),
        source,
    }
}
