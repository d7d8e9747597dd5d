//! Propagation of `null` from schemas to the references to them.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use super::union::mapping::Discriminators;
use crate::ir::{Api, SchemaId, SchemaKind};

/// An API as it was lowered, before any pass over all of its schemas.
pub(super) struct Draft {
    pub api: Api,
    /// Whether each schema allows `null` itself, as opposed to by one of its branches.
    pub nullable: TiVec<SchemaId, bool>,
    pub discriminators: Discriminators,
}

/// An API whose references have their final [`TypeRef::nullable`](crate::ir::TypeRef::nullable).
pub(super) struct Nullable {
    pub api: Api,
    pub discriminators: Discriminators,
}

/// Marks the references to schemas that allow `null`. References from a union to its branches are
/// never marked, since those to the union are.
pub(super) fn propagate(draft: Draft) -> Nullable {
    let Draft {
        mut api,
        nullable,
        discriminators,
    } = draft;
    let nullable = include_branches(&api, nullable);
    api.for_each_type_ref_mut(|ty| ty.nullable |= nullable[ty.id]);
    for schema in &mut api.schemas {
        if let SchemaKind::Union(union) = &mut schema.kind {
            let branches = union.branches.iter_mut();
            branches.for_each(|branch| branch.ty.nullable = false);
        }
    }
    Nullable {
        api,
        discriminators,
    }
}

/// Returns whether each schema allows `null`, itself or by one of its branches.
fn include_branches(api: &Api, mut nullable: TiVec<SchemaId, bool>) -> TiVec<SchemaId, bool> {
    let mut unions: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    let mut pending: Vec<SchemaId> = Vec::new();
    for (id, schema) in api.schemas.iter_enumerated() {
        let SchemaKind::Union(union) = &schema.kind else {
            continue;
        };
        for branch in &union.branches {
            unions.entry(branch.ty.id).or_default().push(id);
            let is_null = matches!(api.schema(branch.ty.id).kind, SchemaKind::Null);
            if branch.ty.nullable || is_null || nullable[branch.ty.id] {
                pending.push(id);
            }
        }
    }
    while let Some(id) = pending.pop() {
        if !std::mem::replace(&mut nullable[id], true) {
            pending.extend(unions.get(&id).into_iter().flatten());
        }
    }
    nullable
}
