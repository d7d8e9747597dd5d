//! The locations that operations and webhooks use.

use std::collections::HashSet;

use super::Resolver;
use crate::grammar::Kind;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::pointer::Span;

/// Returns the locations of all objects that can be reached from operations and webhooks,
/// references included.
pub(super) fn reachable(resolver: &Resolver<'_>) -> HashSet<Span> {
    let documents = resolver.documents;
    let mut pending: Vec<Object> = Vec::new();
    for section in ["paths", "webhooks", "x-webhooks"] {
        let section = Span::default().join(section);
        let items = documents.node(&section).and_then(Node::as_map);
        let keys = items.into_iter().flat_map(|items| items.keys());
        pending.extend(keys.map(|key| Object::new(section.join(key), Kind::PathItem)));
    }
    let mut reachable = HashSet::new();
    while let Some(object) = pending.pop() {
        if !reachable.insert(object.span.clone()) {
            continue;
        }
        let Some(node) = documents.node(&object.span) else {
            continue;
        };
        match reference_at(node, object.kind) {
            Some(text) => {
                let target = resolver.lookup(&object.span, text);
                pending.extend(target.map(|target| Object::new(target, object.kind)));
            }
            None => pending.extend(object.children(node)),
        }
    }
    reachable
}
