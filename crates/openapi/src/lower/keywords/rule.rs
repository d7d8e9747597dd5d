//! Keywords that no type expresses, but that the server validates.

use super::Keywords;
use crate::lower::input::Input;
use crate::node::Node;

/// Sets the flags for keywords that only a rule expresses.
pub(super) fn add(input: Input<'_>, keywords: &mut Keywords) {
    let node = input.node(&keywords.span);
    keywords.never = match node {
        Some(Node::Bool(false)) => input.version().has_json_schema(),
        Some(node) => has_empty_enum(node),
        None => false,
    };
    let Some(node) = node else { return };
    keywords.has_not = is_schema(node.member("not"));
    let has_entries = |key: &str| {
        let map = node.member(key).and_then(Node::as_map);
        map.is_some_and(|map| !map.is_empty())
    };
    let is_conditional = is_schema(node.member("if"))
        && ["then", "else"]
            .iter()
            .any(|key| is_schema(node.member(key)));
    keywords.needs_rule = is_conditional
        || is_schema(node.member("contains"))
        || has_entries("dependentSchemas")
        || has_entries("dependentRequired");
}

fn has_empty_enum(node: &Node) -> bool {
    let values = node.member("enum").and_then(Node::as_list);
    values.is_some_and(<[Node]>::is_empty)
}

fn is_schema(node: Option<&Node>) -> bool {
    matches!(node, Some(Node::Map(_) | Node::Bool(_)))
}
