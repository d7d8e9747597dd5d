//! The version that a document declares.

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{syntax, version as findings};
use crate::document_set::DocumentSet;
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

/// Returns the version of a document, or reports why the document cannot be read.
pub(crate) fn version(documents: &DocumentSet, report: &mut Report) -> Option<Version> {
    let root = Span::default();
    let node = documents.root()?;
    if *node == Node::Null {
        report.add(&root, syntax::empty_file());
        return None;
    }
    let Some(properties) = node.as_map() else {
        report.add(&root, findings::document_is_not_an_object(node.kind()));
        return None;
    };
    let declared = ["openapi", "swagger", "swaggerVersion"]
        .into_iter()
        .find_map(|key| Some((key, properties.get(key)?)));
    let Some((key, value)) = declared else {
        report.add(&root, findings::missing());
        return None;
    };
    let text = value.scalar_text().unwrap_or_default();
    let version = Version::parse(key, text);
    if version.is_none() {
        let finding = match value {
            Node::String(_) | Node::Number(_) => findings::unsupported(key, text),
            other => findings::not_a_version(key, other.kind()),
        };
        report.add(&root.join(key), finding);
    }
    version
}
