//! Constraints that no value can keep, or that can't be read.

use super::Lowering;
use super::facets::Facets;
use crate::diagnostic::Code;
use crate::ir::{Bounds, Lengths};

/// Patterns up to this length are read; the parser of a longer one may need more stack than there is.
const PATTERN_BYTES: usize = 4096;

impl Lowering<'_> {
    /// Leaves out what can't be kept.
    pub fn check(&mut self, facets: &mut Facets) {
        if let Some(pattern) = &facets.pattern
            && let Some(reason) = self.pattern_problem(pattern)
        {
            let message =
                format!("the pattern can't be read: {reason}; values are not checked against it");
            let at = facets.place.join("pattern");
            self.report.degrade(
                Code::InvalidPattern,
                &at,
                message,
                "write a regular expression of ECMA-262",
            );
            facets.pattern = None;
        }
        for lengths in [
            &mut facets.text_lengths,
            &mut facets.list_lengths,
            &mut facets.member_lengths,
        ] {
            if matches!((lengths.min, lengths.max), (Some(min), Some(max)) if min > max) {
                *lengths = Lengths::default();
                self.impossible(&facets.place);
            }
        }
        if is_impossible(&facets.bounds) {
            facets.bounds = Bounds {
                multiple_of: facets.bounds.multiple_of.take(),
                ..Bounds::default()
            };
            self.impossible(&facets.place);
        }
    }

    fn impossible(&mut self, place: &crate::pointer::Span) {
        let message = "the least value is above the greatest; both are left out";
        self.report.degrade(
            Code::MismatchedValue,
            place,
            message,
            "correct one of the bounds",
        );
    }

    /// Why a pattern is no regular expression of ECMA-262; each is read once.
    pub fn pattern_problem(&mut self, pattern: &str) -> Option<String> {
        if let Some(known) = self.patterns.get(pattern) {
            return known.clone();
        }
        let problem = if pattern.len() > PATTERN_BYTES {
            Some(format!("it has more than {PATTERN_BYTES} bytes"))
        } else {
            regress::Regex::with_flags(pattern, "u")
                .or_else(|_| regress::Regex::new(pattern))
                .err()
                .map(|error| {
                    error
                        .to_string()
                        .to_lowercase()
                        .trim_end_matches('.')
                        .to_owned()
                })
        };
        self.patterns.insert(pattern.to_owned(), problem.clone());
        problem
    }
}

fn is_impossible(bounds: &Bounds) -> bool {
    let value =
        |bound: &Option<serde_json::Number>| bound.as_ref().and_then(serde_json::Number::as_f64);
    match (value(&bounds.minimum), value(&bounds.maximum)) {
        (Some(minimum), Some(maximum)) => {
            minimum > maximum
                || (minimum == maximum && (bounds.exclusive_minimum || bounds.exclusive_maximum))
        }
        _ => false,
    }
}
