//! Compiles the output of many documents as one workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;
use specwright::Layout;
use specwright::output::{self, Files};

use super::{create, kind_of};
use crate::generation;

/// The number of documents that are compiled together.
pub const SIZE: usize = 40;

/// The compiler's messages about the crates of a document.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The code and the text of the first message, without names.
    pub kind: String,
    /// The first messages, as the compiler prints them.
    pub text: String,
}

/// Compiles generated crates in one folder, so that their dependencies are compiled once.
pub struct Compiler {
    root: PathBuf,
    runtime: String,
    lock_file: PathBuf,
}

impl Compiler {
    /// Creates a compiler with its workspace in a folder.
    ///
    /// # Errors
    /// If the folder cannot be created.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let root = folder.join("batch");
        create(&root)?;
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let repository = fs::canonicalize(&repository).context("cannot find the repository")?;
        let runtime = repository.join("crates/runtime");
        Ok(Self {
            root: fs::canonicalize(&root).context("cannot find the output folder")?,
            runtime: runtime.to_string_lossy().into_owned(),
            lock_file: repository.join("Cargo.lock"),
        })
    }

    /// Compiles the output of documents and returns the failures by document. A document without
    /// output has no failure.
    ///
    /// # Errors
    /// If the workspace cannot be written, or Cargo fails without a message about a document.
    pub fn check(&self, documents: &[(u64, Value)]) -> anyhow::Result<BTreeMap<u64, Failure>> {
        let mut files = Files::new();
        for (index, document) in documents {
            files.extend(self.generate(*index, document)?);
        }
        if files.is_empty() {
            return Ok(BTreeMap::new());
        }
        files.insert("Cargo.toml".to_owned(), workspace(&files));
        output::write(&self.root, Layout::Workspace, &files)?;
        let lock_file = self.root.join("Cargo.lock");
        fs::copy(&self.lock_file, lock_file).context("cannot copy Cargo.lock")?;
        let checked = self.cargo_check();
        self.remove_artifacts();
        checked
    }

    fn generate(&self, index: u64, document: &Value) -> anyhow::Result<Files> {
        let text = document.to_string();
        let mut job = generation::job("document.json", text.as_bytes(), &self.runtime);
        job.config.name = Some(format!("doc{index}"));
        Ok(job.run()?.files.unwrap_or_default())
    }

    fn cargo_check(&self) -> anyhow::Result<BTreeMap<u64, Failure>> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "check",
                "--workspace",
                "--keep-going",
                "--message-format=json",
            ])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.with_file_name("batch-target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .output()
            .context("cannot run cargo")?;
        let mut failures: BTreeMap<u64, Failure> = BTreeMap::new();
        let stdout = String::from_utf8_lossy(&output.stdout);
        let messages = stdout
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        for message in messages {
            if let Some((index, failure)) = failure(&message) {
                failures.entry(index).or_insert(failure);
            }
        }
        if !output.status.success() && failures.is_empty() {
            bail!("cargo fails: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(failures)
    }

    /// Removes the artifacts of generated crates, which would fill the disk.
    fn remove_artifacts(&self) {
        let target = self.root.with_file_name("batch-target").join("debug");
        for folder in ["deps", ".fingerprint"].map(|folder| target.join(folder)) {
            for entry in fs::read_dir(folder)
                .into_iter()
                .flatten()
                .filter_map(Result::ok)
            {
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = name.strip_prefix("lib").unwrap_or(&name);
                if !is_generated(name) {
                    continue;
                }
                // A file that cannot be removed only wastes space.
                let _ = match entry.path().is_dir() {
                    true => fs::remove_dir_all(entry.path()),
                    false => fs::remove_file(entry.path()),
                };
            }
        }
    }
}

/// Returns whether the name of an artifact is that of a generated crate.
fn is_generated(name: &str) -> bool {
    name.strip_prefix("doc")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the document and the failure that a message of Cargo is about.
fn failure(message: &Value) -> Option<(u64, Failure)> {
    let rendered = message["message"]["rendered"].as_str()?;
    let source = message["target"]["src_path"].as_str()?;
    let folder = Path::new(source)
        .components()
        .filter_map(|part| part.as_os_str().to_str())
        .rfind(|part| is_generated(part))?;
    let digits = folder.trim_start_matches("doc").split('-').next()?;
    let code = message["message"]["code"]["code"].as_str().unwrap_or("");
    let text = message["message"]["message"].as_str()?;
    let failure = Failure {
        kind: format!("{code} {}", kind_of(text)),
        text: rendered.to_owned(),
    };
    Some((digits.parse().ok()?, failure))
}

/// Returns the manifest of the workspace of all generated crates.
fn workspace(files: &Files) -> String {
    let members: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| path.split('/').next())
        .collect();
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("    \"{member}\",\n"))
        .collect();
    format!(
        "# {} for a run. Do not edit.\n[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n",
        output::MARKER,
        members.concat()
    )
}
