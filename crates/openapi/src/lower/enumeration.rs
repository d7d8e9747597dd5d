//! Enumerations.

use std::collections::HashSet;

use serde_json::Value;

use super::facets::{Facets, JsonType};
use crate::diagnostic::{Code, Report};
use crate::ir::{EnumBase, EnumValue, Enumeration, SchemaKind};

/// The kind of a schema with listed values.
pub(super) fn lower(facets: &Facets, values: &[Value], report: &mut Report) -> SchemaKind {
    let mut listed: Vec<EnumValue> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut mismatched = 0_usize;
    for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
        let value = if fits(value, &facets.types) {
            value.clone()
        } else {
            mismatched += 1;
            match convert(value, &facets.types) {
                Some(value) => value,
                None => continue,
            }
        };
        if seen.insert(value.to_string()) {
            let description = facets.value_texts.get(index).filter(|text| !text.is_empty()).cloned();
            listed.push(EnumValue { value, description });
        }
    }
    if mismatched > 0 {
        let message = "values of the enum are of another type than the schema; they are converted, or left out";
        report.degrade(Code::MismatchedValue, &facets.place.join("enum"), message, "write values of the schema's type");
    }
    if listed.is_empty() {
        return if mismatched > 0 { SchemaKind::Any } else { SchemaKind::Null };
    }
    let all = |test: fn(&Value) -> bool| listed.iter().all(|listed| test(&listed.value));
    if listed.len() == 2 && all(Value::is_boolean) {
        return SchemaKind::Boolean;
    }
    let base = if all(Value::is_string) {
        EnumBase::String
    } else if all(Value::is_i64) {
        EnumBase::Integer
    } else {
        EnumBase::Mixed
    };
    SchemaKind::Enum(Enumeration { base, values: listed })
}

fn fits(value: &Value, types: &[JsonType]) -> bool {
    types.is_empty()
        || types.iter().any(|ty| match ty {
            JsonType::Null => value.is_null(),
            JsonType::Boolean => value.is_boolean(),
            JsonType::Integer => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|float| float.fract() == 0.0),
            JsonType::Number => value.is_number(),
            JsonType::String => value.is_string(),
            JsonType::Array => value.is_array(),
            JsonType::Object => value.is_object(),
        })
}

/// The value that was meant: YAML reads `1` and `yes` as it likes.
pub(super) fn convert(value: &Value, types: &[JsonType]) -> Option<Value> {
    types.iter().find_map(|ty| match (ty, value) {
        (JsonType::String, Value::Number(number)) => Some(Value::String(number.to_string())),
        (JsonType::String, Value::Bool(flag)) => Some(Value::String(flag.to_string())),
        (JsonType::Integer, Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        (JsonType::Number, Value::String(text)) => text.trim().parse::<f64>().ok().map(Value::from),
        (JsonType::Boolean, Value::String(text)) => text.trim().parse::<bool>().ok().map(Value::from),
        _ => None,
    })
}
