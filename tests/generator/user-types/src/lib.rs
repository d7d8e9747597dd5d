//! Types that stand for those of documents of the tests. They implement what the generator asks of a user's type, and nothing else.

use serde::{Deserialize, Serialize};

/// An amount, as digits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub String);

/// A place in a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Upwards; 0 unless it is said.
    #[serde(default)]
    pub y: f64,
}
