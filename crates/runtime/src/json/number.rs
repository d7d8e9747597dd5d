//! Numbers by value: `1.0` and `1` are the same integer.

use serde_json::{Number, Value};

use super::parse;

/// Returns whether two values are equal as JSON Schema defines it (Core 2020-12, 4.2.2): numbers by
/// their mathematical value.
pub fn is_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() != b.is_f64() && are_equal_numbers(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| is_equal(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Returns whether a value contains a number that [`normalize_numbers`] writes as an integer.
#[cfg(feature = "server")]
pub(crate) fn has_whole_float(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(has_whole_float),
        Value::Object(members) => members.values().any(has_whole_float),
        Value::Number(number) if number.is_f64() => {
            number.as_f64().is_some_and(|float| float.fract() == 0.0)
        }
        _ => false,
    }
}

/// Writes every number without a fraction as an integer, if it fits 64 bits.
pub(crate) fn normalize_numbers(mut value: Value) -> Value {
    normalize_in_place(&mut value);
    value
}

/// Returns the text with numbers such as `1.0` replaced by integers, or `None` if the text contains
/// no such number.
pub(super) fn normalize_numbers_in_text(text: &[u8]) -> Option<String> {
    let mut value = parse(text).ok()?;
    normalize_in_place(&mut value).then(|| value.to_string())
}

/// Returns whether a number was rewritten.
fn normalize_in_place(value: &mut Value) -> bool {
    match value {
        Value::Array(elements) => {
            elements
                .iter_mut()
                .map(normalize_in_place)
                .filter(|changed| *changed)
                .count()
                > 0
        }
        Value::Object(members) => {
            members
                .values_mut()
                .map(normalize_in_place)
                .filter(|changed| *changed)
                .count()
                > 0
        }
        Value::Number(number) if number.is_f64() => match number.as_f64().and_then(integer_of) {
            Some(integer) => {
                *number = integer;
                true
            }
            None => false,
        },
        _ => false,
    }
}

/// Returns the integer that a float equals. Negative zero is excluded because the conversion would
/// lose its sign, and -2^63 because it can be a rounded integer below the range of 64 bits.
pub(crate) fn integer_of(float: f64) -> Option<Number> {
    if float.fract() != 0.0 || (float == 0.0 && float.is_sign_negative()) || float.abs() >= 1e30 {
        return None;
    }
    let integer = float as i128;
    match i64::try_from(integer) {
        Ok(i64::MIN) => None,
        Ok(integer) => Some(Number::from(integer)),
        Err(_) => u64::try_from(integer).map(Number::from).ok(),
    }
}

/// Reads a number, which is an integer if its value is: `1.0` and `1e2` are integers in JSON Schema
/// (Validation 2020-12, 6.1.1).
pub(crate) fn read_integer(string: &str) -> Option<Number> {
    let number = read_number(without_zero_fraction(string))?;
    let integer = number.as_f64().filter(|_| number.is_f64());
    Some(integer.and_then(integer_of).unwrap_or(number))
}

/// Reads a number, which nothing surrounds: JSON would allow white space.
pub(crate) fn read_number(string: &str) -> Option<Number> {
    let is_bare = string.trim() == string;
    serde_json::from_str(string).ok().filter(|_| is_bare)
}

/// Returns an integer without a fraction of zeros, so that the conversion keeps digits that a float
/// would round.
fn without_zero_fraction(text: &str) -> &str {
    match text.split_once('.') {
        Some((digits, zeros))
            if digits.ends_with(|last: char| last.is_ascii_digit())
                && !zeros.is_empty()
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            digits
        }
        _ => text,
    }
}

/// Compares two numbers of which exactly one is a float.
fn are_equal_numbers(a: &Number, b: &Number) -> bool {
    let integer = |number: &Number| {
        let float = number
            .as_f64()
            .filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e30);
        float
            .map(|float| float as i128)
            .or_else(|| number.as_i64().map(i128::from))
            .or_else(|| number.as_u64().map(i128::from))
    };
    integer(a).is_some_and(|a| integer(b) == Some(a))
}
