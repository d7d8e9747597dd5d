//! Keywords for objects that OpenAPI 3.0 does not have, and `properties` behind a reference.

use super::{AdditionalKeyword, Keywords, Patterns};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{object, schema};
use crate::grammar::Kind;
use crate::lower::input::Input;
use crate::node::{Node, Properties};
use crate::object::reference_at;

/// Adds the properties of an object that `properties` refers to.
pub(super) fn add_referenced_properties(
    input: Input<'_>,
    keywords: &mut Keywords,
    report: &mut Report,
) {
    let site = keywords.span.join("properties");
    let node = input.node(&site);
    if node
        .and_then(|node| reference_at(node, Kind::Properties))
        .is_none()
    {
        return;
    }
    let Some(span) = input.follow(&site, Kind::Properties, report) else {
        return;
    };
    let Some(node) = input.node(&span) else {
        return;
    };
    let map = node.as_map();
    if map.is_none() && *node != Node::Null {
        report.add(&span, object::expected_object("properties", node.kind()));
    }
    for name in map.into_iter().flat_map(|map| map.keys()) {
        keywords
            .properties
            .entry(name.clone())
            .or_insert_with(|| vec![span.join(name)]);
    }
}

/// Adds `patternProperties`, `propertyNames` and `unevaluatedProperties`.
pub(super) fn add_undeclared_properties(
    input: Input<'_>,
    keywords: &mut Keywords,
    patterns: &mut Patterns,
    report: &mut Report,
) {
    add_pattern_properties(input, keywords, patterns, report);
    let Some(node) = input.node(&keywords.span) else {
        return;
    };
    if matches!(node.member("additionalProperties"), Some(Node::Map(map)) if only_describes(map)) {
        keywords.additional = Some(AdditionalKeyword::Any);
    }
    if let Some(Node::Map(_) | Node::Bool(false)) = node.member("propertyNames") {
        keywords.property_names = vec![keywords.span.join("propertyNames")];
    }
    keywords.unevaluated = match node.member("unevaluatedProperties") {
        Some(Node::Bool(false)) => Some(AdditionalKeyword::Forbidden),
        Some(Node::Bool(true)) => Some(AdditionalKeyword::Any),
        Some(Node::Map(_)) => Some(AdditionalKeyword::Typed(vec![
            keywords.span.join("unevaluatedProperties"),
        ])),
        _ => None,
    };
}

/// Returns whether a schema has only a title, a description or an example.
fn only_describes(schema: &Properties) -> bool {
    schema
        .keys()
        .all(|key| matches!(key.as_str(), "title" | "description" | "example"))
}

fn add_pattern_properties(
    input: Input<'_>,
    keywords: &mut Keywords,
    patterns: &mut Patterns,
    report: &mut Report,
) {
    let span = keywords.span.join("patternProperties");
    let map = input.map(&span);
    for pattern in map.into_iter().flat_map(|map| map.keys()) {
        let span = span.join(pattern);
        match patterns.problem(pattern) {
            None => {
                keywords
                    .pattern_properties
                    .insert(pattern.clone(), vec![span]);
            }
            Some(reason) => {
                report.add(&span, schema::invalid_property_pattern(&reason));
                // The properties that the pattern was meant for must still be accepted.
                keywords
                    .additional
                    .take_if(|additional| *additional == AdditionalKeyword::Forbidden);
            }
        }
    }
}
