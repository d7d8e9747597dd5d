//! Comparison of JSON values.

use serde_json::{Number, Value};

/// Returns the first difference. Generated types may drop properties that no schema describes;
/// `is_described` decides by the property's JSON pointer.
pub fn difference(
    before: &Value,
    after: &Value,
    is_described: &dyn Fn(&str) -> bool,
) -> Option<String> {
    difference_at("", before, after, is_described)
}

/// Compares the values at a JSON pointer.
fn difference_at(
    pointer: &str,
    before: &Value,
    after: &Value,
    is_described: &dyn Fn(&str) -> bool,
) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            if let Some(key) = after.keys().find(|key| !before.contains_key(*key)) {
                return Some(format!("{} was added", below(pointer, key)));
            }
            before.iter().find_map(|(key, value)| {
                let pointer = below(pointer, key);
                match after.get(key) {
                    Some(after) => difference_at(&pointer, value, after, is_described),
                    None => is_described(&pointer).then(|| format!("{pointer} was lost")),
                }
            })
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => before
            .iter()
            .zip(after)
            .enumerate()
            .find_map(|(index, (before, after))| {
                difference_at(&format!("{pointer}/{index}"), before, after, is_described)
            }),
        (Value::Number(a), Value::Number(b)) if is_same_number(a, b) => None,
        (before, after) if before == after => None,
        (before, after) => Some(format!("{pointer} was {before} and became {after}")),
    }
}

/// Returns whether two numbers are equal. Integers are compared exactly, not as floats.
fn is_same_number(a: &Number, b: &Number) -> bool {
    a == b || !(a.as_i128().is_some() && b.as_i128().is_some()) && a.as_f64() == b.as_f64()
}

/// Appends a key to a JSON pointer.
fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
