//! Validation of defaults against their schemas.

use serde_json::Value;

use super::union::discriminate::Discriminated;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema as catalogue;
use crate::ir::{Api, SchemaKind, TypeRef};
use crate::pointer::Span;

/// The maximum length, in characters, of a default in a message.
const MAX_SHOWN: usize = 60;

/// The validated defaults of a schema and of its properties.
struct Defaults {
    own: Option<Value>,
    properties: Vec<Option<Value>>,
}

/// Converts or removes defaults of the wrong JSON type or outside the enumeration. Other
/// constraints, nested values and the defaults of unions are not checked.
pub(super) fn validate(discriminated: Discriminated, report: &mut Report) -> Api {
    let Discriminated(mut api) = discriminated;
    let of_parameters = parameters(&api, report);
    // All defaults are validated before any is replaced, because the defaults of references are
    // compared with those of their schemas.
    let of_schemas: Vec<Defaults> = api
        .schemas
        .iter_enumerated()
        .map(|(id, schema)| {
            let ty = TypeRef::new(id);
            let own = validated(&api, ty, schema.default.as_ref(), &schema.span, report);
            let properties = properties(&api, &schema.kind, report);
            Defaults { own, properties }
        })
        .collect();
    let all_parameters = api
        .operations
        .iter_mut()
        .flat_map(|operation| &mut operation.parameters);
    for (parameter, default) in all_parameters.zip(of_parameters) {
        parameter.default = default;
    }
    for (schema, defaults) in api.schemas.iter_mut().zip(of_schemas) {
        schema.default = defaults.own;
        if let SchemaKind::Object(object) = &mut schema.kind {
            for (property, default) in object.properties.iter_mut().zip(defaults.properties) {
                property.default = default;
            }
        }
    }
    api
}

fn parameters(api: &Api, report: &mut Report) -> Vec<Option<Value>> {
    let parameters = api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters);
    parameters
        .map(|parameter| {
            let default = parameter.default.as_ref();
            validated_reference(api, parameter.ty, default, &parameter.span, report)
        })
        .collect()
}

fn properties(api: &Api, kind: &SchemaKind, report: &mut Report) -> Vec<Option<Value>> {
    let SchemaKind::Object(object) = kind else {
        return Vec::new();
    };
    let properties = object.properties.iter();
    properties
        .map(|property| {
            let default = property.default.as_ref();
            validated_reference(api, property.ty, default, &property.span, report)
        })
        .collect()
}

/// Returns the validated default of a reference. Problems of a default that equals the default of
/// the schema are reported at the schema.
fn validated_reference(
    api: &Api,
    ty: TypeRef,
    default: Option<&Value>,
    span: &Span,
    report: &mut Report,
) -> Option<Value> {
    let schema = api.schema(ty.id);
    let span = if schema.default.as_ref() == default {
        &schema.span
    } else {
        span
    };
    validated(api, ty, default, span, report)
}

fn validated(
    api: &Api,
    ty: TypeRef,
    default: Option<&Value>,
    span: &Span,
    report: &mut Report,
) -> Option<Value> {
    let value = default?;
    if matches(api, ty, value) {
        return Some(value.clone());
    }
    let converted = convert(api, ty, value);
    let shown: String = value.to_string().chars().take(MAX_SHOWN).collect();
    let used = converted.as_ref().map(Value::to_string);
    let finding = catalogue::mismatched_default(&shown, used.as_deref());
    report.add(&span.join("default"), finding);
    converted
}

fn matches(api: &Api, ty: TypeRef, value: &Value) -> bool {
    let kind = &api.schema(ty.id).kind;
    if value.is_null() {
        return ty.nullable || matches!(kind, SchemaKind::Any | SchemaKind::Null);
    }
    match kind {
        SchemaKind::Any | SchemaKind::Union(_) => true,
        SchemaKind::Null => false,
        SchemaKind::Boolean => value.is_boolean(),
        SchemaKind::Integer { .. } => value.is_i64() || value.is_u64(),
        SchemaKind::Number { .. } => value.is_number(),
        SchemaKind::String { .. } => value.is_string(),
        SchemaKind::Enum(enumeration) => {
            enumeration.values.iter().any(|known| known.value == *value)
        }
        SchemaKind::Array(_) | SchemaKind::Tuple(_) => value.is_array(),
        SchemaKind::Object(_) => value.is_object(),
    }
}

/// Converts a default of the wrong type, if only one value can be meant.
fn convert(api: &Api, ty: TypeRef, value: &Value) -> Option<Value> {
    let converted = match (&api.schema(ty.id).kind, value) {
        (SchemaKind::String { .. } | SchemaKind::Enum(_), Value::Number(number)) => {
            Value::String(number.to_string())
        }
        (SchemaKind::String { .. } | SchemaKind::Enum(_), Value::Bool(flag)) => {
            Value::String(flag.to_string())
        }
        (SchemaKind::Boolean, Value::String(text)) => Value::from(text.parse::<bool>().ok()?),
        (SchemaKind::Integer { .. } | SchemaKind::Enum(_), Value::String(text)) => {
            Value::from(text.parse::<i64>().ok()?)
        }
        (SchemaKind::Integer { .. }, Value::Number(number)) => {
            let value = number
                .as_f64()
                .filter(|value| value.fract() == 0.0 && value.abs() < 9e15)?;
            Value::from(value as i64)
        }
        (SchemaKind::Number { .. }, Value::String(text)) => Value::from(text.parse::<f64>().ok()?),
        _ => return None,
    };
    matches(api, ty, &converted).then_some(converted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lower::testing::{api, integer};

    fn validated_default(default: Value) -> (Option<Value>, usize) {
        let mut api = api(vec![integer()]);
        for schema in &mut api.schemas {
            schema.default = Some(default.clone());
        }
        let mut report = Report::default();
        let api = validate(Discriminated(api), &mut report);
        let default = api
            .schemas
            .first()
            .and_then(|schema| schema.default.clone());
        (default, report.into_diagnostics().len())
    }

    #[test]
    fn defaults_of_another_type_are_converted_or_removed_and_reported() {
        assert_eq!(validated_default(json!(1)), (Some(json!(1)), 0));
        assert_eq!(validated_default(json!("1")), (Some(json!(1)), 1));
        assert_eq!(validated_default(json!(2.0)), (Some(json!(2)), 1));
        assert_eq!(validated_default(json!("one")), (None, 1));
        assert_eq!(validated_default(Value::Null), (None, 1));
    }
}
