//! Enumerations.

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::ir::{EnumValue, Enumeration, SchemaKind};
use crate::lower::keywords::Keywords;
use crate::lower::number::MAX_EXACT_INTEGER;
use crate::vocabulary::JsonType;

/// Lowers the values of a schema. Returns `None` if the schema has a type and lists only arrays and
/// objects, so that only a rule describes the values.
pub(super) fn lower(
    keywords: &Keywords,
    values: &[EnumValue],
    report: &mut Report,
) -> Option<SchemaKind> {
    let has_mismatch = values
        .iter()
        .any(|given| !given.value.is_null() && !has_type(&given.value, &keywords.types));
    if has_mismatch {
        let span = keywords.span.join("enum");
        report.add(&span, schema::mismatched_enum_values());
    }
    let listed = listed(&keywords.types, values);
    if listed.is_empty() {
        return (!has_mismatch).then_some(SchemaKind::Null);
    }
    let is_compound = |listed: &EnumValue| listed.value.is_array() || listed.value.is_object();
    if !keywords.types.is_empty() && listed.iter().all(is_compound) {
        return None;
    }
    Some(from_values(listed))
}

/// Returns the values other than `null`, each once. Values of other types than the schema's are
/// converted or removed.
pub(in crate::lower) fn listed(types: &[JsonType], values: &[EnumValue]) -> Vec<EnumValue> {
    let mut listed: Vec<EnumValue> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for given in values.iter().filter(|given| !given.value.is_null()) {
        let value = match has_type(&given.value, types) {
            true => Some(without_fraction(&given.value)),
            false => convert(&given.value, types),
        };
        if let Some(value) = value
            && seen.insert(value.to_string())
        {
            listed.push(EnumValue {
                value,
                ..given.clone()
            });
        }
    }
    listed
}

/// Returns the kind of a schema that allows exactly the given values, which are distinct and not
/// `null`.
pub(in crate::lower) fn from_values(values: Vec<EnumValue>) -> SchemaKind {
    let all = |test: fn(&Value) -> bool| values.iter().all(|listed| test(&listed.value));
    let json_type = if all(Value::is_string) {
        Some(JsonType::String)
    } else if all(Value::is_i64) {
        Some(JsonType::Integer)
    } else if all(Value::is_boolean) {
        match values.len() {
            1 => Some(JsonType::Boolean),
            // Both values are listed.
            _ => return SchemaKind::Boolean,
        }
    } else {
        None
    };
    SchemaKind::Enum(Enumeration { json_type, values })
}

/// Converts a number without a fraction to an integer: `1.0` to `1`.
fn without_fraction(value: &Value) -> Value {
    match value.as_f64() {
        Some(float)
            if value.is_f64() && float.fract() == 0.0 && float.abs() <= MAX_EXACT_INTEGER =>
        {
            Value::from(float as i64)
        }
        _ => value.clone(),
    }
}

/// Returns whether a value has one of the types, where an empty list allows all.
fn has_type(value: &Value, types: &[JsonType]) -> bool {
    types.is_empty()
        || types.iter().any(|ty| match ty {
            JsonType::Integer => {
                value.is_i64()
                    || value.is_u64()
                    || value.as_f64().is_some_and(|float| float.fract() == 0.0)
            }
            ty => JsonType::of(value) == *ty,
        })
}

/// Converts a value that YAML reads as another type than the document intends, such as `1` or
/// `yes`.
fn convert(value: &Value, types: &[JsonType]) -> Option<Value> {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(list: &[Value]) -> Vec<EnumValue> {
        list.iter().cloned().map(EnumValue::from).collect()
    }

    fn lower_with_type(ty: JsonType, list: &[Value]) -> (Option<SchemaKind>, usize) {
        let keywords = Keywords {
            types: vec![ty],
            ..Keywords::default()
        };
        let mut report = Report::default();
        let kind = lower(&keywords, &values(list), &mut report);
        (kind, report.into_diagnostics().len())
    }

    #[test]
    fn values_of_another_type_are_converted_and_reported_once() {
        let (kind, findings) =
            lower_with_type(JsonType::String, &[json!(1), json!(true), json!("1")]);
        let Some(SchemaKind::Enum(enumeration)) = kind else {
            panic!("{kind:?}");
        };
        let listed: Vec<&Value> = enumeration
            .values
            .iter()
            .map(|value| &value.value)
            .collect();
        assert_eq!(listed, [&json!("1"), &json!("true")]);
        assert_eq!(enumeration.json_type, Some(JsonType::String));
        assert_eq!(findings, 1);
    }

    #[test]
    fn integers_with_a_fraction_of_zero_are_integers() {
        let (kind, findings) = lower_with_type(JsonType::Integer, &[json!(1.0), json!(1)]);
        let Some(SchemaKind::Enum(enumeration)) = kind else {
            panic!("{kind:?}");
        };
        assert_eq!(enumeration.values.len(), 1);
        assert_eq!(enumeration.json_type, Some(JsonType::Integer));
        assert_eq!(findings, 0);
    }

    #[test]
    fn only_null_is_the_null_schema() {
        let (kind, _) = lower_with_type(JsonType::String, &[Value::Null]);
        assert!(matches!(kind, Some(SchemaKind::Null)));
    }

    #[test]
    fn both_booleans_are_just_a_boolean() {
        let kind = from_values(values(&[json!(true), json!(false)]));
        assert!(matches!(kind, SchemaKind::Boolean));
    }
}
