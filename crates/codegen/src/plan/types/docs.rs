//! The documentation of types.

use specwright_openapi::ir::{Schema, SchemaId, SchemaKind, SchemaName};

use super::naming::Naming;
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::representation::is_exact;
use crate::plan::schemas::Schemas;

/// Returns the documentation of the type of a schema. The documentation of a Rust tuple includes
/// that of its elements, because they have no fields to document.
pub(super) fn plan(schemas: Schemas<'_>, naming: &Naming, id: SchemaId) -> Docs {
    let schema = schemas.api.schema(id);
    let mut docs = docs::of(&schema.docs, || origin(schema, naming));
    if let Some(SchemaKind::Tuple(tuple)) = schemas.kind(id)
        && is_exact(tuple)
    {
        for (index, item) in tuple.items.iter().enumerate() {
            let item = &schemas.api.schema(item.id).docs;
            if item.description.is_some() || item.title.is_some() {
                let element = docs::named(&index.to_string(), item);
                docs.blocks.extend(element.blocks);
            }
        }
    }
    docs
}

/// Returns a sentence about the definition of a schema without a title and description.
fn origin(schema: &Schema, naming: &Naming) -> Docs {
    let (words, name) = match &schema.name {
        SchemaName::Component(name) => ("The schema ", name.as_str()),
        SchemaName::Inline {
            owner, operation, ..
        } => match (owner.and_then(|owner| naming.names.get(&owner)), operation) {
            (Some(location), _) => ("Part of ", location.path.as_str()),
            (None, Some(operation)) => ("Part of the operation ", operation.as_str()),
            (None, None) => return Docs::new(),
        },
    };
    Docs::line([Inline::Own(words), Inline::code(name), Inline::Own(".")])
}
