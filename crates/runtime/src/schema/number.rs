//! Limits of numbers. Integers are compared as integers, without loss of precision.

use serde_json::{Number, Value};

use crate::json::is_integer;

/// A minimum or a maximum.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    None,
    Integer(i128),
    Inclusive(f64),
    Exclusive(f64),
}

/// A number that can be compared with a limit.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    Integer(i128),
    Float(f64),
}

impl Amount {
    pub(super) fn of(number: &Number) -> Option<Self> {
        let integer = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from));
        match integer {
            Some(integer) => Some(Self::Integer(integer)),
            None => number
                .as_f64()
                .map(|float| as_integer(float).map_or(Self::Float(float), Self::Integer)),
        }
    }

    /// Returns whether the number satisfies a minimum.
    pub(super) fn is_at_least(self, limit: Limit) -> bool {
        match (self, limit) {
            (_, Limit::None) => true,
            (Self::Integer(integer), Limit::Integer(minimum)) => integer >= minimum,
            (_, Limit::Integer(minimum)) => self.as_f64() >= minimum as f64,
            (_, Limit::Inclusive(minimum)) => self.as_f64() >= minimum,
            (_, Limit::Exclusive(limit)) => self.as_f64() > limit,
        }
    }

    /// Returns whether the number satisfies a maximum.
    pub(super) fn is_at_most(self, limit: Limit) -> bool {
        match (self, limit) {
            (_, Limit::None) => true,
            (Self::Integer(integer), Limit::Integer(maximum)) => integer <= maximum,
            (_, Limit::Integer(maximum)) => self.as_f64() <= maximum as f64,
            (_, Limit::Inclusive(maximum)) => self.as_f64() <= maximum,
            (_, Limit::Exclusive(limit)) => self.as_f64() < limit,
        }
    }

    /// Returns whether the number is a multiple of the divisor, within the rounding of binary
    /// fractions.
    pub(super) fn is_multiple_of(self, divisor: f64) -> bool {
        match (self, as_integer(divisor)) {
            (_, Some(0)) => true,
            (Self::Integer(integer), Some(divisor)) => integer % divisor == 0,
            _ => {
                let quotient = self.as_f64() / divisor;
                (quotient - quotient.round()).abs() <= quotient.abs() * f64::EPSILON * 4.0
            }
        }
    }

    fn as_f64(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }
}

impl Limit {
    /// Describes the limit in a message: `at least 1`, `greater than 0.5`.
    pub(super) fn describe(self, inclusive: &str, exclusive: &str) -> String {
        match self {
            Limit::None => String::new(),
            Limit::Integer(bound) => format!("{inclusive} {bound}"),
            Limit::Inclusive(bound) => format!("{inclusive} {bound}"),
            Limit::Exclusive(limit) => format!("{exclusive} {limit}"),
        }
    }
}

/// Returns whether the value is an integer. Negative zero becomes zero.
pub(super) fn make_integer(value: &mut Value) -> bool {
    let is_integer = matches!(value, Value::Number(number) if is_integer(number));
    if is_integer && value.as_f64() == Some(0.0) {
        *value = Value::from(0);
    }
    is_integer
}

fn as_integer(float: f64) -> Option<i128> {
    // Larger floats are too imprecise to be compared exactly, and i128 saturates soon after.
    const LARGEST: f64 = 1e36;
    (float.fract() == 0.0 && float.abs() < LARGEST).then_some(float as i128)
}
