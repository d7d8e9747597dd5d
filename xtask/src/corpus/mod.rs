//! Generates from every document of a folder and compiles what came of it, to see where real documents stand.

mod documents;
mod process;
mod round_trip;
mod router;
mod row;
mod summary;
mod workshop;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use specwright::Failure;
use specwright::cli::{Console, Exit};

use self::documents::Document;
use self::row::{Row, Table};
use self::workshop::Workshop;

/// What to run over the documents of a folder.
#[derive(Args)]
pub struct Corpus {
    /// The folder; `manifest.tsv` in it may list the documents in its column `file`, else all that say `openapi` or `swagger` are taken.
    dir: PathBuf,
    /// Compile the output of each document, with warnings denied.
    #[arg(long)]
    check: bool,
    /// Send values of each component schema through its type, and compare what comes back.
    #[arg(long)]
    round_trip: bool,
    /// How many documents are worked on at a time; each has a target folder of its own.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Where the rows go, one a document; those that are there already are kept and their documents left alone.
    #[arg(long, value_name = "FILE", default_value = "target/corpus/results.tsv")]
    out: PathBuf,
    /// Only documents whose path contains this text.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Keep the generated workspaces in `target/corpus`.
    #[arg(long)]
    keep: bool,
}

/// Runs over all documents, and fails if one that is meant to be valid does.
pub fn run(corpus: &Corpus, console: &mut Console) -> Result<Exit, Failure> {
    let mut documents = documents::find(&corpus.dir)?;
    documents.retain(|document| document.name.contains(&corpus.only));
    let table = Mutex::new(Table::open(&corpus.out)?);
    let known = |document: &&Document| lock(&table).has(&document.name);
    let waiting: Vec<&Document> = documents
        .iter()
        .filter(|document| !known(document))
        .collect();
    console.note(&format!(
        "{} documents, {} of them in {} already",
        documents.len(),
        documents.len() - waiting.len(),
        corpus.out.display()
    ));
    let mut workshops = Workshop::open(corpus.jobs.max(1), corpus.check, corpus.round_trip)?;
    let bar = progress_bar(waiting.len());
    let next = AtomicUsize::new(0);
    let failures: Vec<Failure> = std::thread::scope(|scope| {
        let workers: Vec<_> = workshops
            .iter_mut()
            .map(|workshop| {
                scope.spawn(|| {
                    work(
                        workshop,
                        &waiting,
                        &next,
                        |row| lock(&table).add(row),
                        &bar,
                        corpus.keep,
                    )
                })
            })
            .collect();
        workers
            .into_iter()
            .filter_map(|worker| worker.join().ok()?.err())
            .collect()
    });
    bar.finish_and_clear();
    if let Some(failure) = failures.into_iter().next() {
        return Err(failure);
    }
    let table = table
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
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

/// Takes one document after the other until there are no more.
fn work(
    workshop: &mut Workshop,
    documents: &[&Document],
    next: &AtomicUsize,
    mut add: impl FnMut(Row) -> Result<(), Failure>,
    bar: &ProgressBar,
    keep: bool,
) -> Result<(), Failure> {
    while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
        bar.set_message(document.name.clone());
        add(workshop.run(document, keep)?)?;
        bar.inc(1);
    }
    Ok(())
}

fn progress_bar(documents: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(documents as u64).with_style(style)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })
}
