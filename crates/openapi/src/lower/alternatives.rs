//! What the values of a branch can be, looked for through the unions that it holds.

use std::collections::BTreeSet;

use crate::ir::{Api, JsonType, Object, SchemaId, SchemaKind};

/// The objects that a value of a branch can be; none if it can be something else, or there are too many.
pub(super) fn alternatives(api: &Api, id: SchemaId) -> Option<Vec<&Object>> {
    let objects = api
        .expand_unions(id)?
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
pub(super) fn json_types(api: &Api, id: SchemaId, types: &mut BTreeSet<JsonType>) -> bool {
    let Some(leaves) = api.expand_unions(id) else {
        return false;
    };
    for leaf in leaves {
        let ty = match &api.schema(leaf).kind {
            SchemaKind::Any | SchemaKind::Union(_) => return false,
            SchemaKind::Null => JsonType::Null,
            SchemaKind::Boolean => JsonType::Boolean,
            SchemaKind::Integer { .. } | SchemaKind::Number { .. } => JsonType::Number,
            SchemaKind::String { .. } => JsonType::String,
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => JsonType::Array,
            SchemaKind::Object(_) => JsonType::Object,
            SchemaKind::Enum(enumeration) => {
                types.extend(
                    enumeration
                        .values
                        .iter()
                        .map(|value| JsonType::of(&value.value)),
                );
                continue;
            }
        };
        types.insert(ty);
    }
    !types.is_empty()
}
