//! Strings in the value tree.

use crate::node::Node;

/// Returns a scalar in an object as a string.
pub(super) fn text(node: &Node, key: &str) -> Option<String> {
    node.member(key)
        .and_then(Node::scalar_text)
        .map(str::to_owned)
}
