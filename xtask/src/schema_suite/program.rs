//! A program that sends the values of the suite to generated servers in process.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::document::Document;
use super::suite::Draft;
use crate::cargo;

/// The workspace of the program and of all generated crates.
pub struct Program {
    /// The name of the package.
    name: String,
    workspace: PathBuf,
    target: PathBuf,
}

/// The answer of a server to a value.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; 0 if the program crashed.
    pub status: u16,
    /// The body of the response.
    pub text: String,
    /// The accepted value as the request type serializes it.
    pub value: Option<Value>,
}

/// The program without the implementations of the servers. The body of a request is polled without
/// an executor, because it is in memory.
const PROGRAM: &str = r#"use std::sync::Mutex;
use std::task::{Context as TaskContext, Poll, Waker};

use specwright_runtime::axum::{Router, body::{Body, to_bytes}};
use specwright_runtime::http::Request;
use specwright_runtime::serde::Serialize;
use specwright_runtime::serde_json::{self, Value, json};
use specwright_runtime::server::{Context, Failure, Service};
use tower::ServiceExt as _;

struct Suite;

impl Service for Suite {
    type Principal = ();
}

static ACCEPTED: Mutex<Option<String>> = Mutex::new(None);

/// Records the value that the server accepted.
async fn accept<T: Serialize, R>(body: T) -> Result<R, Failure> {
    let text = serde_json::to_string(&body).unwrap_or_else(|error| json!(error.to_string()).to_string());
    *ACCEPTED.lock().expect("no thread panics") = Some(text);
    Err(Failure::not_implemented())
}

fn wait<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())) {
            return output;
        }
    }
}

fn answer(router: Router, path: &str, body: &str) -> Value {
    *ACCEPTED.lock().expect("no thread panics") = None;
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.body(Body::from(body.to_owned())).expect("the path is valid");
    let response = wait(router.oneshot(request)).expect("a router does not fail");
    let status = response.status().as_u16();
    let text = wait(to_bytes(response.into_body(), 1 << 20)).expect("the body is in memory");
    let accepted = ACCEPTED.lock().expect("no thread panics").take();
    json!({
        "status": status,
        "text": String::from_utf8_lossy(&text),
        "value": accepted,
    })
}

fn answers() {
    let routers = routers();
    for line in std::io::stdin().lines() {
        let line = line.expect("standard input is UTF-8");
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().expect("each line has three parts");
        let (document, path, body) = (part(), part(), part());
        let document: usize = document.parse().expect("the first part is an index");
        println!("{}", answer(routers[document].clone(), path, body));
    }
}

// The stack is as large as that of a server's worker thread.
fn main() {
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(answers);
    worker.expect("the thread starts").join().expect("no value makes the program panic");
}
"#;

impl Program {
    /// Describes the program of a draft in a working folder, whose parent the drafts share.
    pub fn new(draft: Draft, work: &Path) -> Self {
        Self {
            name: format!("probe-{}", draft.folder()),
            workspace: work.join("workspace"),
            // The drafts share the dependencies.
            target: work.with_file_name("target"),
        }
    }

