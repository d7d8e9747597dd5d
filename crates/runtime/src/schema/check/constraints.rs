//! Enumerations, lengths, limits, patterns and formats.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Checker;
use super::message::list_values;
use crate::json::{is_equal, normalize_numbers};
use crate::schema::definition::{Schema, Values};
use crate::schema::number::Amount;
use crate::schema::{format, pattern};

/// The keywords that limit a length, and the unit of the length.
struct LengthKeywords {
    min: &'static str,
    max: &'static str,
    unit: &'static str,
}

const STRING_LENGTH: LengthKeywords = LengthKeywords {
    min: "minLength",
    max: "maxLength",
    unit: "characters",
};

const ARRAY_LENGTH: LengthKeywords = LengthKeywords {
    min: "minItems",
    max: "maxItems",
    unit: "elements",
};

const OBJECT_LENGTH: LengthKeywords = LengthKeywords {
    min: "minProperties",
    max: "maxProperties",
    unit: "properties",
};

impl Checker {
    pub(super) fn check_enum(&mut self, schema: &Schema, value: &Value) {
        let is_listed = match schema.values {
            Values::All => true,
            Values::Strings(strings) => value
                .as_str()
                .is_some_and(|string| strings.contains(&string)),
            Values::Integers(integers) => value
                .as_i64()
                .is_some_and(|integer| integers.contains(&integer)),
            Values::Json(texts) => texts.iter().any(|text| {
                serde_json::from_str::<Value>(text).is_ok_and(|allowed| is_equal(&allowed, value))
            }),
        };
        if !is_listed {
            self.report(
                "enum",
                format!("must be one of {}", list_values(schema.values)),
            );
        }
    }

    pub(super) fn check_constraints(&mut self, schema: &Schema, value: &Value) {
        match value {
            Value::String(string) => self.check_string(schema, string),
            Value::Array(elements) => {
                self.check_length(schema, elements.len(), &ARRAY_LENGTH);
                if schema.unique_items && !all_unique(elements) {
                    self.report("uniqueItems", "must not contain duplicate elements");
                }
            }
            Value::Object(object) => self.check_length(schema, object.len(), &OBJECT_LENGTH),
            Value::Number(number) => {
                if let Some(amount) = Amount::of(number) {
                    self.check_number(schema, amount);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
        if let Some(name) = schema.format
            && !format::matches(name, value)
        {
            let message = match name {
                "byte" => "must be base64".to_owned(),
                "base64url" => "must be base64url".to_owned(),
                name => format!("must have the format {name}"),
            };
            self.report("format", message);
        }
    }

    fn check_string(&mut self, schema: &Schema, string: &str) {
        self.check_length(schema, string.chars().count(), &STRING_LENGTH);
        if let Some(pattern) = schema.pattern
            && !pattern::matches(pattern, string)
        {
            self.report("pattern", format!("must match {pattern}"));
        }
    }

    fn check_length(&mut self, schema: &Schema, length: usize, keywords: &LengthKeywords) {
        let LengthKeywords { min, max, unit } = keywords;
        let (length, lengths) = (length as u64, schema.lengths);
        if length < lengths.min {
            self.report(min, format!("must have at least {} {unit}", lengths.min));
        }
        if length > lengths.max {
            self.report(max, format!("must have at most {} {unit}", lengths.max));
        }
    }

    fn check_number(&mut self, schema: &Schema, amount: Amount) {
        if !amount.is_at_least(schema.minimum) {
            let limit = schema.minimum.describe("at least", "greater than");
            self.report("minimum", format!("must be {limit}"));
        }
        if !amount.is_at_most(schema.maximum) {
            let limit = schema.maximum.describe("at most", "less than");
            self.report("maximum", format!("must be {limit}"));
        }
        if let Some(divisor) = schema.multiple_of
            && !amount.is_multiple_of(divisor)
        {
            self.report("multipleOf", format!("must be a multiple of {divisor}"));
        }
    }
}

fn all_unique(elements: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    elements
        .iter()
        .all(|element| seen.insert(canonical_text(element)))
}

/// Returns a JSON text that is the same for equal values.
fn canonical_text(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let mut value = normalize_numbers(value.clone());
            value.sort_all_objects();
            remove_signs_of_zero(&mut value);
            value.to_string()
        }
        scalar => scalar.to_string(),
    }
}

fn remove_signs_of_zero(value: &mut Value) {
    match value {
        Value::Number(number) if number.as_f64() == Some(0.0) => *value = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(remove_signs_of_zero),
        Value::Object(properties) => properties.values_mut().for_each(remove_signs_of_zero),
        _ => {}
    }
}
