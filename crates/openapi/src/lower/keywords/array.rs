//! Keywords for arrays that OpenAPI 3.0 does not have: `prefixItems` and its predecessors.

use super::Keywords;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::schema;
use crate::lower::input::Input;
use crate::node::Node;
use crate::pointer::Span;

/// Adds the schemas by position from `prefixItems`, or from a list in `items`, which older drafts
/// of JSON Schema use for tuples.
pub(super) fn add_positions(input: Input<'_>, keywords: &mut Keywords, report: &mut Report) {
    let span = keywords.span.clone();
    let prefix = schema_list(input, &span, "prefixItems");
    let items = schema_list(input, &span, "items");
    let has_old_form = items.is_some();
    if has_old_form {
        keywords.items.clear();
    }
    let rest = match (prefix, items) {
        (Some(prefix), _) => {
            keywords.prefix_items = prefix;
            "items"
        }
        (None, Some(list)) if list.len() > 1 => {
            keywords.prefix_items = list;
            "additionalItems"
        }
        // A list with one schema probably has one dash too many, so its schema applies to all
        // elements.
        (None, single) => {
            keywords
                .items
                .extend(single.into_iter().flatten().flatten());
            "items"
        }
    };
    add_rest(input, keywords, rest);
    if has_old_form {
        report.add(&span.join("items"), schema::items_is_a_list());
    }
}

/// Adds the schema of the elements after the positions, and `unevaluatedItems`.
fn add_rest(input: Input<'_>, keywords: &mut Keywords, key: &str) {
    let rest = keywords.span.join(key);
    match input.node(&rest) {
        Some(Node::Bool(false)) => keywords.forbids_more_items = true,
        Some(Node::Map(_)) if keywords.items.is_empty() => keywords.items = vec![rest],
        _ => {}
    }
    let unevaluated = keywords.span.join("unevaluatedItems");
    match input.node(&unevaluated) {
        Some(Node::Bool(false)) => keywords.forbids_unevaluated_items = true,
        Some(Node::Map(_)) => keywords.unevaluated_items = vec![unevaluated],
        _ => {}
    }
}

/// Returns the locations of the schemas of a list, each in a list of its own.
fn schema_list(input: Input<'_>, span: &Span, key: &str) -> Option<Vec<Vec<Span>>> {
    let list = span.join(key);
    let count = input.node(&list)?.as_list()?.len();
    Some((0..count).map(|index| vec![list.index(index)]).collect())
}
