//! Runs workers in child processes, and notes which document aborts or stops a process.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;

use super::create;

/// The time limit for a document.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The number of documents of a process.
const CHUNK: u64 = 50;

/// The result of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentResult {
    /// The document has output.
    Accepted,
    /// The document has errors.
    Rejected,
    /// The generator panicked, aborted, did not end in time, or broke a rule.
    Failed(String),
}

/// The result of a document of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The number of the document.
    pub index: u64,
    /// The result.
    pub result: DocumentResult,
}

/// Checks documents in as many processes of a program, `fuzz-tests`, at a time as `jobs`.
///
/// # Errors
/// If a process cannot be started.
pub fn run(
    program: &Path,
    seed: u64,
    range: Range<u64>,
    jobs: usize,
) -> anyhow::Result<Vec<Outcome>> {
    let mut chunks = VecDeque::new();
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start + CHUNK);
        chunks.push_back(start..end);
        start = end;
    }
    let chunks = Mutex::new(chunks);
    let outcomes = Mutex::new(Vec::new());
    let work = || -> anyhow::Result<()> {
        let next = || {
            chunks
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front()
        };
        while let Some(chunk) = next() {
            let results = run_chunk(program, seed, chunk)?;
            let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
            outcomes.extend(results);
            eprintln!("{} documents", outcomes.len());
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(anyhow::anyhow!("a thread panicked")))
        })
    })?;
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|outcome| outcome.index);
    Ok(outcomes)
}

/// Checks a document in a process of its own.
///
/// # Errors
/// If the process cannot be started.
pub fn check_document(
    program: &Path,
    folder: &Path,
    document: &Value,
) -> anyhow::Result<DocumentResult> {
    create(folder)?;
    let file = folder.join("reduced.json");
    fs::write(&file, document.to_string())
        .with_context(|| format!("cannot write {}", file.display()))?;
    let mut command = worker(program);
    command.args(["0", "1", "--file"]).arg(&file);
    let mut results = follow(&mut command)?;
    Ok(results
        .pop()
        .map_or(DocumentResult::Rejected, |outcome| outcome.result))
}

/// Checks a chunk of documents. After a document that ends the process, a new process continues.
fn run_chunk(program: &Path, seed: u64, chunk: Range<u64>) -> anyhow::Result<Vec<Outcome>> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut first = chunk.start;
    while first < chunk.end {
        let mut command = worker(program);
        let count = chunk.end - first;
        command.args([first, count].map(|number| number.to_string()));
        command.args(["--seed", &seed.to_string()]);
        let results = follow(&mut command)?;
        first = results
            .last()
            .map_or(chunk.end, |outcome| outcome.index + 1);
        outcomes.extend(results);
    }
    Ok(outcomes)
}

fn worker(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("worker");
    command
}

/// Runs a worker until it ends or exceeds the time limit, and returns the results of its documents.
fn follow(command: &mut Command) -> anyhow::Result<Vec<Outcome>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start a worker")?;
    let (sender, lines) = mpsc::channel();
    let stdout = child.stdout.take();
    let reader = thread::spawn(move || {
        let lines = stdout
            .into_iter()
            .flat_map(|stdout| BufReader::new(stdout).lines());
        for line in lines.map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut outcomes = Vec::new();
    let mut begun = None;
    let timed_out = loop {
        match lines.recv_timeout(TIMEOUT) {
            Ok(line) => read_line(&line, &mut begun, &mut outcomes),
            Err(RecvTimeoutError::Timeout) => break true,
            Err(RecvTimeoutError::Disconnected) => break false,
        }
    };
    let status = end(&mut child, timed_out)?;
    // The thread ends with the process, whose output it reads.
    let _ = reader.join();
    if let Some(index) = begun {
        let message = match timed_out {
            true => format!("takes longer than {} s", TIMEOUT.as_secs()),
            false => format!("ends the process: {status}"),
        };
        outcomes.push(Outcome {
            index,
            result: DocumentResult::Failed(message),
        });
    }
    Ok(outcomes)
}

/// Waits for a process, which is killed if it took too long.
fn end(child: &mut Child, timed_out: bool) -> anyhow::Result<std::process::ExitStatus> {
    if timed_out {
        child.kill().context("cannot kill a worker")?;
    }
    child.wait().context("cannot wait for a worker")
}

fn read_line(line: &str, begun: &mut Option<u64>, outcomes: &mut Vec<Outcome>) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let result = match word {
        "begin" => {
            *begun = rest.parse().ok();
            return;
        }
        "accepted" => DocumentResult::Accepted,
        "rejected" => DocumentResult::Rejected,
        _ => DocumentResult::Failed(rest.to_owned()),
    };
    if let Some(index) = begun.take() {
        outcomes.push(Outcome { index, result });
    }
}
