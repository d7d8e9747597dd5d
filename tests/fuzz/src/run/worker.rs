//! Checks documents in this process. If a document aborts the process, the last line that was
//! printed names the document.

use std::fs;
use std::io::{self, Write};
use std::panic;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Args;
use serde_json::Value;

use crate::document_text::Origin;
use crate::generation::{self, Verdict};
use crate::random;

/// The documents of a worker.
#[derive(Args)]
pub struct Range {
    /// Number of the first document.
    pub first: u64,
    /// Number of documents.
    #[arg(default_value_t = 1)]
    pub count: u64,
    /// Seed of the documents.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// A JSON document to check instead.
    #[arg(long)]
    pub file: Option<PathBuf>,
}

/// Returns document number `index` of a seed, and the byte string that describes it.
pub fn document(seed: u64, index: u64) -> (Vec<u8>, Value) {
    let bytes = random::bytes(seed, index);
    let document = Origin::of(index).document(&bytes);
    (bytes, document)
}

/// Prints documents as JSON.
pub fn show(range: &Range) {
    for index in range.first..range.first + range.count {
        println!("{:#}", document(range.seed, index).1);
    }
}

/// The message of the last panic, in one line.
static MESSAGE: Mutex<String> = Mutex::new(String::new());

/// Keeps the messages of panics instead of printing them.
pub(super) fn catch_messages() {
    panic::set_hook(Box::new(|info| {
        let text = info.to_string().replace('\n', " ");
        *MESSAGE.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

/// Returns the message of the last panic.
pub(super) fn last_message() -> String {
    MESSAGE
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

/// Checks documents. Prints `begin N` before each, and after it `accepted`, `rejected` or `failed`
/// and the message, all in one line.
///
/// # Errors
/// If standard output cannot be written, or the file cannot be read.
pub fn work(range: &Range) -> anyhow::Result<()> {
    catch_messages();
    let mut out = io::stdout();
    for index in range.first..range.first + range.count {
        writeln!(out, "begin {index}")?;
        out.flush()?;
        let (bytes, document) = match &range.file {
            Some(file) => (Vec::new(), serde_json::from_slice(&fs::read(file)?)?),
            None => document(range.seed, index),
        };
        // A thread has the stack that users of the library have: 2 MiB.
        let check = move || generation::check_document(&document, &bytes);
        match thread::spawn(check).join() {
            Ok(Verdict::Accepted) => writeln!(out, "accepted")?,
            Ok(Verdict::Rejected) => writeln!(out, "rejected")?,
            Err(_) => writeln!(out, "failed {}", last_message())?,
        }
    }
    Ok(())
}
