//! The schemas of an API without those that a user-supplied type replaces.

use std::collections::BTreeSet;

use specwright_openapi::ir::{Api, Schema, SchemaId, SchemaKind, TypeRef};

static NONE: BTreeSet<SchemaId> = BTreeSet::new();

/// A view of the schemas of an API in which some are replaced.
///
/// A replaced schema has a name, documentation and uses. It refers to no other schema, and no
/// generated code depends on its keywords.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a> {
    pub(super) api: &'a Api,
    replaced: &'a BTreeSet<SchemaId>,
}

impl<'a> Schemas<'a> {
    /// Returns all schemas, as the document declares them.
    pub(super) fn declared(api: &'a Api) -> Self {
        Self {
            api,
            replaced: &NONE,
        }
    }

    /// Returns the schemas without the kinds of those that are replaced.
    pub(super) fn with_replaced(api: &'a Api, replaced: &'a BTreeSet<SchemaId>) -> Self {
        Self { api, replaced }
    }

    /// Returns every schema, replaced ones included, in document order.
    pub(super) fn iter(self) -> impl Iterator<Item = (SchemaId, &'a Schema)> {
        self.api.schemas.iter_enumerated()
    }

    /// Returns whether a user-supplied type replaces the schema.
    pub(super) fn is_replaced(self, id: SchemaId) -> bool {
        self.replaced.contains(&id)
    }

    /// Returns the kind of a schema, or `None` for a replaced schema.
    pub(super) fn kind(self, id: SchemaId) -> Option<&'a SchemaKind> {
        let schema = self.api.schemas.get(id)?;
        (!self.is_replaced(id)).then_some(&schema.kind)
    }

    /// Returns the schemas that the type of a schema is made of, in order.
    pub(super) fn parts(self, id: SchemaId) -> Vec<SchemaId> {
        let parts = self.kind(id).map(SchemaKind::value_type_refs);
        parts.into_iter().flatten().map(|part| part.id).collect()
    }

    /// Returns whether the type of a use has to be boxed because it contains itself.
    pub(super) fn is_boxed(self, ty: TypeRef) -> bool {
        ty.cyclic && !self.is_replaced(ty.id)
    }
}
