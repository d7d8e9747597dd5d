//! Intersection of ranges.

use serde_json::Number;

use crate::ir::{Bounds, Lengths};

/// A bound and whether it is exclusive.
type Bound = (Option<Number>, bool);

/// Returns the numbers that both ranges allow. Only one `multipleOf` is kept.
pub(super) fn join_bounds(a: Bounds, b: Bounds) -> Bounds {
    let (minimum, exclusive_minimum) = tighter(
        (a.minimum, a.exclusive_minimum),
        (b.minimum, b.exclusive_minimum),
        |a, b| a > b,
    );
    let (maximum, exclusive_maximum) = tighter(
        (a.maximum, a.exclusive_maximum),
        (b.maximum, b.exclusive_maximum),
        |a, b| a < b,
    );
    Bounds {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: b.multiple_of.or(a.multiple_of),
    }
}

/// Returns the lengths that both ranges allow.
pub(super) fn join_lengths(a: Lengths, b: Lengths) -> Lengths {
    Lengths {
        min: a.min.max(b.min),
        max: match (a.max, b.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
    }
}

fn tighter(a: Bound, b: Bound, is_tighter: impl Fn(f64, f64) -> bool) -> Bound {
    match (&a.0, &b.0) {
        (Some(first), Some(second)) => {
            let (first, second) = (
                first.as_f64().unwrap_or_default(),
                second.as_f64().unwrap_or_default(),
            );
            if first == second {
                return (a.0, a.1 || b.1);
            }
            if is_tighter(first, second) { a } else { b }
        }
        (Some(_), None) => a,
        _ => b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tighter_bound_wins_and_equal_bounds_are_exclusive_if_one_is() {
        let bounds = |minimum: i64, exclusive_minimum, maximum: i64| Bounds {
            minimum: Some(minimum.into()),
            exclusive_minimum,
            maximum: Some(maximum.into()),
            ..Bounds::default()
        };
        assert_eq!(
            join_bounds(bounds(1, true, 9), bounds(1, false, 5)),
            bounds(1, true, 5)
        );
    }

    #[test]
    fn a_missing_length_does_not_constrain() {
        let lengths = |min, max| Lengths { min, max };
        assert_eq!(
            join_lengths(lengths(None, Some(5)), lengths(Some(2), None)),
            lengths(Some(2), Some(5))
        );
    }
}
