//! Runs a target over random inputs in this process.

use std::collections::BTreeMap;
use std::panic;

use anyhow::Context as _;
use clap::Args;

use super::kind_of;
use super::worker::{catch_messages, last_message};
use crate::{TARGETS, random};

/// The inputs of a run.
#[derive(Args)]
pub struct Inputs {
    /// Name of the target.
    target: String,
    /// Number of inputs.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    inputs: u64,
    /// Seed of the inputs.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

/// Runs the target, and prints the first failure of each kind. Returns whether no input failed.
///
/// # Errors
/// If no target has this name.
pub fn run(inputs: &Inputs) -> anyhow::Result<bool> {
    let target = TARGETS
        .iter()
        .find(|target| target.name == inputs.target)
        .with_context(|| format!("unknown target `{}`", inputs.target))?;
    catch_messages();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for index in 0..inputs.inputs {
        let bytes = random::bytes(inputs.seed, index);
        if panic::catch_unwind(|| (target.run)(&bytes)).is_ok() {
            continue;
        }
        let message = last_message();
        let count = kinds.entry(kind_of(&message)).or_default();
        if *count == 0 {
            println!("input {index}: {message}");
        }
        *count += 1;
    }
    let failures: u64 = kinds.values().sum();
    println!(
        "{} inputs: {failures} failures of {} kinds",
        inputs.inputs,
        kinds.len()
    );
    Ok(kinds.is_empty())
}
