//! `verifa`: the sandbox server, its administration commands, and a command that creates sessions.

mod cli;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::cli::{create, failure::Failure, keys, migrate, sandbox};

/// A sandbox of Verifa's sessions API for local development and tests, and a client.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the sessions API until SIGTERM or SIGINT.
    Sandbox(sandbox::Arguments),
    /// Create a session and print it.
    Create(create::Arguments),
    /// Issue, list and revoke API keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Create or migrate the tables of a store.
    Migrate(migrate::Arguments),
}

fn main() -> ExitCode {
    // A usage error exits here with code 2.
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return Failure::failed(format!("cannot start the threads of the program: {error}"))
                .report();
        }
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Sandbox(arguments) => sandbox::run(arguments).await,
            Command::Create(arguments) => create::run(arguments).await,
            Command::Keys(command) => keys::run(command).await,
            Command::Migrate(arguments) => migrate::run(arguments).await,
        }
    });
    // Tasks that did not finish in time must not delay the exit.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
