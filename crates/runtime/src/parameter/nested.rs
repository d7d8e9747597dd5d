//! Nested objects and arrays in a query or form: `name[key]=value`, to any depth.

use serde_json::Value;

use super::EncodeError;
use super::flat::{Escape, Pairs, form_pairs};

/// Returns a nested value as pairs of name and value. `name` is escaped already.
///
/// Properties that are `null` are omitted. An array repeats its name, unless its elements are
/// nested or `indexed` requests `name[0]`.
pub(crate) fn nested_pairs(
    name: String,
    value: &Value,
    indexed: bool,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let child = |key: &str| format!("{name}[{key}]");
    match value {
        Value::Object(properties) => {
            let properties = properties.iter().filter(|(_, value)| !value.is_null());
            properties
                .map(|(key, value)| nested_pairs(child(&escape(key)), value, indexed, escape))
                .collect::<Result<Vec<_>, _>>()
                .map(concat)
        }
        Value::Array(items)
            if indexed || items.iter().any(|item| item.is_array() || item.is_object()) =>
        {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| nested_pairs(child(&index.to_string()), item, indexed, escape))
                .collect::<Result<Vec<_>, _>>()
                .map(concat)
        }
        value => form_pairs(name, value, true, escape),
    }
}

fn concat(pairs: Vec<Pairs>) -> Pairs {
    pairs.into_iter().flatten().collect()
}
