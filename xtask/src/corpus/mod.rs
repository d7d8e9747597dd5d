//! `cargo xtask corpus`: generates from every document of a folder, compiles the output, and
//! summarizes the results.

mod compare;
pub(crate) mod documents;
pub mod operations;
pub(crate) mod program;
mod round_trip;
mod router;
mod row;
mod summary;
pub(crate) mod worker;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use specwright::cli::{Console, Exit};

use self::documents::Document;
use self::row::{Row, Table};
use self::worker::{Steps, Worker};

/// The documents and the steps to run for each.
#[derive(Args)]
pub struct Corpus {
    /// Folder of documents. If it contains `manifest.tsv`, the column `file` lists them; otherwise
    /// every file with a top-level key `openapi` or `swagger` is a document.
    dir: PathBuf,
    #[command(flatten)]
    steps: Steps,
    /// Number of documents to process at a time. Each has a target folder of its own.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Table with a row per document. Documents that have a row already are skipped.
    #[arg(long, value_name = "FILE", default_value = "target/corpus/results.tsv")]
    out: PathBuf,
    /// Process only documents whose path contains this string.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Keep the generated workspaces in `target/corpus`.
    #[arg(long)]
    keep: bool,
}

/// Processes all documents. Rejects the run if a document that is meant to be valid fails.
pub fn run(corpus: &Corpus, console: &mut Console) -> anyhow::Result<Exit> {
    let mut documents = documents::find(&corpus.dir)?;
    documents.retain(|document| document.name.contains(&corpus.only));
    let table = Table::open(&corpus.out)?;
    let has_row = |document: &&Document| table.get(&document.name).is_some();
    let pending: Vec<&Document> = documents
        .iter()
        .filter(|document| !has_row(document))
        .collect();
    console.note(&format!(
        "{} documents, {} of them in {} already",
        documents.len(),
        documents.len() - pending.len(),
        corpus.out.display()
    ));
    let workers = Worker::open(corpus.jobs.max(1), corpus.steps)?;
    let table = Queue::new(pending, table, corpus.keep).process(workers)?;
    report(&documents, &table, console)
}

/// The documents that are still to be processed, shared by all workers.
struct Queue<'a> {
    documents: Vec<&'a Document>,
    next: AtomicUsize,
    table: Mutex<Table>,
    progress: ProgressBar,
    keep_output: bool,
}

impl<'a> Queue<'a> {
    fn new(documents: Vec<&'a Document>, table: Table, keep_output: bool) -> Self {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self {
            progress: ProgressBar::new(documents.len() as u64).with_style(style),
            documents,
            next: AtomicUsize::new(0),
            table: Mutex::new(table),
            keep_output,
        }
    }

    /// Processes all documents, one thread per worker, and returns the table. Fails with the first
    /// error of a worker.
    fn process(self, workers: Vec<Worker>) -> anyhow::Result<Table> {
        let results: Vec<anyhow::Result<()>> = std::thread::scope(|scope| {
            let queue = &self;
            let threads: Vec<_> = workers
                .into_iter()
                .map(|worker| scope.spawn(move || queue.run(&worker)))
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, anyhow::Result<()>>| {
                let panicked = |_| Err(anyhow::anyhow!("a worker panicked"));
                thread.join().unwrap_or_else(panicked)
            };
            threads.into_iter().map(join).collect()
        });
        self.progress.finish_and_clear();
        results.into_iter().collect::<anyhow::Result<()>>()?;
        Ok(self
            .table
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Processes documents until none remain.
    fn run(&self, worker: &Worker) -> anyhow::Result<()> {
        while let Some(document) = self
            .documents
            .get(self.next.fetch_add(1, Ordering::Relaxed))
        {
            self.progress.set_message(document.name.clone());
            let row = worker.run(document, self.keep_output)?;
            self.table().add(row)?;
            self.progress.inc(1);
        }
        Ok(())
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints the summary and every failure.
fn report(documents: &[Document], table: &Table, console: &mut Console) -> anyhow::Result<Exit> {
    let rows: Vec<&Row> = documents
        .iter()
        .filter_map(|document| table.get(&document.name))
        .collect();
    console.print(&summary::draw(&rows))?;
    let failed: Vec<&&Row> = rows.iter().filter(|row| row.is_failure()).collect();
    for row in &failed {
        console.print(&format!("failed: {}: {}", row.file, row.first_error))?;
    }
    Ok(if failed.is_empty() {
        Exit::Success
    } else {
        Exit::Rejected
    })
}
