//! Differences between values that have the same text. Parameters, forms and headers are text,
//! which expresses less than JSON.

use serde_json::{Map, Value};

/// An array or object without elements is undefined, and has no text (RFC 6570, 2.3).
const EMPTY: &str = "an empty array or object has no text";

/// `1` is the text of a number and of a string.
const TYPE: &str = "the text of a string is also that of another type";

/// A list of one element is the text of the element.
const ONE: &str = "the text of an array with one element is also that of the element";

/// How deep an empty value has no text: the value itself, and the properties of an object.
const DEPTH: usize = 1;

/// Returns why a value has the same text as the one that arrived, or `None` if it has not. An absent
/// value has no text.
pub fn same_text(before: &Value, after: Option<&Value>) -> Option<&'static str> {
    let before = without_empty(before, DEPTH);
    let after = after.and_then(|after| without_empty(after, DEPTH));
    match (before, after) {
        (before, after) if before == after => Some(EMPTY),
        (Some(before), Some(after)) => match (texts(&before), texts(&after)) {
            (before, after) if before == after => Some(TYPE),
            (Value::Array(items), after) if *items == [after.clone()] => Some(ONE),
            (before, Value::Array(items)) if *items == [before.clone()] => Some(ONE),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the value without what has no text. Elements of arrays have text even if they are empty.
fn without_empty(value: &Value, depth: usize) -> Option<Value> {
    match value {
        Value::Array(items) if items.is_empty() => None,
        Value::Object(properties) if properties.is_empty() => None,
        Value::Object(properties) if depth > 0 => {
            let property = |(name, value): (&String, &Value)| {
                Some((name.clone(), without_empty(value, depth - 1)?))
            };
            let kept: Map<String, Value> = properties.iter().filter_map(property).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        value => Some(value.clone()),
    }
}

/// Replaces scalars with their text.
fn texts(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(texts).collect(),
        Value::Object(properties) => {
            let properties = properties.iter();
            properties
                .map(|(name, value)| (name.clone(), texts(value)))
                .collect()
        }
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Null | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn empty_values_have_the_text_of_absent_ones() {
        assert_eq!(same_text(&json!([]), None), Some(EMPTY));
        assert_eq!(same_text(&json!({ "sort": [] }), None), Some(EMPTY));
        let after = json!({ "page": 1 });
        assert_eq!(
            same_text(&json!({ "page": 1, "sort": [] }), Some(&after)),
            Some(EMPTY)
        );
        assert_eq!(same_text(&json!([[]]), None), None);
        assert_eq!(same_text(&json!([{}, 1]), Some(&json!([1]))), None);
        assert_eq!(same_text(&json!(""), None), None);
    }

    #[test]
    fn a_list_of_one_element_has_the_text_of_the_element() {
        assert_eq!(same_text(&json!(["a"]), Some(&json!("a"))), Some(ONE));
        assert_eq!(same_text(&json!(1), Some(&json!(["1"]))), Some(ONE));
        assert_eq!(same_text(&json!(["a", "b"]), Some(&json!("a"))), None);
    }

    #[test]
    fn a_string_can_have_the_text_of_a_number() {
        assert_eq!(same_text(&json!("1"), Some(&json!(1))), Some(TYPE));
        let before = json!({ "a": ["true"] });
        assert_eq!(
            same_text(&before, Some(&json!({ "a": [true] }))),
            Some(TYPE)
        );
        assert_eq!(same_text(&json!("1"), Some(&json!(2))), None);
        assert_eq!(same_text(&json!("01"), Some(&json!(1))), None);
    }
}
