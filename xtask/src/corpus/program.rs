//! Programs that are compiled with the generated crates of a document, and answer lines of text
//! with lines of JSON.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::cargo;

/// The generated workspace, and the folders to compile it with.
pub struct Output<'a> {
    /// The generated workspace.
    pub workspace: &'a Path,
    /// The target folder of the compiler.
    pub target: &'a Path,
    /// The folder of the runtime crate.
    pub runtime: &'a Path,
}

/// The sources of a program inside a generated workspace.
pub struct Program<'a> {
    /// The generated workspace.
    pub output: &'a Output<'a>,
    /// The name of the package, and of its folder in the workspace.
    pub name: &'static str,
    /// The lines below `[dependencies]` in the manifest.
    pub dependencies: String,
    /// The text of each file in `src`, by name.
    pub files: Vec<(&'static str, String)>,
    /// The arguments of the program.
    pub arguments: Vec<String>,
}

impl Program<'_> {
    /// Compiles the program, and returns the first compiler error if there is one.
    ///
    /// # Errors
    /// If the program cannot be written, or the compiler cannot be run.
    pub fn build(&self) -> anyhow::Result<Result<(), String>> {
        let folder = self.output.workspace.join(self.name);
        self.write(&folder)
            .with_context(|| format!("cannot write {}", folder.display()))?;
        self.forget_earlier_build()?;
        let mut build = cargo::command();
        build
            .args(["build", "--quiet", "--manifest-path"])
            .arg(folder.join("Cargo.toml"));
        build
            .env("CARGO_TARGET_DIR", self.output.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let built = build.output().context("cannot run cargo")?;
        if built.status.success() {
            return Ok(Ok(()));
        }
        let text = String::from_utf8_lossy(&built.stderr);
        let mut lines = text.lines();
        let error = lines.find(|line| line.starts_with("error"));
        Ok(Err(error
            .unwrap_or("the program does not compile")
            .to_owned()))
    }

    /// Makes Cargo compile the program even if an earlier one with the same name and folder seems to
    /// be newer, which happens if the clock is set back.
    fn forget_earlier_build(&self) -> anyhow::Result<()> {
        let fingerprints = self.output.target.join("debug/.fingerprint");
        let Ok(entries) = fs::read_dir(&fingerprints) else {
            return Ok(());
        };
        let prefix = format!("{}-", self.name);
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", fingerprints.display()))?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                let path = entry.path();
                fs::remove_dir_all(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let manifest = format!(
            "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{}",
            self.name, self.dependencies,
        );
        fs::create_dir_all(folder.join("src"))?;
        for (name, text) in &self.files {
            fs::write(folder.join("src").join(name), text)?;
        }
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // With the locked versions of this repository, Cargo need not resolve dependencies.
        fs::copy("Cargo.lock", folder.join("Cargo.lock")).map(drop)
    }

    /// Runs the compiled program, and returns its answer to each line, or a message if their number
    /// differs.
    ///
    /// # Errors
    /// If the program cannot be run.
    pub fn run(&self, lines: &[String]) -> anyhow::Result<Result<Vec<Value>, String>> {
        let answers = self
            .execute(lines)
            .with_context(|| format!("cannot run the program {}", self.name))?;
        Ok(match answers.len() == lines.len() {
            true => Ok(answers),
            false => Err(format!(
                "{} answers to {} values",
                answers.len(),
                lines.len()
            )),
        })
    }

    /// Starts the compiled program with these lines as its input, and returns without waiting.
    ///
    /// # Errors
    /// If the program cannot be run.
    pub fn start(&self, lines: &[String]) -> io::Result<Child> {
        let mut child = self.command().stdout(Stdio::null()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(lines.join("\n").as_bytes())?;
        }
        Ok(child)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.output.target.join("debug").join(self.name));
        // The client would otherwise use a proxy of the environment for servers on this machine.
        command.args(&self.arguments).env("NO_PROXY", "*");
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        command
    }

    fn execute(&self, lines: &[String]) -> io::Result<Vec<Value>> {
        let mut child = self.command().stdout(Stdio::piped()).spawn()?;
        let mut stdin = child
            .stdin
            .take()
            .ok_or_else(|| io::Error::other("the program has no standard input"))?;
        let text = lines.join("\n");
        let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        let output = child.wait_with_output()?;
        // If the program ended early, the number of answers is wrong.
        let _ = writer.join();
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| json!({ "error": line })))
            .collect())
    }
}
