//! Schemas of OpenAPI 3.1 and 3.2, which follow JSON Schema 2020-12: keywords beside a `$ref`
//! apply, and references can be dynamic.

use std::collections::HashMap;

use super::constraint::is_constraint;
use super::containing::Containing;
use super::{spans_of, unresolved};
use crate::diagnostic::Report;
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::node::{Node, Properties};
use crate::object::{Object, dynamic_reference_at};
use crate::pointer::Span;

/// Rewrites the references in the schemas of a document.
pub(super) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    find_dependent(documents, objects, limits);
    for span in spans_of(objects, Kind::Schema) {
        rewrite_dynamic_reference(documents, span);
    }
    unresolved::replace(documents, objects, limits, report);
    for span in spans_of(objects, Kind::Schema) {
        rewrite_siblings(documents, span);
    }
}

/// Finds the schemas whose meaning depends on the dynamic scope, by the names of the anchors.
fn find_dependent(documents: &mut DocumentSet, objects: &[Object], limits: &Limits) {
    let mut references: HashMap<String, Vec<&Span>> = HashMap::new();
    for span in spans_of(objects, Kind::Schema) {
        let text = documents.node(span).and_then(dynamic_reference_at);
        if let Some((_, name)) = text.and_then(|text| text.split_once('#')) {
            references.entry(name.to_owned()).or_default().push(span);
        }
    }
    // The only anchor of a name is the target in every scope.
    references.retain(|name, _| documents.dynamic_anchors_named(name).len() > 1);
    if references.is_empty() {
        return;
    }
    let containing = Containing::new(documents, objects, limits);
    let dependent = references
        .into_iter()
        .map(|(name, spans)| (name, containing.find(spans)));
    documents.set_dependent(dependent.collect());
}

/// Adds a `$ref` with the same text to a schema with a `$dynamicRef`. The resolver replaces its
/// target by that of the dynamic scope. If there is another `$ref`, both apply.
fn rewrite_dynamic_reference(documents: &mut DocumentSet, span: &Span) {
    let Some(schema) = documents.node_mut(span).and_then(Node::as_map_mut) else {
        return;
    };
    let Some(Node::String(text)) = schema.get("$dynamicRef").cloned() else {
        return;
    };
    let dynamic = span.join("$dynamicRef");
    if !schema.contains_key("$ref") {
        schema.insert("$ref".to_owned(), Node::String(text));
        documents.sources.record_move(&span.join("$ref"), &dynamic);
        return;
    }
    schema.shift_remove("$dynamicRef");
    let part = Properties::from_iter([
        ("$ref".to_owned(), Node::String(text.clone())),
        ("$dynamicRef".to_owned(), Node::String(text)),
    ]);
    if let Some(part) = add_part(documents, span, part) {
        let sources = &mut documents.sources;
        sources.record_move(&part.join("$ref"), &dynamic);
    }
}

/// Adds a part to the `allOf` of a schema, and returns its location.
fn add_part(documents: &mut DocumentSet, span: &Span, part: Properties) -> Option<Span> {
    let schema = documents.node_mut(span).and_then(Node::as_map_mut)?;
    let parts = schema
        .entry("allOf".to_owned())
        .or_insert_with(|| Node::List(Vec::new()));
    let Node::List(parts) = parts else {
        return None;
    };
    let part_span = span.join("allOf").index(parts.len());
    parts.push(Node::Map(part));
    documents.sources.record_derived(&part_span, span);
    Some(part_span)
}

/// Moves a `$ref` beside constraining keywords into `allOf`.
fn rewrite_siblings(documents: &mut DocumentSet, span: &Span) {
    let Some(schema) = documents.node_mut(span).and_then(Node::as_map_mut) else {
        return;
    };
    if !matches!(schema.get("$ref"), Some(Node::String(_)))
        || !schema.keys().any(|key| is_constraint(key))
    {
        return;
    }
    let keys = ["$ref", "$dynamicRef"];
    let part: Properties = keys
        .into_iter()
        .filter_map(|key| schema.shift_remove_entry(key))
        .collect();
    if let Some(part) = add_part(documents, span, part) {
        let sources = &mut documents.sources;
        sources.record_move(&part.join("$ref"), &span.join("$ref"));
    }
}
