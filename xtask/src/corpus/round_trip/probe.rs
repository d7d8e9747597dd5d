//! A program that deserializes JSON values into generated types and serializes them again.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::Output;
use crate::cargo;

/// A value and the type to send it through.
pub struct Sample {
    /// The component schema.
    pub component: String,
    /// The name of the generated type, after a `?` if the value is `null`.
    pub ty: String,
    /// The JSON value.
    pub value: Value,
    /// The variant that the value must become, if it is known.
    pub expected: Option<String>,
}

/// Builds and runs the program inside a generated workspace.
pub struct Probe<'a> {
    /// The generated workspace.
    pub output: &'a Output<'a>,
    /// The name of the generated crate with the types.
    pub types_crate: String,
}

/// The program without the function `answer`, which depends on the types.
const PROGRAM: &str = r#"use serde_json::{Value, json};

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + Send>(value: &str) -> Value {
    let read: T = match specwright_runtime::json::from_slice(value.as_bytes()) {
        Ok(read) => read,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    match serde_json::to_value(&read) {
        Ok(value) => json!({ "value": value, "shown": format!("{read:?}").chars().take(200).collect::<String>() }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn answers() {
    for line in std::io::stdin().lines() {
        let line = line.expect("standard input is UTF-8");
        let (ty, value) = line.split_once(' ').expect("each line has a type and a value");
        println!("{}", answer(ty, value));
    }
}

// The stack is as large as that of a server's worker thread.
fn main() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(answers);
    worker.expect("the thread starts").join().expect("no value makes the program panic");
}
"#;

impl Probe<'_> {
    /// Returns the answer to each sample, or the first compiler error.
    ///
    /// # Errors
    /// If the program cannot be written or run.
    pub fn run(&self, samples: &[Sample]) -> anyhow::Result<Result<Vec<Value>, String>> {
        let folder = self.output.workspace.join("probe");
        self.write(&folder, samples)
            .with_context(|| format!("cannot write {}", folder.display()))?;
        let mut build = cargo::command();
        build
            .args(["build", "--quiet", "--manifest-path"])
            .arg(folder.join("Cargo.toml"));
        build
            .env("CARGO_TARGET_DIR", self.output.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let built = build.output().context("cannot run cargo")?;
        if !built.status.success() {
            let text = String::from_utf8_lossy(&built.stderr);
            return Ok(Err(text
                .lines()
                .find(|line| line.starts_with("error"))
                .unwrap_or("the program does not compile")
                .to_owned()));
        }
        let mut lines = String::new();
        for Sample { ty, value, .. } in samples {
            // Writing to a string never fails.
            let _ = writeln!(lines, "{ty} {value}");
        }
        let answers = self
            .execute(&lines)
            .context("cannot run the round-trip program")?;
        match answers.len() == samples.len() {
            true => Ok(Ok(answers)),
            false => Ok(Err(format!(
                "{} answers to {} values",
                answers.len(),
                samples.len()
            ))),
        }
    }

    /// Writes the sources of the program.
    fn write(&self, folder: &Path, samples: &[Sample]) -> io::Result<()> {
        let mut types: Vec<&str> = samples.iter().map(|sample| sample.ty.as_str()).collect();
        types.sort_unstable();
        types.dedup();
        let library = self.types_crate.replace('-', "_");
        let arm = |ty: &&str| match ty.strip_prefix('?') {
            Some(name) => {
                format!("        {ty:?} => round_trip::<Option<{library}::{name}>>(value),\n")
            }
            None => format!("        {ty:?} => round_trip::<{library}::{ty}>(value),\n"),
        };
        let arms: String = types.iter().map(arm).collect();
        let program = format!(
            "{PROGRAM}
fn answer(ty: &str, value: &str) -> Value {{
    match ty {{
{arms}        _ => json!({{ \"error\": \"unknown type\" }}),
    }}
}}
"
        );
        let manifest = format!(
            r#"[package]
name = "probe"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
serde = "1"
serde_json = "1"
specwright-runtime = {{ path = {:?} }}
{types} = {{ path = "../{types}" }}
"#,
            self.output.runtime,
            types = self.types_crate,
        );
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/main.rs"), program)?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy("Cargo.lock", folder.join("Cargo.lock")).map(drop)
    }

    /// Runs the program with one sample per line.
    fn execute(&self, lines: &str) -> io::Result<Vec<Value>> {
        let mut child = Command::new(self.output.target.join("debug/probe"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdin = child
            .stdin
            .take()
            .ok_or_else(|| io::Error::other("the program has no standard input"))?;
        let lines = lines.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
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
