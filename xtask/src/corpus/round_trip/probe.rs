//! A program that reads JSON values into generated types and writes them again.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use specwright::Failure;

/// A value for a type.
pub struct Question {
    /// The component schema that the type is of.
    pub component: String,
    /// The type; with a question mark where it may be `null`.
    pub ty: String,
    /// The value.
    pub value: Value,
    /// The variant that the value has to become, where that is known.
    pub expected: Option<String>,
}

/// Where the program is made.
pub struct Probe<'a> {
    pub workspace: &'a Path,
    pub target: &'a Path,
    pub runtime: &'a Path,
    /// The crate of the types.
    pub types: String,
}

/// The program but for the types that it knows.
const PROGRAM: &str = r#"use serde_json::{Value, json};

fn tried<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + Send>(value: &str) -> Value {
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
        let line = line.expect("a line");
        let (ty, value) = line.split_once(' ').expect("a type and a value");
        println!("{}", answer(ty, value));
    }
}

// The stack is as large as that of a server's worker.
fn main() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(answers);
    worker.expect("a thread").join().expect("an answer to each value");
}
"#;

impl Probe<'_> {
    /// The answer to each question, or why the program can't be made.
    pub fn ask(&self, questions: &[Question]) -> Result<Result<Vec<Value>, String>, Failure> {
        let folder = self.workspace.join("probe");
        let failed = |source| Failure::Read {
            path: folder.clone(),
            source,
        };
        self.write(&folder, questions).map_err(failed)?;
        let mut build = Command::new(super::super::workshop::cargo());
        build
            .args(["build", "--quiet", "--manifest-path"])
            .arg(folder.join("Cargo.toml"));
        build
            .env("CARGO_TARGET_DIR", self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let built = build.output().map_err(failed)?;
        if !built.status.success() {
            let text = String::from_utf8_lossy(&built.stderr);
            return Ok(Err(text
                .lines()
                .find(|line| line.starts_with("error"))
                .unwrap_or("it does not compile")
                .to_owned()));
        }
        let mut lines = String::new();
        for Question { ty, value, .. } in questions {
            // Writing to a string can't fail.
            let _ = writeln!(lines, "{ty} {value}");
        }
        let answers = self.run(&lines).map_err(failed)?;
        match answers.len() == questions.len() {
            true => Ok(Ok(answers)),
            false => Ok(Err(format!(
                "{} answers to {} values",
                answers.len(),
                questions.len()
            ))),
        }
    }

    fn write(&self, folder: &Path, questions: &[Question]) -> io::Result<()> {
        let mut types: Vec<&str> = questions
            .iter()
            .map(|question| question.ty.as_str())
            .collect();
        types.sort_unstable();
        types.dedup();
        let library = self.types.replace('-', "_");
        let arm = |ty: &&str| match ty.strip_prefix('?') {
            Some(name) => format!("        {ty:?} => tried::<Option<{library}::{name}>>(value),\n"),
            None => format!("        {ty:?} => tried::<{library}::{ty}>(value),\n"),
        };
        let arms: String = types.iter().map(arm).collect();
        let program = format!(
            "{PROGRAM}\nfn answer(ty: &str, value: &str) -> Value {{\n    match ty {{\n{arms}        _ => json!({{ \"error\": \"no such type\" }}),\n    }}\n}}\n"
        );
        let manifest = format!(
            "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nserde = \"1\"\nserde_json = \"1\"\nspecwright-runtime = {{ path = {:?} }}\n{} = {{ path = \"../{}\" }}\n",
            self.runtime, self.types, self.types
        );
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/main.rs"), program)?;
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy("Cargo.lock", folder.join("Cargo.lock")).map(drop)
    }

    fn run(&self, lines: &str) -> io::Result<Vec<Value>> {
        let mut child = Command::new(self.target.join("debug/probe"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdin = child
            .stdin
            .take()
            .ok_or_else(|| io::Error::other("no standard input"))?;
        let lines = lines.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
        let output = child.wait_with_output()?;
        // A program that ended early has answered too little, which is seen.
        let _ = writer.join();
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| json!({ "error": line })))
            .collect())
    }
}
