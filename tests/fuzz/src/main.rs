//! `fuzz-tests`: generates from random documents in child processes, and compiles the output.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fuzz_tests::run::{self, Run, inputs, worker};

/// Generates from random documents and compiles the output.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate from random documents, and compile accepted ones with warnings denied.
    Documents(Run),
    /// Run a target over random inputs in this process.
    Inputs(inputs::Inputs),
    /// Print a document.
    Show(worker::Range),
    /// Check documents in this process, and print a line before and after each.
    #[command(hide = true)]
    Worker(worker::Range),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Documents(run) => run::documents(&run),
        Command::Inputs(inputs) => inputs::run(&inputs),
        Command::Show(range) => {
            worker::show(&range);
            Ok(true)
        }
        Command::Worker(range) => worker::work(&range).map(|()| true),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
