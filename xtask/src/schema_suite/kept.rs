//! Comparison of a value before and after it passed through a generated type.

use serde_json::Value;

/// Returns whether a value kept its content. Generated types may drop a property whose name the
/// schema does not mention, but must not add or change one.
pub fn is_kept(before: &Value, after: &Value, schema: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            after.keys().all(|name| before.contains_key(name))
                && before.iter().all(|(name, value)| match after.get(name) {
                    Some(after) => is_kept(value, after, schema),
                    None => !mentions(schema, name),
                })
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len()
                && before
                    .iter()
                    .zip(after)
                    .all(|(before, after)| is_kept(before, after, schema))
        }
        // 1 and 1.0 are the same number.
        (Value::Number(before), Value::Number(after)) => {
            before == after || before.as_f64() == after.as_f64()
        }
        (before, after) => before == after,
    }
}

/// Returns whether a schema declares a property under `properties`, at any depth.
fn mentions(schema: &Value, name: &str) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(key, member)| {
            (key == "properties" && member.get(name).is_some()) || mentions(member, name)
        }),
        Value::Array(list) => list.iter().any(|member| mentions(member, name)),
        _ => false,
    }
}
