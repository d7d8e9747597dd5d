//! User-supplied types that test documents name in `specwright.toml`. They implement only the
//! traits that generated code requires of such types.

use serde::{Deserialize, Serialize};

/// A decimal amount, as a string of digits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub String);

/// A point in a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The horizontal coordinate.
    pub x: f64,
    /// The vertical coordinate; 0 if missing.
    #[serde(default)]
    pub y: f64,
}
