use serde_json::Value;

use crate::schema::definition::Values;

/// The maximum number of enumeration values that a message lists.
const MAX_LISTED: usize = 12;

pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

pub(super) fn with_article(type_name: &str) -> String {
    match type_name {
        "null" => type_name.to_owned(),
        "array" | "integer" | "object" => format!("an {type_name}"),
        _ => format!("a {type_name}"),
    }
}

/// Lists the values of an enumeration.
pub(super) fn list_values(values: Values) -> String {
    match values {
        Values::All => String::new(),
        Values::Strings(texts) | Values::Json(texts) => list(texts),
        Values::Integers(integers) => {
            list(&integers.iter().map(i64::to_string).collect::<Vec<_>>())
        }
    }
}

/// Lists the first values.
pub(super) fn list<T: AsRef<str>>(values: &[T]) -> String {
    let mut list: Vec<&str> = values.iter().take(MAX_LISTED).map(AsRef::as_ref).collect();
    if values.len() > MAX_LISTED {
        list.push("…");
    }
    list.join(", ")
}
