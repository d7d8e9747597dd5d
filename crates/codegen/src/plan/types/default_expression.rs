//! Default values as expressions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::names::TypePath;
use crate::plan::model::default::DefaultExpression;
use crate::plan::model::enumeration::EnumPlan;
use crate::plan::model::structure::Presence;
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// Returns a default as an expression of a type. Returns `None` if the value does not have the
/// type, or is a non-empty object.
pub(super) fn plan(
    ty: &RustType,
    value: &Value,
    items: &BTreeMap<&TypePath, &TypeItem>,
) -> Option<DefaultExpression> {
    match (ty, value) {
        (RustType::Bool, Value::Bool(value)) => Some(DefaultExpression::Bool(*value)),
        (RustType::F64, Value::Number(number)) => number.as_f64().map(DefaultExpression::Float),
        (RustType::String, Value::String(text)) => Some(DefaultExpression::String(text.clone())),
        (
            RustType::Date
            | RustType::DateTime
            | RustType::Base64
            | RustType::Base64Url
            | RustType::Secret,
            Value::String(text),
        ) => Some(DefaultExpression::FromString(ty.clone(), text.clone())),
        (RustType::Value, Value::String(text)) => {
            Some(DefaultExpression::FromString(RustType::Value, text.clone()))
        }
        (RustType::Vec(_), Value::Array(values)) if values.is_empty() => {
            Some(DefaultExpression::Default)
        }
        (RustType::Tuple(parts), Value::Array(values)) if parts.len() == values.len() => {
            let values: Option<Vec<_>> = parts
                .iter()
                .zip(values)
                .map(|(part, value)| plan(part, value, items))
                .collect();
            values.map(DefaultExpression::Tuple)
        }
        (RustType::Vec(element), Value::Array(values)) if element.parts().is_empty() => {
            let values: Option<Vec<_>> = values
                .iter()
                .map(|value| plan(element, value, items))
                .collect();
            values.map(DefaultExpression::List)
        }
        (RustType::Map(_), Value::Object(properties)) if properties.is_empty() => {
            Some(DefaultExpression::Default)
        }
        (RustType::Named(name), value) => named(ty, &items.get(name)?.shape, value, items),
        (ty, Value::Number(number)) => {
            let (min, max) = range(ty)?;
            let value = number
                .as_i64()
                .map(i128::from)
                .or_else(|| number.as_u64().map(i128::from))?;
            (min..=max)
                .contains(&value)
                .then_some(DefaultExpression::Integer(value))
        }
        _ => None,
    }
}

/// Returns a listed value as the variant of an enum, open or closed. Returns `None` for any other
/// type or value.
pub(super) fn listed(
    ty: &RustType,
    value: &Value,
    items: &BTreeMap<&TypePath, &TypeItem>,
) -> Option<DefaultExpression> {
    let RustType::Named(name) = ty else {
        return None;
    };
    match &items.get(name)?.shape {
        Shape::StringEnum(plan) => variant(ty, plan, &value.as_str()?.to_owned()),
        Shape::IntegerEnum(plan) => variant(ty, plan, &value.as_i64()?),
        Shape::ValueEnum(plan) => variant(ty, plan, value),
        _ => None,
    }
}

/// Returns a default as an expression of a named type.
fn named(
    ty: &RustType,
    shape: &Shape,
    value: &Value,
    items: &BTreeMap<&TypePath, &TypeItem>,
) -> Option<DefaultExpression> {
    match (shape, value) {
        (Shape::StringEnum(plan), Value::String(text)) if plan.closed => variant(ty, plan, text),
        (Shape::IntegerEnum(plan), Value::Number(number)) if plan.closed => {
            variant(ty, plan, &number.as_i64()?)
        }
        (Shape::StringEnum(_), Value::String(text)) => {
            Some(DefaultExpression::FromString(ty.clone(), text.clone()))
        }
        (Shape::IntegerEnum(_), Value::Number(number)) => number
            .as_i64()
            .map(|number| DefaultExpression::FromInteger(ty.clone(), number)),
        (Shape::ValueEnum(_), Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            Some(DefaultExpression::FromValue(ty.clone(), value.clone()))
        }
        (Shape::Struct(plan), Value::Object(properties)) if properties.is_empty() => {
            let has_default = plan
                .fields
                .iter()
                .all(|field| field.presence != Presence::Required);
            has_default.then_some(DefaultExpression::Default)
        }
        // An alias is of an array or a map, never of itself.
        (Shape::Alias(target), value) if !matches!(target, RustType::Named(_)) => {
            plan(target, value, items)
        }
        _ => None,
    }
}

/// Returns the variant of a listed value.
fn variant<T: PartialEq>(
    ty: &RustType,
    plan: &EnumPlan<T>,
    value: &T,
) -> Option<DefaultExpression> {
    let variant = plan
        .variants
        .iter()
        .find(|variant| variant.value == *value)?;
    Some(DefaultExpression::Variant(ty.clone(), variant.name.clone()))
}

/// Returns the smallest and the largest value of an integer type.
fn range(ty: &RustType) -> Option<(i128, i128)> {
    Some(match ty {
        RustType::I8 => (i8::MIN.into(), i8::MAX.into()),
        RustType::I16 => (i16::MIN.into(), i16::MAX.into()),
        RustType::I32 => (i32::MIN.into(), i32::MAX.into()),
        RustType::I64 => (i64::MIN.into(), i64::MAX.into()),
        RustType::U8 => (0, u8::MAX.into()),
        RustType::U16 => (0, u16::MAX.into()),
        RustType::U32 => (0, u32::MAX.into()),
        RustType::U64 => (0, u64::MAX.into()),
        _ => return None,
    })
}
