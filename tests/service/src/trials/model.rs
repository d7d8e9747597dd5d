//! Random histories of the protocol beside a model of it: the tests of `crates/verifa/tests/model`, as many as are asked for.

use tokio::process::Command;

use crate::Result;
use crate::report::Report;

/// How many histories are tried on SQLite, and a tenth of them on PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number.
    pub histories: u32,
}

impl Parameters {
    /// As many as a test may take.
    pub fn bounded() -> Self {
        Self { histories: 2_000 }
    }

    /// 100,000.
    pub fn full() -> Self {
        Self { histories: 100_000 }
    }
}

/// Runs the tests; what they print goes where the output of this program goes.
///
/// # Errors
/// When Cargo can't be run.
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
    report.promise(
        status.success(),
        format!("{} histories are those of the model", parameters.histories),
    );
    Ok(report)
}
