//! Schemas: discriminators, files, and vendor extensions that became keywords.

use super::{Properties, Rewriter};
use crate::node::Node;
use crate::pointer::Span;

impl Rewriter<'_> {
    /// Rewrites a schema, or the keywords beside a reference to one.
    pub(super) fn schema(&mut self, span: &Span) {
        let Some(schema) = self.properties_mut(span) else {
            return;
        };
        if let Some(Node::String(property)) = schema.get("discriminator") {
            let property = Node::String(property.clone());
            let discriminator = Properties::from_iter([("propertyName".to_owned(), property)]);
            schema.insert("discriminator".to_owned(), Node::Map(discriminator));
        }
        for (extension, keyword) in [("x-nullable", "nullable"), ("x-example", "example")] {
            if let Some(value) = schema.get(extension).cloned() {
                schema.entry(keyword.to_owned()).or_insert(value);
            }
        }
    }
}

/// Rewrites `type: file` as a binary string.
pub(super) fn rewrite_file(schema: &mut Properties) {
    if schema.get("type").and_then(Node::as_str) == Some("file") {
        schema.insert("type".to_owned(), Node::String("string".to_owned()));
        schema.insert("format".to_owned(), Node::String("binary".to_owned()));
    }
}
