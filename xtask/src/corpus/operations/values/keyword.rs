//! Keywords of JSON Schema 2020-12 for parts of the model.

use serde_json::{Map, Value, json};
use specwright::openapi::ir::{Bounds, Lengths, TypeRef};

/// Returns a reference to a schema.
pub fn reference(ty: TypeRef) -> Value {
    let reference = json!({ "$ref": format!("#/$defs/{}", ty.id.index()) });
    match ty.nullable {
        true => json!({ "anyOf": [reference, { "type": "null" }] }),
        false => reference,
    }
}

/// Returns the keywords of a range.
pub fn bounds(bounds: &Bounds) -> Map<String, Value> {
    let mut schema = Map::new();
    let (minimum, maximum) = (bounds.minimum.clone(), bounds.maximum.clone());
    let minimum_key = ["minimum", "exclusiveMinimum"][usize::from(bounds.exclusive_minimum)];
    let maximum_key = ["maximum", "exclusiveMaximum"][usize::from(bounds.exclusive_maximum)];
    set(&mut schema, minimum_key, minimum);
    set(&mut schema, maximum_key, maximum);
    set(&mut schema, "multipleOf", bounds.multiple_of.clone());
    schema
}

/// Returns the keywords of a length.
pub fn length_keywords(lengths: &Lengths, min: &str, max: &str) -> Map<String, Value> {
    let mut schema = Map::new();
    set(&mut schema, min, lengths.min);
    set(&mut schema, max, lengths.max);
    schema
}

/// Sets a keyword that has a value.
pub fn set<T: Into<Value>>(schema: &mut Map<String, Value>, keyword: &str, value: Option<T>) {
    if let Some(value) = value {
        schema.insert(keyword.to_owned(), value.into());
    }
}
