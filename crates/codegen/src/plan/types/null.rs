//! Types that include `null`.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{SchemaId, SchemaKind};

use crate::plan::schemas::Schemas;

/// Returns the schemas whose types have `null` among their values: any value, `null` itself, and
/// unions with a branch of any value.
pub(super) fn schemas_including_null(schemas: Schemas<'_>) -> BTreeSet<SchemaId> {
    let mut unions: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    let mut including = BTreeSet::new();
    let mut open = Vec::new();
    for (id, _) in schemas.iter() {
        match schemas.kind(id) {
            Some(SchemaKind::Any) => open.push(id),
            Some(SchemaKind::Null) => {
                including.insert(id);
            }
            Some(SchemaKind::Union(union)) => {
                for branch in &union.branches {
                    unions.entry(branch.ty.id).or_default().push(id);
                }
            }
            _ => {}
        }
    }
    while let Some(id) = open.pop() {
        if including.insert(id) {
            open.extend(unions.get(&id).into_iter().flatten());
        }
    }
    including
}
