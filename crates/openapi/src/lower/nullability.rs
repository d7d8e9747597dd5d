//! Propagation of `null` from schemas to the references to them.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use super::union::mapping::Discriminators;
use crate::ir::{Api, SchemaId, SchemaKind};

/// An API as it was lowered, before any pass over all of its schemas.
pub(super) struct Draft {
    pub api: Api,
    /// Whether each schema itself allows `null`, regardless of its branches.
    pub nullable: TiVec<SchemaId, bool>,
    pub discriminators: Discriminators,
}

/// An API whose references have their final [`TypeRef::nullable`](crate::ir::TypeRef::nullable).
pub(super) struct Nullable {
    pub api: Api,
    pub discriminators: Discriminators,
}

/// Marks the references to schemas that allow `null`. References from a union to its branches are
/// never marked, because the references to the union are marked instead.
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

/// Returns whether each schema, or any of its branches, allows `null`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::testing::{api, no_discriminators, object, one_of, string, union};

    #[test]
    fn a_nullable_branch_makes_references_to_the_union_nullable() {
        // 0 is nullable, 1 is a union with it, 2 is a union with 1, and 3 refers to 2.
        let api = api(vec![
            string(),
            one_of(&[0]),
            one_of(&[1]),
            object(&[("a", 2)]),
        ]);
        let propagated = propagate(Draft {
            api,
            nullable: vec![true, false, false, false].into(),
            discriminators: no_discriminators(),
        });
        let SchemaKind::Object(object) = &propagated.api.schema(SchemaId::from(3)).kind else {
            panic!("expected an object");
        };
        assert!(object.properties[0].ty.nullable);
        for id in [1, 2] {
            assert!(!union(&propagated.api, id).branches[0].ty.nullable);
        }
    }
}
