//! A run over many documents: their output is generated in child processes and compiled in batches,
//! and every failure is reduced.

pub mod batch;
pub mod inputs;
pub mod parent;
pub mod reduction;
pub mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::Value;

use self::batch::Compiler;
use self::parent::{DocumentResult, Outcome};

/// The documents of a run, and what is done with them.
#[derive(Args)]
pub struct Run {
    /// Number of documents to generate from.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    documents: u64,
    /// Number of accepted documents whose output is compiled.
    #[arg(long, value_name = "N", default_value_t = 0)]
    compile: usize,
    /// Seed of the documents. The same seed gives the same documents.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Number of the first document.
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// Number of child processes that generate at the same time.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Folder of the generated crates and of the compiler's artifacts.
    #[arg(long, value_name = "DIR", default_value = "target/fuzz")]
    out: PathBuf,
    /// Largest number of deletions that are tried to reduce a failure.
    #[arg(long, value_name = "N", default_value_t = 200)]
    reductions: usize,
}

/// Processes all documents. Returns whether none failed.
pub fn documents(run: &Run) -> anyhow::Result<bool> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let outcomes = parent::run(
        &program,
        run.seed,
        run.first..run.first + run.documents,
        run.jobs,
    )?;
    let accepted: Vec<u64> = outcomes
        .iter()
        .filter(|outcome| outcome.result == DocumentResult::Accepted)
        .map(|outcome| outcome.index)
        .collect();
    let failures = generation_failures(run, &program, &outcomes)?;
    println!(
        "{} documents: {} accepted, {} with failures of {} kinds",
        outcomes.len(),
        accepted.len(),
        failures.values().map(Vec::len).sum::<usize>(),
        failures.len()
    );
    let mut is_clean = failures.is_empty();
    if run.compile > 0 {
        let compiled: Vec<u64> = accepted.into_iter().take(run.compile).collect();
        is_clean &= compile(run, &compiled)?;
    }
    Ok(is_clean)
}

/// Prints the first failure of each kind, reduced, and returns the documents of each kind.
fn generation_failures(
    run: &Run,
    program: &Path,
    outcomes: &[Outcome],
) -> anyhow::Result<BTreeMap<String, Vec<u64>>> {
    let mut kinds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for outcome in outcomes {
        if let DocumentResult::Failed(message) = &outcome.result {
            kinds
                .entry(kind_of(message))
                .or_default()
                .push(outcome.index);
        }
    }
    for (kind, indices) in &kinds {
        let (_, document) = worker::document(run.seed, indices[0]);
        let fails = |document: &Value| {
            let result = parent::check_document(program, &run.out, document)?;
            Ok(matches!(result, DocumentResult::Failed(message) if kind_of(&message) == *kind))
        };
        let reduced = reduction::reduce(document, run.reductions, fails)?;
        print_failure(kind, indices, &reduced);
    }
    Ok(kinds)
}

/// Compiles the output of documents and prints the first failure of each kind, reduced.
fn compile(run: &Run, indices: &[u64]) -> anyhow::Result<bool> {
    let compiler = Compiler::open(&run.out)?;
    let mut kinds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (number, batch) in indices.chunks(batch::SIZE).enumerate() {
        let documents = batch.iter().map(|index| {
            let (_, document) = worker::document(run.seed, *index);
            (*index, document)
        });
        let failures = compiler.check(&documents.collect::<Vec<_>>())?;
        println!("batch {number}: {} of {} fail", failures.len(), batch.len());
        for (index, failure) in failures {
            println!("  document {index}: {}", failure.kind);
            kinds.entry(failure.kind).or_default().push(index);
        }
    }
    for (kind, failing) in &kinds {
        let (_, document) = worker::document(run.seed, failing[0]);
        let fails = |document: &Value| {
            let failures = compiler.check(&[(0, document.clone())])?;
            Ok(failures.values().any(|failure| failure.kind == *kind))
        };
        let reduced = reduction::reduce(document, run.reductions, fails)?;
        print_failure(kind, failing, &reduced);
        for failure in compiler.check(&[(0, reduced)])?.into_values() {
            println!("{}", failure.text);
        }
    }
    println!(
        "{} documents compiled, {} kinds of failures",
        indices.len(),
        kinds.len()
    );
    Ok(kinds.is_empty())
}

fn print_failure(kind: &str, indices: &[u64], reduced: &Value) {
    let shown: Vec<String> = indices.iter().take(8).map(u64::to_string).collect();
    let text = serde_yaml::to_string(reduced).unwrap_or_else(|_| reduced.to_string());
    println!(
        "\n== {kind}\n{} documents: {}\n{text}",
        indices.len(),
        shown.join(" ")
    );
}

/// Returns a message without the parts that differ between documents: numbers and quoted text.
fn kind_of(message: &str) -> String {
    let mut kind = String::new();
    let mut quoted = false;
    for c in message.lines().next().unwrap_or_default().chars().take(300) {
        match c {
            '`' | '"' => quoted = !quoted,
            c if quoted || c.is_ascii_digit() => {}
            c => kind.push(c),
        }
    }
    kind
}

/// Creates a folder with its parents.
fn create(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}
