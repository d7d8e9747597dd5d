//! `service-trial`: runs scenarios in their bounded or full form.

mod runner;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use service_trial::bench;
use service_trial::report::Report;

use crate::runner::{Options, Runner};

/// Tests real `verifa` processes under load and faults.
#[derive(Parser)]
#[command(arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Kill servers and restart the database while clients create sessions, then verify the store.
    Kill(Options),
    /// Exhaust the rate limit from 64 connections, spread over all servers.
    Limit(Options),
    /// Send many concurrent requests with the same idempotency key.
    SameKey(Options),
    /// Send malformed, oversized and slow requests.
    Hostile(Options),
    /// Send requests that Schemathesis generates from the API description, if it is installed.
    Schemathesis(Options),
    /// Compare random histories with a model of the idempotency protocol.
    Model(Options),
    /// Fill the disk under a SQLite store.
    Disk(Options),
    /// Measure creates and replays per second, compared with a hand-written server and the disk.
    Bench(Options),
    /// Watch the memory of servers under a long mixed load.
    Soak(Options),
    /// Run all of these.
    All(Options),
    /// Serve the hand-written server that `bench` compares with.
    #[command(hide = true)]
    Bare {
        #[arg(long)]
        store: String,
        #[arg(long)]
        listen: SocketAddr,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bare { store, listen } => bench::baseline::serve(&store, listen)
            .await
            .map(|()| Vec::new()),
        Command::Kill(options) => Runner::new(options).kill().await,
        Command::Limit(options) => Runner::new(options).limit().await,
        Command::SameKey(options) => Runner::new(options).same_key().await,
        Command::Hostile(options) => Runner::new(options).hostile().await,
        Command::Schemathesis(options) => Runner::new(options).schemathesis().await,
        Command::Model(options) => Runner::new(options).model().await,
        Command::Disk(options) => Runner::new(options).disk().await,
        Command::Bench(options) => Runner::new(options).bench().await,
        Command::Soak(options) => Runner::new(options).soak().await,
        Command::All(options) => Runner::new(options).all().await,
    };
    match result {
        Ok(reports) => summarize(&reports),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints all failed checks, and returns the exit code.
fn summarize(reports: &[Report]) -> ExitCode {
    let failures: Vec<_> = reports.iter().flat_map(Report::failures).collect();
    for line in &failures {
        println!("FAIL {line}");
    }
    println!(
        "{} scenarios, {} failed checks",
        reports.len(),
        failures.len()
    );
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
