//! Bounds of numbers. Integers are compared as integers, so that no digit is lost.

use serde_json::{Number, Value};

#[derive(Clone, Copy)]
pub(super) enum Limit {
    None,
    Integer(i128),
    Inclusive(f64),
    Exclusive(f64),
}

/// A number as it can be compared.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    Integer(i128),
    Float(f64),
}

impl Amount {
    pub(super) fn of(number: &Number) -> Option<Self> {
        let whole = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from));
        match whole {
            Some(integer) => Some(Self::Integer(integer)),
            None => number
                .as_f64()
                .map(|float| whole_float(float).map_or(Self::Float(float), Self::Integer)),
        }
    }

    /// Whether the number is not below the limit.
    pub(super) fn reaches(self, limit: Limit) -> bool {
        match (self, limit) {
            (_, Limit::None) => true,
            (Self::Integer(integer), Limit::Integer(least)) => integer >= least,
            (_, Limit::Integer(least)) => self.as_f64() >= least as f64,
            (_, Limit::Inclusive(least)) => self.as_f64() >= least,
            (_, Limit::Exclusive(bound)) => self.as_f64() > bound,
        }
    }

    /// Whether the number is not above the limit.
    pub(super) fn stays_within(self, limit: Limit) -> bool {
        match (self, limit) {
            (_, Limit::None) => true,
            (Self::Integer(integer), Limit::Integer(greatest)) => integer <= greatest,
            (_, Limit::Integer(greatest)) => self.as_f64() <= greatest as f64,
            (_, Limit::Inclusive(greatest)) => self.as_f64() <= greatest,
            (_, Limit::Exclusive(bound)) => self.as_f64() < bound,
        }
    }

    /// Whether the number is a multiple, but for the rounding of binary fractions.
    pub(super) fn is_multiple_of(self, divisor: f64) -> bool {
        match (self, whole_float(divisor)) {
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
    /// The bound for a message: `at least 1`, `more than 0.5`.
    pub(super) fn describe(self, inclusive: &str, exclusive: &str) -> String {
        match self {
            Limit::None => String::new(),
            Limit::Integer(bound) => format!("{inclusive} {bound}"),
            Limit::Inclusive(bound) => format!("{inclusive} {bound}"),
            Limit::Exclusive(bound) => format!("{exclusive} {bound}"),
        }
    }
}

/// Makes `1.0` the integer `1` where it fits 64 bits; whether the value is an integer.
pub(super) fn make_integer(value: &mut Value) -> bool {
    if value.is_i64() || value.is_u64() {
        return true;
    }
    let Some(integer) = value.as_f64().and_then(whole_float) else {
        return false;
    };
    if let Ok(integer) = i64::try_from(integer) {
        *value = Value::from(integer);
    } else if let Ok(integer) = u64::try_from(integer) {
        *value = Value::from(integer);
    }
    true
}

fn whole_float(float: f64) -> Option<i128> {
    // Beyond this a float can't be told from its neighbors, and i128 would saturate soon after.
    const LARGEST: f64 = 1e36;
    (float.fract() == 0.0 && float.abs() < LARGEST).then_some(float as i128)
}
