//! `cargo xtask third-party`: checks generated clients and servers with tools that read the same
//! document.

mod explanation;
mod prism;
mod schemathesis;

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use specwright::cli::{Console, Exit};

use crate::corpus::documents::{self, Document};
use crate::corpus::worker::{Steps, Worker};

/// The tool, and the documents to check with it.
#[derive(Args)]
pub struct ThirdParty {
    /// Tool that checks.
    tool: Tool,
    /// Folder of documents, as for `cargo xtask corpus`.
    dir: PathBuf,
    /// Program of the tool.
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// Process only documents whose path contains one of these strings.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Number of cases of each operation, for Schemathesis.
    #[arg(long, value_name = "N", default_value_t = 100)]
    cases: u32,
}

/// A tool that checks what client and server send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// Prism, as a validating proxy between client and server.
    Prism,
    /// Schemathesis, as a client of the server.
    Schemathesis,
}

/// What a tool found in one document.
#[derive(Default)]
struct Verdict {
    /// The number of checked requests.
    requests: usize,
    /// The violations, each with its operation and its description.
    violations: Vec<String>,
    /// What was not checked, with the reason.
    left_out: Vec<String>,
}

/// Checks all documents. Rejects the run if there is a violation.
pub fn run(third_party: &ThirdParty, console: &mut Console) -> anyhow::Result<Exit> {
    let mut documents = documents::find(&third_party.dir)?;
    let is_selected = |document: &Document| {
        let only = &third_party.only;
        only.is_empty() || only.iter().any(|text| document.name.contains(text))
    };
    documents.retain(is_selected);
    let steps = Steps {
        check: true,
        ..Steps::default()
    };
    let mut workers = Worker::open(1, steps)?;
    let worker = workers.pop().context("there is one worker")?;
    let mut exit = Exit::Success;
    for document in &documents {
        match check(third_party, &worker, document)? {
            Ok(verdict) => {
                let (name, requests) = (&document.name, verdict.requests);
                let count = verdict.violations.len();
                console.print(&format!("{name}: {requests} requests, {count} violations"))?;
                for line in &verdict.violations {
                    console.print(&format!("  violation: {line}"))?;
                    exit = Exit::Rejected;
                }
                for line in &verdict.left_out {
                    console.print(&format!("  left out: {line}"))?;
                }
            }
            Err(reason) => {
                console.print(&format!("{}: not checked: {reason}", document.name))?;
                exit = Exit::Rejected;
            }
        }
    }
    Ok(exit)
}

/// Checks a document, or returns the reason why it cannot be checked.
fn check(
    third_party: &ThirdParty,
    worker: &Worker,
    document: &Document,
) -> anyhow::Result<Result<Verdict, String>> {
    let Some(prepared) = worker.prepare(document)? else {
        return Ok(Err("the document is refused".to_owned()));
    };
    let output = worker.output(&prepared.workspace);
    let checked = match third_party.tool {
        Tool::Prism => prism::check(&third_party.program, document, &prepared, &output),
        Tool::Schemathesis => schemathesis::check(third_party, document, &prepared, &output),
    };
    worker.remove(&prepared.workspace)?;
    checked
}

/// Returns an address of this machine that is free now.
fn free_address() -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no address is free")?;
    let address = listener.local_addr().context("no address is free")?;
    Ok(address.to_string())
}

/// Waits until a server accepts connections at an address.
fn wait_for(address: &str) -> anyhow::Result<()> {
    for _ in 0..600 {
        if std::net::TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    anyhow::bail!("no server accepts connections at {address}")
}

/// Ends a process when the check of a document ends.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The process can have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
