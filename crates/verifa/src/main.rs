//! `verifa`: the sandbox server, the commands of its operator, and one that creates a session.

mod cli;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::cli::{create, failure::Failure, keys, migrate, sandbox};

/// Verifa's sessions: a sandbox for local work and tests, and a client.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API of sessions until SIGTERM or SIGINT.
    Sandbox(sandbox::Arguments),
    /// Create a session and print it.
    Create(create::Arguments),
    /// Issue, list and revoke API keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Bring a store's tables up to date.
    Migrate(migrate::Arguments),
}

fn main() -> ExitCode {
    // Usage errors end here with exit code 2.
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return Failure::failed(format!("the program can't start its threads: {error}"))
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
    // Work that was cut off does not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
