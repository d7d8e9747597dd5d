//! Small models for the unit tests of passes.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::schema::enumeration::from_values;
use super::union::mapping::Discriminators;
use crate::ir::{
    Access, Api, Bounds, Branch, Discrimination, Docs, EnumValue, Lengths, Object, Property,
    Schema, SchemaId, SchemaKind, SchemaName, StringFormat, TypeRef, Union, Usage,
};
use crate::pointer::Span;

/// Returns a model with schemas of the given kinds, whose ids are their positions.
pub(super) fn api(kinds: Vec<SchemaKind>) -> Api {
    let schemas = kinds.into_iter().map(|kind| Schema {
        name: SchemaName::Component("Test".to_owned()),
        docs: Docs::default(),
        kind,
        rule: None,
        default: None,
        usage: Usage::default(),
        span: Span::default(),
    });
    Api {
        schemas: schemas.collect(),
        ..Api::default()
    }
}

/// Returns the discriminators of a document without any.
pub(super) fn no_discriminators() -> Discriminators {
    Discriminators {
        mappings: BTreeMap::new(),
        ids: HashMap::new(),
    }
}

pub(super) fn string() -> SchemaKind {
    SchemaKind::String {
        format: StringFormat::Plain,
        lengths: Lengths::default(),
        pattern: None,
    }
}

pub(super) fn integer() -> SchemaKind {
    SchemaKind::Integer {
        format: None,
        bounds: Bounds::default(),
    }
}

pub(super) fn enumeration(values: &[Value]) -> SchemaKind {
    from_values(values.iter().cloned().map(EnumValue::from).collect())
}

/// Returns an object with required properties.
pub(super) fn object(properties: &[(&str, usize)]) -> SchemaKind {
    let properties = properties.iter().map(|(name, id)| Property {
        name: (*name).to_owned(),
        ty: TypeRef::new(SchemaId::from(*id)),
        required: true,
        access: Access::ReadWrite,
        docs: Docs::default(),
        default: None,
        span: Span::default(),
    });
    SchemaKind::Object(Object {
        properties: properties.collect(),
        ..Object::default()
    })
}

/// Returns a union as `oneOf` is lowered.
pub(super) fn one_of(ids: &[usize]) -> SchemaKind {
    let branches = ids
        .iter()
        .map(|id| Branch::new(format!("branch{id}"), SchemaId::from(*id)));
    SchemaKind::Union(Union {
        branches: branches.collect(),
        discrimination: Discrimination::BestMatch,
        exclusive: true,
    })
}

/// Returns the schema at a position, which must be a union.
pub(super) fn union(api: &Api, id: usize) -> &Union {
    match &api.schema(SchemaId::from(id)).kind {
        SchemaKind::Union(union) => union,
        kind => panic!("expected a union, found {kind:?}"),
    }
}