    /// Returns the answers to the values of each document's served schemas, in order.
    pub fn run(&self, documents: &[Document]) -> anyhow::Result<Vec<Answer>> {
        self.write(documents)
            .with_context(|| format!("cannot write {}", self.workspace.display()))?;
        let mut build = cargo::command();
        build
            .args(["build", "--quiet", "--package", &self.name])
            .current_dir(&self.workspace)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        let built = build.output().context("cannot run cargo")?;
        if !built.status.success() {
            bail!(
                "the generated crates do not compile: {}",
                String::from_utf8_lossy(&built.stderr)
            );
        }
        let mut lines = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            for index in document.served() {
                let tests = document.file.groups.get(index).map(|group| &group.tests);
                for test in tests.into_iter().flatten() {
                    lines.push(format!("{number} /s{index} {}\n", test.data));
                }
            }
        }
        self.answers(&lines)
    }

    /// Writes all crates of the workspace.
    fn write(&self, documents: &[Document]) -> anyhow::Result<()> {
        let mut files = specwright::output::Files::new();
        let mut program = PROGRAM.to_owned();
        let mut routers = String::new();
        let mut dependencies = String::new();
        for (number, document) in documents.iter().enumerate() {
            files.extend(document.crates.clone());
            if document.served().next().is_none() {
                routers.push_str("        Router::new(),\n");
                continue;
            }
            let library = format!("{}_server", document.prefix.replace('-', "_"));
            // Writing to a string never fails.
            let _ = writeln!(
                dependencies,
                "{0}-server = {{ path = \"../{0}-server\" }}",
                document.prefix
            );
            let _ = writeln!(routers, "        {library}::router(Suite), // {number}");
            let _ = writeln!(program, "\nimpl {library}::SchemasOfTheSuite for Suite {{");
            for index in document.served() {
                let _ = writeln!(
                    program,
                    "    async fn s{index}(&self, _: Context<()>, request: {library}::S{index}Request) \
                     -> Result<{library}::S{index}Response, Failure> {{ accept(request.body).await }}"
                );
            }
            program.push_str("}\n");
        }
        let _ = write!(
            program,
            "\nfn routers() -> Vec<Router> {{\n    vec![\n{routers}    ]\n}}\n"
        );
        files.insert("probe/src/main.rs".to_owned(), program);
        files.insert(
            "probe/Cargo.toml".to_owned(),
            manifest(&self.name, &dependencies),
        );
        let members: BTreeSet<&str> = files
            .keys()
            .filter_map(|path| path.split('/').next())
            .collect();
        let root = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n")
            .replace('{', "[")
            .replace('}', "]");
        files.insert("Cargo.toml".to_owned(), root);
        for (path, text) in &files {
            write_if_changed(&self.workspace.join(path), text)?;
        }
        // With the locked versions of this repository, Cargo need not resolve dependencies.
        fs::copy("Cargo.lock", self.workspace.join("Cargo.lock"))?;
        Ok(())
    }

    /// Runs the program with one value per line, again after each line on which it crashes.
    fn answers(&self, lines: &[String]) -> anyhow::Result<Vec<Answer>> {
        let mut answers: Vec<Answer> = Vec::new();
        while let Some(rest) = lines.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            let mut child = Command::new(self.target.join("debug").join(&self.name))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .context("cannot run the program")?;
            let mut stdin = child
                .stdin
                .take()
                .context("the program has no standard input")?;
            let input = rest.concat();
            let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
            let output = child.wait_with_output()?;
            // If the program ended early, the number of answers is smaller.
            let _ = writer.join();
            let text = String::from_utf8_lossy(&output.stdout);
            answers.extend(text.lines().map(parse));
            if answers.len() < lines.len() {
                answers.push(Answer {
                    status: 0,
                    text: "the server crashed".to_owned(),
                    value: None,
                });
            }
        }
        Ok(answers)
    }
}

/// Parses a line of the program's output.
fn parse(line: &str) -> Answer {
    let line: Value = serde_json::from_str(line).unwrap_or_else(|_| json!({ "text": line }));
    let text = |key: &str| line.get(key).and_then(Value::as_str);
    let status = line.get("status").and_then(Value::as_u64).unwrap_or(0);
    Answer {
        status: u16::try_from(status).unwrap_or(0),
        text: text("text").unwrap_or_default().to_owned(),
        value: text("value").and_then(|value| serde_json::from_str(value).ok()),
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    let runtime = std::path::absolute("crates/runtime").unwrap_or_default();
    format!(
        r#"[package]
name = {name:?}
version = "0.0.0"
edition = "2024"

[dependencies]
specwright-runtime = {{ path = {runtime:?}, features = ["server"] }}
tower = {{ version = "0.5", features = ["util"] }}
{dependencies}"#
    )
}

/// Keeps the modification time of equal files, so that Cargo does not compile them again.
fn write_if_changed(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(path, text)
}
