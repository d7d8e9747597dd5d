//! `cargo xtask schema-suite`: compares the verdicts of generated servers with those of the JSON
//! Schema Test Suite.

mod document;
mod kept;
mod program;
mod report;
mod suite;

use std::path::PathBuf;

use clap::Args;
use specwright::cli::{Console, Exit};

use self::document::Document;
use self::program::Program;
use self::suite::Draft;

/// The suite and the working folder.
#[derive(Args)]
pub struct SchemaSuite {
    /// Folder of the suite: a checkout of `JSON-Schema-Test-Suite`, or another folder with
    /// `tests/draft4` or `tests/draft2020-12`.
    dir: PathBuf,
    /// Folder for the documents, the generated crates and the compiler artifacts.
    #[arg(long, value_name = "DIR", default_value = "target/schema-suite")]
    work: PathBuf,
    /// Run only the files whose name contains this string.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Also print each difference that has a diagnostic.
    #[arg(long)]
    differences: bool,
}

/// Runs the tests of each draft and prints the results. Rejects the run if a verdict differs and no
/// diagnostic was reported for the schema, or if an accepted value changes.
pub fn run(arguments: &SchemaSuite, console: &mut Console) -> anyhow::Result<Exit> {
    let mut exit = Exit::Success;
    for draft in Draft::ALL {
        let files = suite::read(&arguments.dir, draft, &arguments.only)?;
        if files.is_empty() {
            continue;
        }
        let work = std::path::absolute(&arguments.work)?.join(draft.folder());
        let documents = files
            .into_iter()
            .map(|file| Document::generate(file, draft, &work))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let answers = Program::new(draft, &work).run(&documents)?;
        let results = report::compare(&documents, &answers);
        console.print(&report::draw(draft, &results))?;
        if arguments.differences {
            console.print(&report::draw_differences(&results))?;
        }
        if results.iter().any(report::Outcome::is_silent) {
            exit = Exit::Rejected;
        }
    }
    Ok(exit)
}
