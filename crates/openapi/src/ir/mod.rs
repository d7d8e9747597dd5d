//! What a document means, in terms of no programming language. Every reference is an id, every default is applied, and each
//! item knows the place that it came from.

mod body;
mod dump;
mod json_type;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;

pub use body::{Content, ContentKind, Encoding, RequestBody};
pub use dump::dump;
pub use json_type::JsonType;
pub use operation::{Method, Operation, PathPart, PathTemplate};
pub use parameter::{Parameter, ParameterLocation, Serialization, Style};
pub use response::{Header, Response, Status};
pub use schema::{
    Access, Additional, Array, Bounds, Branch, Discrimination, Docs, EnumValue, Enumeration,
    Lengths, Object, PatternProperty, Property, Schema, SchemaId, SchemaKind, SchemaName,
    StringFormat, Tuple, TypeRef, Union, Usage,
};
pub use security::{Scheme, SchemeKind, SecurityAlternative, SecurityRequirement};

use crate::pointer::Span;

/// One whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The Info Object.
    pub info: Info,
    /// The servers of the document, in its order; never those of single operations.
    pub servers: Vec<Server>,
    /// The tags that the document describes, in its order, followed by those that only operations name.
    pub tags: Vec<Tag>,
    /// All operations, in the order of paths in the document and of methods in the path item.
    pub operations: Vec<Operation>,
    /// All schemas, named and inline; a [`SchemaId`] is an index into this list.
    pub schemas: Vec<Schema>,
    /// The security schemes, in the document's order; a requirement names one by its index.
    pub schemes: Vec<Scheme>,
    /// How many schemas `components` (or `definitions`) holds, unreadable ones included.
    pub component_schemas: usize,
    /// How many operations the document holds, skipped ones included.
    pub document_operations: usize,
}

/// The Info Object (OpenAPI 3.0.3, 4.7.2), as far as the output shows it.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// The title of the API.
    pub title: String,
    /// The version of the document, any text.
    pub version: String,
    /// A longer text, Markdown.
    pub description: Option<String>,
    /// Where the terms of service are.
    pub terms_of_service: Option<String>,
    /// The name of the license of the API, not of the output.
    pub license: Option<String>,
}

/// A Server Object (OpenAPI 3.0.3, 4.7.5).
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL as written, with `{variables}`; may be relative.
    pub url: String,
    /// The URL with each variable replaced by its default.
    pub resolved: String,
    /// What the server is for.
    pub description: Option<String>,
    /// The variables of the URL, in the document's order.
    pub variables: Vec<ServerVariable>,
    /// Where it stands.
    pub span: Span,
}

/// A Server Variable Object (OpenAPI 3.0.3, 4.7.6).
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The name between the braces.
    pub name: String,
    /// The value when none is chosen.
    pub default: String,
    /// The allowed values; empty when any is.
    pub values: Vec<String>,
    /// What it means.
    pub description: Option<String>,
}

/// A Tag Object (OpenAPI 3.0.3, 4.7.22).
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name that operations use.
    pub name: String,
    /// What its operations have in common.
    pub description: Option<String>,
}

impl Api {
    /// The schema behind an id.
    ///
    /// # Panics
    /// When the id belongs to another `Api`.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.index()]
    }

    /// Whether objects of a schema that names a member may be without it.
    pub fn is_property_optional(&self, id: SchemaId, member: &str) -> bool {
        self.expand_unions(id)
            .unwrap_or_default()
            .into_iter()
            .any(|leaf| match &self.schema(leaf).kind {
                SchemaKind::Object(object) => object
                    .properties
                    .iter()
                    .any(|property| property.name == member && !property.required),
                _ => false,
            })
    }

    /// The schemas that the values of a schema can have, each once: itself, or those of a union and of the unions inside it. None if
    /// there are very many.
    pub fn expand_unions(&self, id: SchemaId) -> Option<Vec<SchemaId>> {
        const MOST: usize = 128;
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
            if found.len() > MOST {
                return None;
            }
        }
        found.retain(|id| !matches!(self.schema(*id).kind, SchemaKind::Union(_)));
        Some(found)
    }
}
