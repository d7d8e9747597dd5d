//! Defaults that do not fit their type.

use serde_json::Value;

use super::Lowering;
use crate::diagnostic::{Code, Report};
use crate::ir::{Api, SchemaKind, TypeRef};
use crate::pointer::Span;

impl Lowering<'_> {
    /// Corrects or removes them.
    pub fn check_defaults(&mut self) {
        let mut report = std::mem::take(&mut self.report);
        for operation in 0..self.api.operations.len() {
            for index in 0..self.api.operations[operation].parameters.len() {
                let parameter = &self.api.operations[operation].parameters[index];
                let default = checked_use(
                    &self.api,
                    parameter.ty,
                    &parameter.default,
                    &parameter.span,
                    &mut report,
                );
                self.api.operations[operation].parameters[index].default = default;
            }
        }
        let mut own_defaults: Vec<Option<Value>> = Vec::with_capacity(self.api.schemas.len());
        for index in (0..self.api.schemas.len()).map(crate::ir::SchemaId::from) {
            let Some(schema) = self.api.schemas.get(index) else {
                continue;
            };
            let own = TypeRef::new(index);
            let default = checked(&self.api, own, &schema.default, &schema.span, &mut report);
            let members: Vec<Option<Value>> = match &schema.kind {
                SchemaKind::Object(object) => object
                    .properties
                    .iter()
                    .map(|property| {
                        checked_use(
                            &self.api,
                            property.ty,
                            &property.default,
                            &property.span,
                            &mut report,
                        )
                    })
                    .collect(),
                _ => Vec::new(),
            };
            own_defaults.push(default);
            let schema = &mut self.api.schemas[index];
            if let SchemaKind::Object(object) = &mut schema.kind {
                for (property, default) in object.properties.iter_mut().zip(members) {
                    property.default = default;
                }
            }
        }
        // Last, since uses are compared with what their schemas had.
        for (schema, default) in self.api.schemas.iter_mut().zip(own_defaults) {
            schema.default = default;
        }
        self.report = report;
    }
}

/// The default of a use; if it is only that of the schema, the schema is where it is reported.
fn checked_use(
    api: &Api,
    ty: TypeRef,
    default: &Option<Value>,
    span: &Span,
    report: &mut Report,
) -> Option<Value> {
    let schema = api.schema(ty.id);
    if schema.default == *default {
        return checked(api, ty, default, &schema.span, report);
    }
    checked(api, ty, default, span, report)
}

fn checked(
    api: &Api,
    ty: TypeRef,
    default: &Option<Value>,
    span: &Span,
    report: &mut Report,
) -> Option<Value> {
    let value = default.as_ref()?;
    if fits(api, ty, value) {
        return Some(value.clone());
    }
    let converted = convert(api, ty, value);
    let effect = match &converted {
        Some(converted) => format!("`{converted}` is taken"),
        None => "it is left out".to_owned(),
    };
    let shown: String = value.to_string().chars().take(60).collect();
    let message = format!("the default `{shown}` does not fit the type; {effect}");
    report.degrade(
        Code::MismatchedValue,
        &span.join("default"),
        message,
        "give a default that the schema allows",
    );
    converted
}

fn fits(api: &Api, ty: TypeRef, value: &Value) -> bool {
    if value.is_null() {
        return ty.nullable || matches!(api.schema(ty.id).kind, SchemaKind::Any | SchemaKind::Null);
    }
    match &api.schema(ty.id).kind {
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

/// The value that was meant, if that is plain.
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
    fits(api, ty, &converted).then_some(converted)
}
