//! Selection of the schemas that have a named table.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, SchemaId, SchemaKind, SchemaName};

/// Returns the schemas that get a named table: components with constraints, and inline schemas with
/// parts that are used more than once. `roots` has an entry for each use by an operation.
pub(super) fn schemas(api: &Api, roots: Vec<SchemaId>) -> BTreeSet<SchemaId> {
    let mut uses: BTreeMap<SchemaId, usize> = BTreeMap::new();
    let mut open = roots;
    while let Some(id) = open.pop() {
        let count = uses.entry(id).or_default();
        *count += 1;
        if *count == 1 {
            let parts = api.schema(id).kind.type_refs();
            open.extend(parts.into_iter().map(|part| part.id));
        }
    }
    let is_named = |id: SchemaId, count: usize| match api.schema(id).name {
        SchemaName::Component(_) => !matches!(
            api.schema(id).kind,
            SchemaKind::Any | SchemaKind::Null | SchemaKind::Boolean
        ),
        SchemaName::Inline { .. } => count > 1 && !is_leaf(api, id),
    };
    let uses = uses.into_iter();
    uses.filter(|(id, count)| is_named(*id, *count))
        .map(|(id, _)| id)
        .collect()
}

/// Returns whether a check has no nested checks.
pub(super) fn is_leaf(api: &Api, id: SchemaId) -> bool {
    api.schema(id).kind.type_refs().is_empty()
}
