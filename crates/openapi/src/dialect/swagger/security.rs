//! Security definitions.

use super::Rewriter;
use crate::node::Node;
use crate::pointer::Span;

impl Rewriter<'_> {
    /// Rewrites `type: basic` as an HTTP scheme. OAuth 2.0 flows need no rewriting, because they
    /// are not read.
    pub(super) fn security_scheme(&mut self, span: &Span) {
        let Some(scheme) = self.properties_mut(span) else {
            return;
        };
        if scheme.get("type").and_then(Node::as_str) == Some("basic") {
            scheme.insert("type".to_owned(), Node::String("http".to_owned()));
            scheme.insert("scheme".to_owned(), Node::String("basic".to_owned()));
        }
    }
}
