use serde_json::Value;

use crate::json::{is_integer, normalize_numbers};

/// A type of JSON values (JSON Schema Core 2020-12, 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum JsonType {
    Null,
    Boolean,
    /// A number without a fraction, `1.0` included.
    Integer,
    /// Any number.
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    /// Returns the type of a value: [`JsonType::Integer`] for whole numbers.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if is_integer(number) => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Returns the name of the type with its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Returns a string, a number or a boolean as a string: `1` for `1.0`.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(string) => Some(string.clone()),
        scalar @ (Value::Bool(_) | Value::Number(_)) => {
            Some(normalize_numbers(scalar.clone()).to_string())
        }
        _ => None,
    }
}
