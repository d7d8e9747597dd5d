//! Ranges of numbers and of lengths.

use serde_json::Number;

/// The allowed range of a number. No bound is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The smallest allowed value.
    pub minimum: Option<Number>,
    /// The largest allowed value.
    pub maximum: Option<Number>,
    /// Whether `minimum` itself is not allowed.
    pub exclusive_minimum: bool,
    /// Whether `maximum` itself is not allowed.
    pub exclusive_maximum: bool,
    /// A number greater than 0 that values must be a multiple of.
    pub multiple_of: Option<Number>,
}

/// The allowed number of characters, elements or properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lengths {
    /// The smallest allowed number.
    pub min: Option<u64>,
    /// The largest allowed number.
    pub max: Option<u64>,
}
