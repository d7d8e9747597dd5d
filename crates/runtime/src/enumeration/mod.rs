//! Enumerations: macros that implement the enums of generated code.
//!
//! An open enumeration keeps unlisted values; a closed enumeration rejects them.

mod integer;
mod string;
mod value;

use crate::json::abbreviate;

/// The maximum length of the value in the message, in characters.
const MAX_VALUE_LENGTH: usize = 100;

/// A value that a closed enumeration does not list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value {value}, expected {expected}")]
pub struct UnknownValue {
    value: String,
    expected: String,
}

impl UnknownValue {
    /// Creates an error about a value, with the values that are listed.
    pub fn new<T: std::fmt::Debug>(value: impl std::fmt::Debug, listed: &[T]) -> Self {
        let listed: Vec<String> = listed.iter().map(|value| format!("{value:?}")).collect();
        let expected = match listed.as_slice() {
            [one] => one.clone(),
            several => format!("one of {}", several.join(", ")),
        };
        Self {
            value: abbreviate(&format!("{value:?}"), MAX_VALUE_LENGTH),
            expected,
        }
    }
}
