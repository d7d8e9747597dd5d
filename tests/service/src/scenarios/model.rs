//! Random histories compared with a model of the idempotency protocol: the tests of
//! `crates/verifa/tests/model` with a given number of histories.

use tokio::process::Command;

use crate::Result;
use crate::report::Report;

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of histories on SQLite. A tenth of them are tested on PostgreSQL.
    pub histories: u32,
}

impl Parameters {
    /// Returns the bounded form.
    pub fn bounded() -> Self {
        Self { histories: 2_000 }
    }

    /// Returns the full form.
    pub fn full() -> Self {
        Self { histories: 100_000 }
    }
}

/// Runs the tests, whose output goes to the output of this program.
///
/// # Errors
/// Returns an error if Cargo cannot be run.
pub async fn run(parameters: Parameters) -> Result<Report> {
    let mut report = Report::new("model");
    report.note(format!("{parameters:?}"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "test",
            "--release",
            "--package",
            "verifa",
            "--test",
            "model",
            "--",
            "--nocapture",
        ])
        .env("PROPTEST_CASES", parameters.histories.to_string())
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .status()
        .await?;
    report.check(
        status.success(),
        format!("{} histories agree with the model", parameters.histories),
    );
    Ok(report)
}
