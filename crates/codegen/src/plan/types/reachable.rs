//! The schemas that components and operations use.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Operation, SchemaId, SchemaKind, SchemaName};

use crate::plan::model::multipart::FileProperties;
use crate::plan::multipart;
use crate::plan::schemas::Schemas;
use crate::plan::selection::Selection;

/// The uses of schemas by other schemas. A property of a multipart body that is a file is not a use
/// of its schema.
#[derive(Clone, Copy)]
pub(super) struct Uses<'a> {
    pub(super) schemas: Schemas<'a>,
    pub(super) multipart: &'a BTreeMap<SchemaId, FileProperties>,
}

impl Uses<'_> {
    /// Returns the schemas that components and operations use. All other schemas were merged into
    /// these schemas, or are schemas of files.
    pub(super) fn all(self) -> BTreeSet<SchemaId> {
        let operations = self.schemas.api.operations.iter();
        let mut roots = self.components();
        roots.extend(operations.flat_map(direct));
        self.reachable(roots)
    }

    /// Returns the schemas whose types are generated.
    pub(super) fn selected(self, selection: &Selection) -> BTreeSet<SchemaId> {
        let operations = self.schemas.api.operations.iter().enumerate();
        let selected = operations.filter(|(index, _)| selection.contains(*index));
        let mut roots: Vec<SchemaId> = selected
            .flat_map(|(_, operation)| direct(operation))
            .collect();
        if selection.all_types {
            roots.extend(self.components());
        }
        self.reachable(roots)
    }

    /// Returns the schemas that operations use directly.
    pub(super) fn direct(self) -> BTreeSet<SchemaId> {
        let operations = self.schemas.api.operations.iter();
        operations.flat_map(direct).collect()
    }

    fn components(self) -> Vec<SchemaId> {
        let schemas = self.schemas.iter();
        schemas
            .filter(|(_, schema)| matches!(schema.name, SchemaName::Component(_)))
            .map(|(id, _)| id)
            .collect()
    }

    /// Returns the given schemas, and all schemas that they use.
    fn reachable(self, roots: Vec<SchemaId>) -> BTreeSet<SchemaId> {
        let mut open = roots;
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !reached.insert(id) {
                continue;
            }
            match (self.schemas.kind(id), self.multipart.get(&id)) {
                (Some(SchemaKind::Object(object)), Some(files)) => {
                    open.extend(multipart::other_schemas(files, object));
                }
                _ => open.extend(self.schemas.parts(id)),
            }
        }
        reached
    }
}

/// Returns the schemas that an operation uses directly.
fn direct(operation: &Operation) -> Vec<SchemaId> {
    let requests = operation.body.iter().flat_map(|body| &body.contents);
    let responses = operation.responses.iter();
    let part_headers = requests.clone().flat_map(|content| content.part_headers());
    let contents = requests.chain(responses.clone().flat_map(|response| &response.contents));
    let headers = responses.flat_map(|response| &response.headers);
    let parameters = operation.parameters.iter();
    contents
        .filter_map(|content| content.ty)
        .chain(parameters.map(|parameter| parameter.ty))
        .chain(headers.chain(part_headers).map(|header| header.ty))
        .map(|ty| ty.id)
        .collect()
}
