//! Enumerations.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::facets::Facets;
use crate::diagnostic::{Code, Report};
use crate::ir::{EnumValue, Enumeration, JsonType, SchemaKind};

/// The kind of a schema with listed values; none where the type says more than they do.
pub(super) fn lower(
    facets: &Facets,
    values: &[EnumValue],
    report: &mut Report,
) -> Option<SchemaKind> {
    let mut listed: Vec<EnumValue> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut mismatched = 0_usize;
    for given in values.iter().filter(|given| !given.value.is_null()) {
        let value = if fits(&given.value, &facets.types) {
            whole(&given.value)
        } else {
            mismatched += 1;
            match convert(&given.value, &facets.types) {
                Some(value) => value,
                None => continue,
            }
        };
        if seen.insert(value.to_string()) {
            listed.push(EnumValue {
                value,
                ..given.clone()
            });
        }
    }
    let at = facets.place.join("enum");
    if mismatched > 0 {
        let message = "values of the enum are of another type than the schema; they are converted, or left out";
        report.degrade(
            Code::MismatchedValue,
            &at,
            message,
            "write values of the schema's type",
        );
    }
    if listed.is_empty() {
        return (mismatched == 0).then_some(SchemaKind::Null);
    }
    if !facets.types.is_empty() && listed.iter().all(|listed| is_compound(&listed.value)) {
        let message = "lists and objects of an enum are not told apart; their type alone is kept";
        report.count(
            Code::IgnoredKeyword,
            &at,
            message,
            "nothing has to be done unless the values matter",
        );
        return None;
    }
    Some(enumeration(listed))
}

/// The kind of these values, each of them there once and none of them `null`.
pub(super) fn enumeration(values: Vec<EnumValue>) -> SchemaKind {
    let all = |test: fn(&Value) -> bool| values.iter().all(|listed| test(&listed.value));
    let json_type = if all(Value::is_string) {
        Some(JsonType::String)
    } else if all(Value::is_i64) {
        Some(JsonType::Integer)
    } else if all(Value::is_boolean) {
        match values.len() {
            1 => Some(JsonType::Boolean),
            _ => return SchemaKind::Boolean,
        }
    } else {
        None
    };
    SchemaKind::Enum(Enumeration { json_type, values })
}

/// Names and descriptions of the values by widespread extensions: one for each value by position, or objects that repeat it.
pub(super) fn annotate(values: &mut [EnumValue], extensions: &IndexMap<String, Value>) {
    let list = |keys: &[&str]| keys.iter().find_map(|key| extensions.get(*key)?.as_array());
    let text = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    // Names that are not one for each value belong to nobody knows which.
    if let Some(names) =
        list(&["x-enum-varnames", "x-enumNames"]).filter(|names| names.len() == values.len())
    {
        values
            .iter_mut()
            .zip(names)
            .for_each(|(value, name)| value.name = text(name));
    }
    if let Some(descriptions) = list(&["x-enum-descriptions", "x-enumDescriptions"]) {
        values
            .iter_mut()
            .zip(descriptions)
            .for_each(|(value, description)| value.description = text(description));
    }
    for object in extensions
        .get("x-ms-enum")
        .and_then(|extension| extension.get("values")?.as_array())
        .into_iter()
        .flatten()
    {
        for value in values
            .iter_mut()
            .filter(|value| object.get("value") == Some(&value.value))
        {
            value.name = object.get("name").and_then(text);
            value.description = object.get("description").and_then(text);
        }
    }
}

/// A whole number as an integer: `1.0` is `1`.
fn whole(value: &Value) -> Value {
    // Beyond this a float says no longer which integer it is.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.as_f64() {
        Some(float) if value.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT => {
            Value::from(float as i64)
        }
        _ => value.clone(),
    }
}

fn is_compound(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn fits(value: &Value, types: &[JsonType]) -> bool {
    types.is_empty()
        || types.iter().any(|ty| match ty {
            JsonType::Null => value.is_null(),
            JsonType::Boolean => value.is_boolean(),
            JsonType::Integer => {
                value.is_i64()
                    || value.is_u64()
                    || value.as_f64().is_some_and(|float| float.fract() == 0.0)
            }
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
        (JsonType::Integer, Value::String(text)) => {
            text.trim().parse::<i64>().ok().map(Value::from)
        }
        (JsonType::Number, Value::String(text)) => text.trim().parse::<f64>().ok().map(Value::from),
        (JsonType::Boolean, Value::String(text)) => {
            text.trim().parse::<bool>().ok().map(Value::from)
        }
        _ => None,
    })
}
