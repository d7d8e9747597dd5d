//! The results of a document: samples, medians and ratios.

use std::collections::BTreeMap;

use super::figure::{Figure, Phase};

/// The results of a document. Tools are indexes; 0 is Specwright.
#[derive(Clone, Debug, Default)]
pub struct Results {
    samples: BTreeMap<(usize, Figure), Vec<f64>>,
    failures: BTreeMap<usize, (Phase, String)>,
}

/// A figure of a tool.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// The median of all runs.
    Median(f64),
    /// The first line of the error of the phase.
    Fails(String),
    /// Not measured, because the phase was not selected or an earlier phase failed.
    Missing,
}

impl Results {
    /// Adds a sample.
    pub fn add(&mut self, tool: usize, figure: Figure, value: f64) {
        self.samples.entry((tool, figure)).or_default().push(value);
    }

    /// Records that a phase failed. Later phases of the tool are skipped.
    pub fn fail(&mut self, tool: usize, phase: Phase, error: &str) {
        let line = error.lines().find(|line| !line.trim().is_empty());
        let words: Vec<&str> = line.unwrap_or("no message").split_whitespace().collect();
        let line = words.join(" ");
        self.failures.entry(tool).or_insert((phase, line));
    }

    /// Returns whether a phase of a tool failed.
    pub fn has_failed(&self, tool: usize) -> bool {
        self.failures.contains_key(&tool)
    }

    /// Returns the samples of a figure, in the order of the runs.
    pub fn samples(&self, tool: usize, figure: Figure) -> &[f64] {
        self.samples.get(&(tool, figure)).map_or(&[], Vec::as_slice)
    }

    /// Returns a figure of a tool.
    pub fn cell(&self, tool: usize, figure: Figure) -> Cell {
        match self.failures.get(&tool) {
            Some((phase, line)) if *phase == figure.phase() => Cell::Fails(line.clone()),
            _ => median(self.samples(tool, figure)).map_or(Cell::Missing, Cell::Median),
        }
    }

    /// Returns the figure of Specwright divided by the smallest figure of `tools - 1` peers.
    pub fn ratio(&self, figure: Figure, tools: usize) -> Option<f64> {
        let value = |tool: usize| match self.cell(tool, figure) {
            Cell::Median(median) => Some(median),
            Cell::Fails(_) | Cell::Missing => None,
        };
        let best = (1..tools).filter_map(value).min_by(f64::total_cmp)?;
        value(0).filter(|_| best > 0.0).map(|own| own / best)
    }
}

/// Returns the median: of an even number of samples, the mean of the two in the middle.
pub(super) fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_outliers() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 100.0, 2.0]), Some(3.0));
    }

    #[test]
    fn the_ratio_refers_to_the_best_peer_that_succeeds() {
        let mut results = Results::default();
        results.add(0, Figure::CheckTime, 2.0);
        results.add(1, Figure::CheckTime, 8.0);
        results.add(2, Figure::CheckTime, 4.0);
        results.add(3, Figure::CheckTime, 1.0);
        results.fail(3, Phase::Check, "\nerror[E0425]:  cannot find type\nmore");
        assert_eq!(results.ratio(Figure::CheckTime, 4), Some(0.5));
        assert_eq!(results.ratio(Figure::Types, 4), None);
        assert_eq!(
            results.cell(3, Figure::CheckTime),
            Cell::Fails("error[E0425]: cannot find type".to_owned())
        );
        assert_eq!(results.cell(3, Figure::BuildTime), Cell::Missing);
        assert!(results.has_failed(3));
    }

    #[test]
    fn without_peers_there_is_no_ratio() {
        let mut results = Results::default();
        results.add(0, Figure::CheckTime, 2.0);
        assert_eq!(results.ratio(Figure::CheckTime, 1), None);
    }
}
