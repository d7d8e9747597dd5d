//! What the values of a branch can be, looked for through the unions that it holds.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::{Api, Object, SchemaId, SchemaKind};

/// The objects that a value of a branch can be; none if it can be something else, or there are too many.
pub(super) fn alternatives(api: &Api, id: SchemaId) -> Option<Vec<&Object>> {
    let objects = api
        .leaves(id)?
        .into_iter()
        .map(|id| match &api.schema(id).kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        });
    objects
        .collect::<Option<Vec<_>>>()
        .filter(|objects| !objects.is_empty())
}

/// Adds the JSON types of the values of a schema; false if they can be any.
pub(super) fn json_types(api: &Api, id: SchemaId, types: &mut BTreeSet<&'static str>) -> bool {
    let Some(leaves) = api.leaves(id) else {
        return false;
    };
    for leaf in leaves {
        let ty = match &api.schema(leaf).kind {
            SchemaKind::Any | SchemaKind::Union(_) => return false,
            SchemaKind::Null => "null",
            SchemaKind::Boolean => "boolean",
            SchemaKind::Integer { .. } | SchemaKind::Number { .. } => "number",
            SchemaKind::String { .. } => "string",
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => "array",
            SchemaKind::Object(_) => "object",
            SchemaKind::Enum(enumeration) => {
                types.extend(
                    enumeration
                        .values
                        .iter()
                        .map(|value| json_type(&value.value)),
                );
                continue;
            }
        };
        types.insert(ty);
    }
    !types.is_empty()
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
