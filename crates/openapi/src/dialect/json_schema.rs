//! Schemas of OpenAPI 3.1 and 3.2, which are those of JSON Schema 2020-12: what stands beside a reference counts there, and references may be
//! dynamic.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Report};
use crate::dialect::spans_of;
use crate::documents::DocumentSet;
use crate::grammar::Kind;
use crate::node::Node;
use crate::object::Object;
use crate::pointer::Span;

/// What says nothing about values and may stand beside a reference in 3.0 too.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "summary",
    "description",
    "deprecated",
    "nullable",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// Rewrites the schemas of a document.
pub(super) fn rewrite(documents: &mut DocumentSet, objects: &[Object], report: &mut Report) {
    for place in spans_of(objects, Kind::Schema) {
        dynamic_reference(documents, place, report);
        beside_reference(documents, place);
    }
}

/// `$dynamicRef` leads where `$ref` would, unless a schema around it says otherwise, which no type can.
fn dynamic_reference(documents: &mut DocumentSet, place: &Span, report: &mut Report) {
    let Some(members) = documents.node_mut(place).and_then(Node::as_map_mut) else {
        return;
    };
    if members.contains_key("$ref") || !matches!(members.get("$dynamicRef"), Some(Node::String(_)))
    {
        return;
    }
    if let Some(text) = members.shift_remove("$dynamicRef") {
        members.insert("$ref".to_owned(), text);
        let at = place.join("$dynamicRef");
        report.count(
            Code::IgnoredKeyword,
            &at,
            "`$dynamicRef` is read as `$ref`",
            "nothing has to be done unless another schema extends it",
        );
        documents.sources.moved(&place.join("$ref"), &at);
    }
}

/// `$ref` beside other keywords that count is one more part of `allOf`.
fn beside_reference(documents: &mut DocumentSet, place: &Span) {
    let Some(members) = documents.node_mut(place).and_then(Node::as_map_mut) else {
        return;
    };
    if !matches!(members.get("$ref"), Some(Node::String(_)))
        || !members.keys().any(|key| counts(key))
    {
        return;
    }
    let Some(text) = members.shift_remove("$ref") else {
        return;
    };
    let part = Node::Map(IndexMap::from([("$ref".to_owned(), text)]));
    let parts = members
        .entry("allOf".to_owned())
        .or_insert_with(|| Node::List(Vec::new()));
    let Node::List(parts) = parts else { return };
    let at = place.join("allOf").index(parts.len());
    parts.push(part);
    documents.sources.made(&at, place);
    documents
        .sources
        .moved(&at.join("$ref"), &place.join("$ref"));
}

fn counts(key: &str) -> bool {
    !key.starts_with('$') && !key.starts_with("x-") && !ANNOTATIONS.contains(&key)
}
