//! The objects and JSON types that a value of a branch can have, with unions inside it expanded.

use std::collections::BTreeSet;

use crate::ir::{Api, Object, SchemaId, SchemaKind};
use crate::vocabulary::JsonType;

/// Returns the objects that a value of a branch can be. Returns `None` if the value can be anything
/// other than an object, or if the branch has too many schemas.
pub(super) fn objects(api: &Api, id: SchemaId) -> Option<Vec<&Object>> {
    let schemas = api.expand_unions(id)?.into_iter();
    let objects: Vec<&Object> = schemas
        .map(|id| object(api, id))
        .collect::<Option<Vec<_>>>()?;
    (!objects.is_empty()).then_some(objects)
}

/// Returns a schema if it is an object.
pub(super) fn object(api: &Api, id: SchemaId) -> Option<&Object> {
    match &api.schema(id).kind {
        SchemaKind::Object(object) => Some(object),
        _ => None,
    }
}

/// Returns the JSON types of the values of a schema, with [`JsonType::Number`] for integers.
/// Returns `None` if values can have any type, or no values exist.
pub(super) fn json_types(api: &Api, id: SchemaId) -> Option<BTreeSet<JsonType>> {
    let mut types = BTreeSet::new();
    for id in api.expand_unions(id)? {
        let ty = match &api.schema(id).kind {
            SchemaKind::Any | SchemaKind::Union(_) => return None,
            SchemaKind::Null => JsonType::Null,
            SchemaKind::Boolean => JsonType::Boolean,
            SchemaKind::Integer { .. } | SchemaKind::Number { .. } => JsonType::Number,
            SchemaKind::String { .. } => JsonType::String,
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => JsonType::Array,
            SchemaKind::Object(_) => JsonType::Object,
            SchemaKind::Enum(enumeration) => {
                let values = enumeration.values.iter();
                types.extend(values.map(|value| JsonType::of(&value.value)));
                continue;
            }
        };
        types.insert(ty);
    }
    (!types.is_empty()).then_some(types)
}
