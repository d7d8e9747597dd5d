//! Properties of the Rust type of a schema that depend only on the kind of the schema.

use serde_json::Value;
use specwright_openapi::ir::{Additional, Discrimination, Object, SchemaKind, Tuple};
use specwright_openapi::vocabulary::JsonType;

/// The maximum number of elements for which the standard library and serde implement their traits.
const MAX_TUPLE: usize = 12;

/// Returns whether the type is a struct or an enum, provided that the schema has a name.
pub(super) fn is_item(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Object(object) => !is_map(object),
        SchemaKind::Union(_) | SchemaKind::Enum(_) => is_enum(kind),
        SchemaKind::Tuple(tuple) => !is_exact(tuple),
        _ => false,
    }
}

/// Returns whether the type is an enum, provided that the schema has a name.
pub(super) fn is_enum(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Union(union) => union.discrimination != Discrimination::SameRepresentation,
        SchemaKind::Enum(enumeration) => {
            enumeration.json_type != Some(JsonType::Boolean) && !enumeration.values.is_empty()
        }
        _ => false,
    }
}

/// Returns whether the type is made of other types, so that a named schema gets at least an alias.
pub(super) fn is_compound(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::Array(_) | SchemaKind::Tuple(_) | SchemaKind::Object(_)
    )
}

/// Returns whether the values of a schema are scalars or the values of an enum.
pub(super) fn is_scalar(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::Boolean
            | SchemaKind::Integer { .. }
            | SchemaKind::Number { .. }
            | SchemaKind::String { .. }
            | SchemaKind::Enum(_)
    )
}

/// Returns whether the type of an object is a map: the object has no declared properties.
pub(super) fn is_map(object: &Object) -> bool {
    object.properties.is_empty()
}

/// Returns whether the type of a tuple is a Rust tuple: every value has exactly the declared
/// elements.
pub(super) fn is_exact(tuple: &Tuple) -> bool {
    let count = tuple.items.len();
    count <= MAX_TUPLE && tuple.required() == count && tuple.rest == Additional::Forbidden
}

/// Returns the key by which the configuration refers to a value of an enum: the string, or any
/// other value as JSON.
pub(super) fn variant_key(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use specwright_openapi::ir::{Array, Lengths, SchemaId, TypeRef};

    use super::*;

    fn tuple(items: usize, min: Option<u64>, rest: Additional) -> Tuple {
        Tuple {
            items: vec![TypeRef::new(SchemaId::from(0)); items],
            rest,
            lengths: Lengths { min, max: None },
            unique: false,
        }
    }

    #[test]
    fn a_tuple_with_all_of_its_elements_is_a_rust_tuple() {
        assert!(is_exact(&tuple(2, Some(2), Additional::Forbidden)));
    }

    #[test]
    fn a_tuple_with_optional_further_or_too_many_elements_is_a_struct() {
        assert!(!is_exact(&tuple(2, Some(1), Additional::Forbidden)));
        assert!(!is_exact(&tuple(2, Some(2), Additional::Any)));
        assert!(!is_exact(&tuple(13, Some(13), Additional::Forbidden)));
    }

    #[test]
    fn an_array_is_compound_but_not_an_item() {
        let array = SchemaKind::Array(Array {
            items: TypeRef::new(SchemaId::from(0)),
            lengths: Lengths::default(),
            unique: false,
        });
        assert!(is_compound(&array) && !is_item(&array));
    }

    #[test]
    fn an_object_without_properties_is_a_map() {
        assert!(!is_item(&SchemaKind::Object(Object::default())));
    }
}
