//! The checks of a scenario and their results.

use hdrhistogram::Histogram;

use crate::Result;

/// Returns an empty histogram of durations in microseconds, up to ten minutes.
///
/// # Errors
/// Never fails with these bounds.
pub fn latencies() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 600_000_000, 3)?)
}

/// The report of a scenario. Its lines are printed as they are added.
#[derive(Debug)]
pub struct Report {
    scenario: String,
    failures: Vec<String>,
}

impl Report {
    /// Creates an empty report.
    pub fn new(scenario: impl Into<String>) -> Self {
        Self {
            scenario: scenario.into(),
            failures: Vec::new(),
        }
    }

    /// Prints a line of information.
    pub fn note(&self, line: impl AsRef<str>) {
        println!("{}: {}", self.scenario, line.as_ref());
    }

    /// Adds a check. `line` describes the guarantee and the observation.
    pub fn check(&mut self, passed: bool, line: impl AsRef<str>) {
        let line = line.as_ref();
        println!(
            "{}: {} {line}",
            self.scenario,
            if passed { "pass" } else { "FAIL" }
        );
        if !passed {
            self.failures.push(format!("{}: {line}", self.scenario));
        }
    }

    /// Returns the failed checks.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// Asserts that all checks passed.
    ///
    /// # Panics
    /// Panics if a check failed.
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(
            self.failures.is_empty(),
            "failed checks:\n{}",
            self.failures.join("\n")
        );
    }
}
