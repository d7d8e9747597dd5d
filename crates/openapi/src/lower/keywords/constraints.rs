//! Constraints that no value satisfies, or that cannot be checked.

use serde_json::Number;

use super::{Keywords, Patterns};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::ir::{Bounds, Lengths};

/// Removes invalid patterns and contradictory bounds, and reports them.
pub(in crate::lower) fn remove_invalid(
    keywords: &mut Keywords,
    patterns: &mut Patterns,
    report: &mut Report,
) {
    if let Some(pattern) = &keywords.pattern
        && let Some(reason) = patterns.problem(pattern)
    {
        let finding = schema::invalid_pattern(&reason);
        report.add(&keywords.span.join("pattern"), finding);
        keywords.pattern = None;
    }
    for lengths in [
        &mut keywords.string_lengths,
        &mut keywords.array_lengths,
        &mut keywords.object_lengths,
    ] {
        if matches!((lengths.min, lengths.max), (Some(min), Some(max)) if min > max) {
            *lengths = Lengths::default();
            report.add(&keywords.span, schema::contradictory_bounds());
        }
    }
    if excludes_all(&keywords.bounds) {
        keywords.bounds = Bounds {
            multiple_of: keywords.bounds.multiple_of.take(),
            ..Bounds::default()
        };
        report.add(&keywords.span, schema::contradictory_bounds());
    }
}

fn excludes_all(bounds: &Bounds) -> bool {
    let value = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
    match (value(&bounds.minimum), value(&bounds.maximum)) {
        (Some(minimum), Some(maximum)) => {
            minimum > maximum
                || (minimum == maximum && (bounds.exclusive_minimum || bounds.exclusive_maximum))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictory_bounds_are_removed_and_multiples_kept() {
        let mut keywords = Keywords {
            bounds: Bounds {
                minimum: Some(2.into()),
                maximum: Some(2.into()),
                exclusive_maximum: true,
                multiple_of: Some(2.into()),
                ..Bounds::default()
            },
            string_lengths: Lengths {
                min: Some(3),
                max: Some(1),
            },
            ..Keywords::default()
        };
        let mut report = Report::default();
        remove_invalid(&mut keywords, &mut Patterns::default(), &mut report);
        assert_eq!(keywords.string_lengths, Lengths::default());
        assert_eq!(
            keywords.bounds,
            Bounds {
                multiple_of: Some(2.into()),
                ..Bounds::default()
            }
        );
        assert_eq!(report.into_diagnostics().len(), 2);
    }
}
