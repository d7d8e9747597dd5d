//! The repository's own commands: `cargo xtask codegen`, `cargo xtask ci`, `cargo xtask corpus` and `cargo xtask service`.

mod ci;
mod codegen;
mod corpus;
mod runtime_manifest;
mod service;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use specwright::Failure;
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
    /// Generate `crates/generated` from `spec`.
    Codegen {
        /// Write nothing, and fail if something is not as generated.
        #[arg(long)]
        check: bool,
    },
    /// Run everything that a change has to pass.
    Ci,
    /// Generate from every document of a folder, and say what came of it.
    Corpus(corpus::Corpus),
    /// Try real servers under load and faults; `cargo xtask service -- --help` says how.
    Service(service::Service),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut console = Console::new(MessageFormat::Human);
    let result = enter_root().and_then(|()| match arguments.command {
        Command::Codegen { check } => codegen::run(check, &mut console),
        Command::Ci => Ok(ci::run(&mut console)),
        Command::Corpus(corpus) => corpus::run(&corpus, &mut console),
        Command::Service(service) => service::run(&service, &mut console),
    });
    let exit = result.unwrap_or_else(|failure| {
        console.failure(&failure);
        Exit::Failed
    });
    exit.into()
}

/// All paths count from the root of the repository, wherever the command is run.
fn enter_root() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    std::env::set_current_dir(root).map_err(|source| Failure::Read {
        path: root.to_owned(),
        source,
    })
}
