//! Schemas of OpenAPI 3.1 and 3.2, which follow JSON Schema 2020-12: keywords beside a `$ref`
//! apply, and references can be dynamic.

use indexmap::IndexMap;

use super::constraint::is_constraint;
use super::{spans_of, unresolved};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema as findings;
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::node::Node;
use crate::object::Object;
use crate::pointer::Span;

/// Rewrites the references in the schemas of a document.
pub(super) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    for span in spans_of(objects, Kind::Schema) {
        rewrite_dynamic_reference(documents, span, report);
    }
    unresolved::replace(documents, objects, limits, report);
    for span in spans_of(objects, Kind::Schema) {
        rewrite_siblings(documents, span);
    }
}

/// Renames `$dynamicRef` to `$ref`. Both name the same schema unless a schema that refers to this
/// one redefines the anchor, which a Rust type cannot express.
fn rewrite_dynamic_reference(documents: &mut DocumentSet, span: &Span, report: &mut Report) {
    let Some(schema) = documents.node_mut(span).and_then(Node::as_map_mut) else {
        return;
    };
    if schema.contains_key("$ref") || !matches!(schema.get("$dynamicRef"), Some(Node::String(_))) {
        return;
    }
    if let Some(text) = schema.shift_remove("$dynamicRef") {
        schema.insert("$ref".to_owned(), text);
        let dynamic = span.join("$dynamicRef");
        report.add(&dynamic, findings::dynamic_reference());
        documents.sources.record_move(&span.join("$ref"), &dynamic);
    }
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
    let Some(text) = schema.shift_remove("$ref") else {
        return;
    };
    let part = Node::Map(IndexMap::from([("$ref".to_owned(), text)]));
    let parts = schema
        .entry("allOf".to_owned())
        .or_insert_with(|| Node::List(Vec::new()));
    let Node::List(parts) = parts else { return };
    let part_span = span.join("allOf").index(parts.len());
    parts.push(part);
    let sources = &mut documents.sources;
    sources.record_derived(&part_span, span);
    sources.record_move(&part_span.join("$ref"), &span.join("$ref"));
}
