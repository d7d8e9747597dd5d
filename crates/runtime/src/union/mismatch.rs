//! The errors of values that match no variant of a union whose variants have a distinguishing
//! feature.

use serde_json::Value;

use super::discriminator::{JsonType, scalar_text};
use crate::json::{ValueError, abbreviate, literal};

/// The maximum length of a value in a message, in characters.
const MAX_VALUE_LENGTH: usize = 100;
/// The maximum number of expected values in a message.
const MAX_VALUES_SHOWN: usize = 16;

/// Returns the error of a value whose discriminator selects no variant. `known` holds the values
/// that select one.
pub fn unknown_discriminator(value: &Value, property: &str, known: &[&str]) -> ValueError {
    let Some(properties) = value.as_object() else {
        return not_an_object(value);
    };
    match properties.get(property) {
        None => ValueError::new("is required").inside(property),
        Some(found) => match scalar_text(found) {
            Some(text) if known.contains(&text.as_str()) => ValueError::new(format_args!(
                "no variant with the {property} {text:?} matches"
            )),
            _ => {
                let known: Vec<Value> = known.iter().map(|it| Value::from(*it)).collect();
                unknown_value(found, &known).inside(property)
            }
        },
    }
}

/// Returns the error of a value whose property has none of the constants, which are given as JSON
/// text.
pub fn unknown_constant(value: &Value, property: &str, constants: &[&str]) -> ValueError {
    let Some(properties) = value.as_object() else {
        return not_an_object(value);
    };
    match properties.get(property) {
        None => ValueError::new("is required").inside(property),
        Some(found) => {
            let constants: Vec<Value> = constants.iter().map(|it| literal(it)).collect();
            unknown_value(found, &constants).inside(property)
        }
    }
}

/// Returns the error of a value whose JSON type no variant has.
pub fn unexpected_type(value: &Value, types: &[JsonType]) -> ValueError {
    let expected: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
    ValueError::new(format_args!(
        "expected {}, found {}",
        expected.join(" or "),
        JsonType::of(value).name()
    ))
}

fn not_an_object(value: &Value) -> ValueError {
    unexpected_type(value, &[JsonType::Object])
}

fn unknown_value(found: &Value, known: &[Value]) -> ValueError {
    let shown = known.iter().take(MAX_VALUES_SHOWN);
    let mut shown: Vec<String> = shown.map(Value::to_string).collect();
    if known.len() > MAX_VALUES_SHOWN {
        shown.push(format!("{} more", known.len() - MAX_VALUES_SHOWN));
    }
    ValueError::new(format_args!(
        "unknown value {}, expected {}",
        abbreviate(&found.to_string(), MAX_VALUE_LENGTH),
        shown.join(" or ")
    ))
}
