//! Descriptions of differences.

use bytes::Bytes;
use serde_json::Value;

use crate::json::{abbreviate, escape_token, is_equal};

/// The maximum length of a value that is shown, in characters.
const MAX_LENGTH: usize = 200;

/// The maximum number of differences.
const MAX_DIFFERENCES: usize = 20;

/// Describes the differences of two JSON values, each with its JSON pointer.
pub(super) fn json_differences(expected: &Value, found: &Value, differences: &mut Vec<String>) {
    compare(Some(expected), Some(found), &mut String::new(), differences);
}

/// Shows the bytes of a body as text.
pub(super) fn shown(bytes: &Bytes) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => "no body".to_owned(),
        Ok(text) => abbreviate(&format!("{text:?}"), MAX_LENGTH),
        Err(_) => format!("{} bytes that are not text", bytes.len()),
    }
}

fn compare(
    expected: Option<&Value>,
    found: Option<&Value>,
    pointer: &mut String,
    differences: &mut Vec<String>,
) {
    let length = pointer.len();
    let mut below = |token: &str, expected: Option<&Value>, found: Option<&Value>| {
        pointer.push('/');
        pointer.push_str(&escape_token(token));
        compare(expected, found, pointer, differences);
        pointer.truncate(length);
    };
    match (expected, found) {
        (Some(Value::Object(expected)), Some(Value::Object(found))) => {
            for (name, value) in expected {
                below(name, Some(value), found.get(name));
            }
            for (name, value) in found
                .iter()
                .filter(|(name, _)| !expected.contains_key(*name))
            {
                below(name, None, Some(value));
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(found))) => {
            for index in 0..expected.len().max(found.len()) {
                below(&index.to_string(), expected.get(index), found.get(index));
            }
        }
        (expected, found) => {
            let is_same = match (expected, found) {
                (Some(expected), Some(found)) => is_equal(expected, found),
                (expected, found) => expected == found,
            };
            if !is_same && differences.len() < MAX_DIFFERENCES {
                let shown = |value: Option<&Value>| match value {
                    Some(value) => abbreviate(&value.to_string(), MAX_LENGTH),
                    None => "nothing".to_owned(),
                };
                let place = if pointer.is_empty() { "" } else { " at " };
                let (expected, found) = (shown(expected), shown(found));
                differences.push(format!(
                    "body{place}{pointer}: expected {expected}, found {found}"
                ));
            }
        }
    }
}
