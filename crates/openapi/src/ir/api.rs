//! The root of the model.

use typed_index_collections::TiVec;

use super::{Info, Operation, Rule, RuleId, Schema, SchemaId, SchemaKind, Scheme, Server, Tag};

/// An API: its operations and the schemas that they use.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The Info Object.
    pub info: Info,
    /// The servers of the document, in document order. Servers of single paths and operations are
    /// not included.
    pub servers: Vec<Server>,
    /// The tags that the document declares, in document order, followed by tags that only
    /// operations name.
    pub tags: Vec<Tag>,
    /// The operations, in the order of paths in the document and of methods in the path item.
    pub operations: Vec<Operation>,
    /// The schemas, components and inline schemas alike.
    pub schemas: TiVec<SchemaId, Schema>,
    /// The rules of schemas that [`SchemaKind`] does not express.
    pub rules: TiVec<RuleId, Rule>,
    /// The security schemes in document order. An index into this list identifies a scheme in
    /// [requirements](super::SecurityRequirement::scheme).
    pub schemes: Vec<Scheme>,
    /// The paths of the files that the document consists of, by their
    /// [`SourceId`](crate::pointer::SourceId). They are relative to the folder of the root document.
    pub files: Vec<String>,
    /// The number of schemas in `components.schemas` (or `definitions`), including invalid ones.
    pub component_schemas: usize,
    /// The number of operations in the document, including skipped ones.
    pub document_operations: usize,
}

impl Api {
    /// Returns the schema with an id.
    ///
    /// # Panics
    /// Panics if the id belongs to another `Api`.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id]
    }

    /// Returns the rule with an id.
    ///
    /// # Panics
    /// Panics if the id belongs to another `Api`.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id]
    }

    /// Returns whether the schema is an object that declares a property as optional, or a union
    /// with such an object among its branches.
    pub fn is_property_optional(&self, id: SchemaId, property: &str) -> bool {
        self.expand_unions(id)
            .unwrap_or_default()
            .into_iter()
            .any(|id| match &self.schema(id).kind {
                SchemaKind::Object(object) => object
                    .property(property)
                    .is_some_and(|property| !property.required),
                _ => false,
            })
    }

    /// Returns the distinct schemas that remain after unions are replaced by their branches. A
    /// schema that is not a union is returned unchanged.
    ///
    /// Returns `None` if more than 128 schemas are involved.
    pub fn expand_unions(&self, id: SchemaId) -> Option<Vec<SchemaId>> {
        const MAX_SCHEMAS: usize = 128;
        let mut found: Vec<SchemaId> = vec![id];
        let mut next = 0;
        while let Some(id) = found.get(next).copied() {
            next += 1;
            if let SchemaKind::Union(union) = &self.schema(id).kind {
                for branch in &union.branches {
                    if !found.contains(&branch.ty.id) {
                        found.push(branch.ty.id);
                    }
                }
            }
            if found.len() > MAX_SCHEMAS {
                return None;
            }
        }
        found.retain(|id| !matches!(self.schema(*id).kind, SchemaKind::Union(_)));
        Some(found)
    }
}
