//! Security schemes.

use super::Properties;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::security as findings;
use crate::node::Node;
use crate::pointer::Span;

/// Normalizes a security scheme. OAuth 2.0 flows and OpenID Connect URLs are not used and often
/// incomplete, so their validation is avoided.
pub(super) fn normalize(scheme: &mut Properties, span: &Span, report: &mut Report) {
    match scheme.get("type").and_then(Node::as_str) {
        Some("oauth2") => {
            scheme.insert("flows".to_owned(), Node::Map(Properties::default()));
        }
        Some("openIdConnect") => {
            let url = scheme.entry("openIdConnectUrl".to_owned());
            url.or_insert_with(|| Node::String(String::new()));
        }
        Some("basic") => {
            report.add(&span.join("type"), findings::basic_is_swagger());
            scheme.insert("type".to_owned(), Node::String("http".to_owned()));
            scheme.insert("scheme".to_owned(), Node::String("basic".to_owned()));
        }
        _ => {}
    }
}
