//! Security definitions.

use super::Rewriting;
use crate::node::Node;
use crate::pointer::Span;

impl Rewriting<'_> {
    /// Basic authentication is a scheme of HTTP in 3.0. The flows of OAuth 2.0 are not read in either version.
    pub(super) fn security_scheme(&mut self, place: &Span) {
        let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) else {
            return;
        };
        if members.get("type").and_then(Node::as_str) == Some("basic") {
            members.insert("type".to_owned(), Node::String("http".to_owned()));
            members.insert("scheme".to_owned(), Node::String("basic".to_owned()));
        }
    }
}
