//! Expected numbers of instructions, which are kept in a file of the repository.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The expected numbers and how far a number may differ.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The difference in percent that compilers, processors and libraries cause.
    pub tolerance: u8,
    /// The expected number of each measured program.
    pub instructions: BTreeMap<String, u64>,
}

/// The comparison of a number with the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The difference is within the tolerance.
    Equal,
    /// The number is smaller, so that the expected one should be updated.
    Fewer,
    /// The number is greater, or no number is expected.
    More,
}

impl Expectation {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file is missing or invalid.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("cannot read {}", path.display());
        let text = fs::read_to_string(path).with_context(context)?;
        toml::from_str(&text).with_context(context)
    }

    /// Compares a number with the expected one.
    pub fn compare(&self, name: &str, count: u64) -> Verdict {
        let Some(difference) = self.difference(name, count) else {
            return Verdict::More;
        };
        let tolerance = f64::from(self.tolerance);
        match difference {
            difference if difference > tolerance => Verdict::More,
            difference if difference < -tolerance => Verdict::Fewer,
            _ => Verdict::Equal,
        }
    }

    /// Returns the difference to the expected number in percent.
    pub fn difference(&self, name: &str, count: u64) -> Option<f64> {
        let expected = *self.instructions.get(name)? as f64;
        (expected > 0.0).then(|| (count as f64 - expected) * 100.0 / expected)
    }

    /// Writes the text of the file.
    pub fn write(&self) -> String {
        let mut text = format!(
            "# Numbers of instructions that `cargo xtask bench --instructions --check` expects, and\n\
             # the difference in percent that it tolerates. `--update` writes this file.\n\n\
             tolerance = {}\n\n[instructions]\n",
            self.tolerance
        );
        for (name, count) in &self.instructions {
            let _ = writeln!(text, "{name} = {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_differ_by_the_tolerance() {
        let expectation = Expectation {
            tolerance: 5,
            instructions: [("a".to_owned(), 1000)].into(),
        };
        assert_eq!(expectation.compare("a", 1050), Verdict::Equal);
        assert_eq!(expectation.compare("a", 1051), Verdict::More);
        assert_eq!(expectation.compare("a", 950), Verdict::Equal);
        assert_eq!(expectation.compare("a", 949), Verdict::Fewer);
        assert_eq!(expectation.compare("unknown", 1), Verdict::More);
    }

    #[test]
    fn a_written_file_can_be_read() {
        let expectation = Expectation {
            tolerance: 5,
            instructions: [("client-call".to_owned(), 45_300)].into(),
        };
        let read: Expectation = toml::from_str(&expectation.write()).expect("the text is valid");
        assert_eq!(read.instructions, expectation.instructions);
        assert_eq!(read.tolerance, 5);
    }
}
