//! Whether two JSON values are the same.

use std::collections::HashSet;

use serde_json::Value;

/// What was lost or changed on the way. Members that no schema of the document names may be missing: types ignore them.
pub fn difference(before: &Value, after: &Value, names: &HashSet<String>) -> Option<String> {
    at("", before, after, names)
}

fn at(pointer: &str, before: &Value, after: &Value, names: &HashSet<String>) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            if let Some(key) = after.keys().find(|key| !before.contains_key(*key)) {
                return Some(format!("{pointer}/{key} was added"));
            }
            before.iter().find_map(|(key, value)| match after.get(key) {
                Some(after) => at(&format!("{pointer}/{key}"), value, after, names),
                None if names.contains(key) => Some(format!("{pointer}/{key} was lost")),
                None => None,
            })
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => before
            .iter()
            .zip(after)
            .enumerate()
            .find_map(|(index, (before, after))| at(&format!("{pointer}/{index}"), before, after, names)),
        (Value::Number(a), Value::Number(b)) if a == b || a.as_f64() == b.as_f64() => None,
        (before, after) if before == after => None,
        (before, after) => Some(format!("{pointer} was {before} and became {after}")),
    }
}
