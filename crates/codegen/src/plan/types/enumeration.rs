//! Enums of listed values.

use serde_json::Value;
use specwright_openapi::ir::{EnumValue, Enumeration, Schema};
use specwright_openapi::vocabulary::JsonType;

use super::variant::VariantNames;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::enumeration::{EnumPlan, EnumVariant};
use crate::plan::model::types::Shape;

/// Plans the enum of listed values, by their common type.
pub(super) fn plan(schema: &Schema, enumeration: &Enumeration, names: VariantNames) -> Shape {
    let default = schema.default.as_ref();
    match enumeration.json_type {
        Some(JsonType::Integer) => {
            Shape::IntegerEnum(variants(enumeration, default, names, Value::as_i64))
        }
        Some(JsonType::String) => {
            let read = |value: &Value| value.as_str().map(str::to_owned);
            Shape::StringEnum(variants(enumeration, default, names, read))
        }
        _ => {
            let read = |value: &Value| Some(value.clone());
            Shape::ValueEnum(variants(enumeration, default, names, read))
        }
    }
}

fn variants<T: PartialEq>(
    enumeration: &Enumeration,
    default: Option<&Value>,
    mut names: VariantNames,
    read: impl Fn(&Value) -> Option<T>,
) -> EnumPlan<T> {
    let mut variants: Vec<EnumVariant<T>> = Vec::new();
    for declared in &enumeration.values {
        if let Some(value) = read(&declared.value) {
            variants.push(EnumVariant {
                name: names.value(declared, enumeration.json_type),
                value,
                docs: docs(declared, enumeration.json_type),
            });
        }
    }
    let default = default.and_then(read);
    let default = default.and_then(|value| variants.iter().find(|it| it.value == value));
    let default = default.or(match variants.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    EnumPlan {
        default: default.map(|variant| variant.name.clone()),
        closed: names.closed,
        variants,
    }
}

fn docs(value: &EnumValue, common: Option<JsonType>) -> Docs {
    if let Some(description) = &value.description {
        return Docs::line([Inline::Summary(description.clone())]);
    }
    match (&value.value, common) {
        (Value::String(text), Some(JsonType::String)) if text.is_empty() => {
            Docs::own("The empty string.")
        }
        (Value::String(text), Some(JsonType::String)) => Docs::line([Inline::code(text)]),
        (value, _) => Docs::line([Inline::code(value.to_string())]),
    }
}
