//! The objects of a document: values whose kind is known from their context.

use crate::grammar::{Kind, Nested};
use crate::node::Node;
use crate::pointer::Span;

/// An object of the document, or a reference in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Object {
    pub span: Span,
    pub kind: Kind,
}

impl Object {
    pub fn new(span: Span, kind: Kind) -> Self {
        Self { span, kind }
    }

    /// Returns the objects nested directly in this one, whose value is `node`.
    pub fn children(&self, node: &Node) -> Vec<Object> {
        let mut children = Vec::new();
        for (key, value) in node.as_map().into_iter().flatten() {
            let span = self.span.join(key);
            match (self.kind.nested(key), value) {
                // A list under `items` contains one schema for each position.
                (Some(Nested::One(kind) | Nested::List(kind)), Node::List(list)) => {
                    let spans = (0..list.len()).map(|index| span.index(index));
                    children.extend(spans.map(|span| Object::new(span, kind)));
                }
                (Some(Nested::One(kind)), _) => children.push(Object::new(span, kind)),
                (Some(Nested::Map(kind)), Node::Map(map)) => {
                    let spans = map.keys().map(|key| span.join(key));
                    children.extend(spans.map(|span| Object::new(span, kind)));
                }
                _ => {}
            }
        }
        children
    }
}

/// Returns the text of a reference that is used in place of an object of this kind.
pub(crate) fn reference_at(node: &Node, kind: Kind) -> Option<&str> {
    if !kind.may_be_reference() {
        return None;
    }
    node.member("$ref")?.as_str()
}

/// Returns the text of the `$dynamicRef` of a schema.
pub(crate) fn dynamic_reference_at(node: &Node) -> Option<&str> {
    node.member("$dynamicRef")?.as_str()
}
