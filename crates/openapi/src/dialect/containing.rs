//! The schemas that contain other schemas.

use std::collections::{HashMap, HashSet};

use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::object::{Object, dynamic_reference_at, reference_at};
use crate::pointer::Span;
use crate::resolve::Resolver;

/// The schemas that contain each schema, directly or as the target of a reference.
pub(super) struct Containing {
    users: HashMap<Span, Vec<Span>>,
}

impl Containing {
    /// Finds the relations between the schemas of a document. A `$dynamicRef` may refer to every
    /// dynamic anchor of its name.
    pub fn new(documents: &DocumentSet, objects: &[Object], limits: &Limits) -> Self {
        let resolver = Resolver::new(documents, limits);
        let mut users: HashMap<Span, Vec<Span>> = HashMap::new();
        for object in schemas(objects) {
            let Some(node) = documents.node(&object.span) else {
                continue;
            };
            let dynamic = dynamic_reference_at(node);
            let texts = reference_at(node, object.kind).into_iter().chain(dynamic);
            let targets = texts.filter_map(|text| resolver.lookup(&object.span, text));
            let anchor = dynamic.and_then(|text| Some(text.split_once('#')?.1));
            let anchors = anchor.map(|name| documents.dynamic_anchors_named(name));
            let children = object.children(node).into_iter().map(|child| child.span);
            for used in children.chain(targets).chain(anchors.into_iter().flatten()) {
                users.entry(used).or_default().push(object.span.clone());
            }
        }
        Self { users }
    }

    /// Returns the locations of the schemas that are or contain one of the given schemas.
    pub fn find<'s>(&'s self, schemas: impl IntoIterator<Item = &'s Span>) -> HashSet<Span> {
        let mut found = HashSet::new();
        let mut pending: Vec<&Span> = schemas.into_iter().collect();
        while let Some(span) = pending.pop() {
            if found.insert(span.clone()) {
                pending.extend(self.users.get(span).into_iter().flatten());
            }
        }
        found
    }
}

/// Returns the schemas among the objects of a document.
pub(super) fn schemas(objects: &[Object]) -> impl Iterator<Item = &Object> {
    let kinds = [Kind::Schema, Kind::Properties];
    objects
        .iter()
        .filter(move |object| kinds.contains(&object.kind))
}
