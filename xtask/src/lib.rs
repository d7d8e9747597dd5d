//! The repository's own commands: `cargo xtask bench`, `cargo xtask codegen`, `cargo xtask ci`,
//! `cargo xtask corpus`, `cargo xtask fuzz`, `cargo xtask schema-suite`, `cargo xtask service` and
//! `cargo xtask third-party`.
//!
//! They are a library so that tests can exchange values between generated clients and servers, and
//! check the support matrix.

mod bench;
mod cargo;
mod ci;
pub mod codegen;
pub mod corpus;
mod derived_file;
mod diagnostics_page;
mod folder;
mod fuzz;
mod process;
mod runtime_manifest;
mod schema_suite;
mod service;
mod specwright_program;
pub mod support_matrix;
mod support_page;
mod third_party;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};
use specwright::cli::{Console, Exit, MessageFormat};

/// The repository's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate `crates/generated` from `spec`, and all other derived files.
    Codegen {
        /// Write nothing, and fail if a file is stale, missing or orphaned.
        #[arg(long)]
        check: bool,
    },
    /// Measure generation and compilation, compared with other generators.
    Bench(bench::Bench),
    /// Run every check that a change must pass.
    Ci,
    /// Generate from every document of a folder and summarize the results.
    Corpus(corpus::Corpus),
    /// Generate from random documents and compile the output; see `cargo xtask fuzz -- --help`.
    Fuzz(fuzz::Fuzz),
    /// Compare the verdicts of generated servers with the JSON Schema Test Suite.
    SchemaSuite(schema_suite::SchemaSuite),
    /// Check generated clients with Prism, and generated servers with Schemathesis.
    ThirdParty(third_party::ThirdParty),
    /// Test real servers under load and faults; see `cargo xtask service -- --help`.
    Service(service::Service),
}

/// Returns the definition of all commands.
#[must_use]
pub fn definition() -> clap::Command {
    Arguments::command()
}

/// Runs the command of the process arguments.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut console = Console::new(MessageFormat::Human);
    let exit = run(arguments.command, &mut console).unwrap_or_else(|error| {
        console.note(&format!("error: {error:#}"));
        Exit::Failed
    });
    exit.into()
}

fn run(command: Command, console: &mut Console) -> anyhow::Result<Exit> {
    // All paths are relative to the root of the repository.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.parent().unwrap_or(Path::new("."));
    std::env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))?;
    match command {
        Command::Codegen { check } => codegen::run(check, console),
        Command::Bench(bench) => bench::run(&bench, console),
        Command::Ci => Ok(ci::run(console)),
        Command::Corpus(corpus) => corpus::run(&corpus, console),
        Command::Fuzz(fuzz) => fuzz::run(&fuzz),
        Command::SchemaSuite(suite) => schema_suite::run(&suite, console),
        Command::ThirdParty(third_party) => third_party::run(&third_party, console),
        Command::Service(service) => service::run(&service),
    }
}
