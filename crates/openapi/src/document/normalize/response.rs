//! Responses.

use super::Properties;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::response as findings;
use crate::node::Node;
use crate::pointer::Span;

/// Normalizes a response. Links are not used.
pub(super) fn normalize(response: &mut Properties, span: &Span, report: &mut Report) {
    response.shift_remove("links");
    if !response.contains_key("description") {
        report.add(span, findings::missing_description());
        let description = Node::String(String::new());
        response.insert("description".to_owned(), description);
    }
}
