//! Schemas: what 3.0 gave another form, and extensions that it made keywords.

use super::{Members, Rewriting};
use crate::node::Node;
use crate::pointer::Span;

impl Rewriting<'_> {
    /// Rewrites a schema, or what stands beside a reference to one.
    pub(super) fn schema(&mut self, place: &Span) {
        let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) else {
            return;
        };
        if let Some(Node::String(property)) = members.get("discriminator") {
            let property = Node::String(property.clone());
            let discriminator = Members::from([("propertyName".to_owned(), property)]);
            members.insert("discriminator".to_owned(), Node::Map(discriminator));
        }
        for (extension, keyword) in [("x-nullable", "nullable"), ("x-example", "example")] {
            if let Some(value) = members.get(extension).cloned() {
                members.entry(keyword.to_owned()).or_insert(value);
            }
        }
    }
}

/// A file is a text of octets in 3.0. Says whether it was one.
pub(super) fn file(schema: &mut Members) -> bool {
    let is_file = schema.get("type").and_then(Node::as_str) == Some("file");
    if is_file {
        schema.insert("type".to_owned(), Node::String("string".to_owned()));
        schema.insert("format".to_owned(), Node::String("binary".to_owned()));
    }
    is_file
}
