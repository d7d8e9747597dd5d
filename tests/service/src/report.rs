//! What a trial saw, and which promises it found broken.

use hdrhistogram::Histogram;

use crate::Result;

/// A histogram of durations in microseconds, up to ten minutes.
///
/// # Errors
/// Never with these bounds.
pub fn latencies() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 600_000_000, 3)?)
}

/// A trial's lines, printed as they come, and its verdict.
#[derive(Debug)]
pub struct Report {
    trial: String,
    broken: Vec<String>,
}

impl Report {
    /// Begins a report.
    pub fn new(trial: impl Into<String>) -> Self {
        Self {
            trial: trial.into(),
            broken: Vec::new(),
        }
    }

    /// Says what was run or seen.
    pub fn note(&self, line: impl AsRef<str>) {
        println!("{}: {}", self.trial, line.as_ref());
    }

    /// Holds a promise against what was seen.
    pub fn promise(&mut self, kept: bool, line: impl AsRef<str>) {
        let line = line.as_ref();
        println!(
            "{}: {} {line}",
            self.trial,
            if kept { "kept  " } else { "BROKEN" }
        );
        if !kept {
            self.broken.push(format!("{}: {line}", self.trial));
        }
    }

    /// The promises that broke.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    /// Ends a test.
    ///
    /// # Panics
    /// When a promise broke.
    #[track_caller]
    pub fn assert_kept(&self) {
        assert!(
            self.broken.is_empty(),
            "broken promises:\n{}",
            self.broken.join("\n")
        );
    }
}
