//! Which version a document says it has. All are read in the forms of 3.0: what the others write otherwise is rewritten beside this
//! file.

use crate::diagnostic::{Code, Report};
use crate::documents::DocumentSet;
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

/// The version of the document; otherwise it is reported why it can't be read.
pub(crate) fn version(documents: &DocumentSet, report: &mut Report) -> Option<Version> {
    let root = Span::default();
    let node = documents.root()?;
    if *node == Node::Null {
        let message = "the file holds no document";
        report.error(
            Code::EmptyFile,
            &root,
            message,
            "write an OpenAPI document into it, beginning with `openapi: 3.1.0`",
        );
        return None;
    }
    let Some(members) = node.as_map() else {
        let message = format!("the document is {}, not an object", node.kind());
        report.error(
            Code::WrongType,
            &root,
            message,
            "an OpenAPI document is an object that begins with `openapi: 3.1.0`",
        );
        return None;
    };
    let Some((key, value)) = ["openapi", "swagger", "swaggerVersion"]
        .iter()
        .find_map(|key| Some((*key, members.get(*key)?)))
    else {
        let message = "neither `openapi` nor `swagger` says what the document is";
        report.error(
            Code::MissingVersion,
            &root,
            message,
            "add `openapi: 3.1.0` if it is an OpenAPI document",
        );
        return None;
    };
    let text = value.scalar_text().unwrap_or_default();
    if let Some(version) = Version::parse(key, text) {
        return Some(version);
    }
    let message = match value {
        Node::String(_) | Node::Number(_) => {
            format!("`{key}: {text}` is not a version that can be read")
        }
        other => format!("`{key}` is {}, not a version", other.kind()),
    };
    report.error(
        Code::UnsupportedVersion,
        &root.join(key),
        message,
        "convert the document to OpenAPI 3.0, 3.1 or 3.2",
    );
    None
}
