//! Printing of the plan. Types and fragments of code are emitted as tokens; templates provide the
//! layout of whole files.

pub mod client;
mod code;
pub mod docs;
pub mod encoding;
pub mod feature;
pub mod group;
mod ident;
mod imports;
pub mod job;
pub mod literal;
pub mod manifest;
pub mod media_type;
pub mod parameter;
pub mod path;
mod runtime_path;
mod security;
pub mod server;
mod status;
mod stream;
pub mod ty;
pub mod types;
pub mod version_sort;
pub mod workspace;

use self::job::{Job, Printer};

/// Returns a job for each file of the output.
pub fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let crates = printer.options.crates;
    let mut jobs = workspace::jobs(printer);
    jobs.extend(types::jobs(printer));
    if crates.client {
        jobs.extend(client::jobs(printer));
    }
    if crates.server {
        jobs.extend(server::jobs(printer));
    }
    if let Some(printer) = printer.webhooks() {
        if crates.sender {
            jobs.extend(client::jobs(printer));
        }
        if crates.receiver {
            jobs.extend(server::jobs(printer));
        }
    }
    jobs
}
