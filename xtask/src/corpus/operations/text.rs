//! Differences between values that have the same text. Parameters, forms and headers are text,
//! which expresses less than JSON.

use serde_json::{Map, Value, json};

/// An array or object without elements is undefined, and has no text (RFC 6570, 2.3).
const EMPTY: &str = "an empty array or object has no text";

/// An array or object without elements within another value is an empty string.
const EMPTY_STRING: &str = "an empty array or object has the text of an empty string";

/// `1` is the text of a number and of a string, and `null` that of `null`.
const TYPE: &str = "the text of a string is also that of another type";

/// `a,b` is the text of a string and of an array.
const LIST: &str = "the text of a string is also that of an array";

/// A list of one element is the text of the element.
const ONE: &str = "the text of an array with one element is also that of the element";

/// How deep an empty value has no text: the value itself, and the properties of an object.
const DEPTH: usize = 1;

/// Returns why a value has the same text as the one that arrived, or `None` if it has not. An absent
/// value has no text.
pub fn same_text(before: &Value, after: Option<&Value>) -> Option<&'static str> {
    let after = match (in_variant(before), after.and_then(in_variant)) {
        (Some((variant, before)), Some((other, after))) if variant == other => {
            return same_text(before, Some(after));
        }
        _ => after,
    };
    if after.is_some_and(|after| empty_texts(before) == empty_texts(after)) {
        return Some(EMPTY_STRING);
    }
    let before = without_empty(before, DEPTH);
    let after = after.and_then(|after| without_empty(after, DEPTH));
    match (before, after) {
        (before, after) if before == after => Some(EMPTY),
        (Some(before), Some(after)) => match (texts(&before, None), texts(&after, Some("null"))) {
            (before, after) if before == after => Some(TYPE),
            (before, after) if empty_texts(&before) == empty_texts(&after) => Some(EMPTY_STRING),
            (Value::Array(items), after) if *items == [after.clone()] => Some(ONE),
            (before, Value::Array(items)) if *items == [before.clone()] => Some(ONE),
            (Value::String(before), Value::Array(items))
                if joined(&items).as_deref() == Some(&before) =>
            {
                Some(LIST)
            }
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

/// Returns the variant and the content of a body that is an enum.
fn in_variant(value: &Value) -> Option<(&Value, &Value)> {
    Some((value.get("variant")?, value.get("content")?))
}

/// Replaces scalars with their text. A sender has none for `null`, which a receiver may read.
fn texts(value: &Value, null: Option<&str>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| texts(item, null)).collect(),
        Value::Object(properties) => {
            let properties = properties.iter();
            properties
                .map(|(name, value)| (name.clone(), texts(value, null)))
                .collect()
        }
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Null => null.map_or(Value::Null, Value::from),
        Value::String(_) => value.clone(),
    }
}

/// Replaces arrays and objects without elements with empty strings.
fn empty_texts(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.is_empty() => json!(""),
        Value::Object(properties) if properties.is_empty() => json!(""),
        Value::Array(items) => items.iter().map(empty_texts).collect(),
        Value::Object(properties) => {
            let properties = properties.iter();
            properties
                .map(|(name, value)| (name.clone(), empty_texts(value)))
                .collect()
        }
        scalar => scalar.clone(),
    }
}

/// Returns strings as a list with commas.
fn joined(items: &[Value]) -> Option<String> {
    let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    items.map(|items| items.join(","))
}

#[cfg(test)]
mod tests {
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
    fn empty_values_within_others_have_the_text_of_empty_strings() {
        let before = json!([{ "rates": [] }]);
        let after = json!([{ "rates": "" }]);
        assert_eq!(same_text(&before, Some(&after)), Some(EMPTY_STRING));
        assert_eq!(same_text(&json!({}), Some(&json!(""))), Some(EMPTY_STRING));
        assert_eq!(same_text(&json!({ "a": [] }), Some(&json!("x"))), None);
    }

    #[test]
    fn a_string_with_commas_has_the_text_of_a_list() {
        let list = json!(["a", "b"]);
        assert_eq!(same_text(&json!("a,b"), Some(&list)), Some(LIST));
        assert_eq!(same_text(&list, Some(&json!("a,b"))), None);
    }

    #[test]
    fn the_content_of_a_variant_is_compared() {
        let before = json!({ "variant": "Multipart", "content": { "tags": [], "a": "null" } });
        let after = json!({ "variant": "Multipart", "content": { "a": null } });
        assert_eq!(same_text(&before, Some(&after)), Some(TYPE));
        let other = json!({ "variant": "Form", "content": { "a": null } });
        assert_eq!(same_text(&before, Some(&other)), None);
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
