//! Which version a document says it has. 3.0 is read as it is. The rewriting of 3.1 and 3.2 into the forms of 3.0 belongs beside this
//! file, applied to each piece as the repairs are; that of Swagger 2.0 too, applied to the whole tree before it is bundled.

use crate::bundle::Forest;
use crate::diagnostic::{Code, Report};
use crate::node::Node;
use crate::pointer::Span;

/// Whether the document is one that can be read; otherwise it is reported why not.
pub(crate) fn check_version(forest: &Forest, report: &mut Report) -> bool {
    let root = Span::default();
    let Some(node) = forest.root() else { return false };
    if *node == Node::Null {
        let message = "the file holds no document";
        report.error(Code::EmptyFile, &root, message, "write an OpenAPI document into it, beginning with `openapi: 3.0.3`");
        return false;
    }
    let Some(members) = node.as_map() else {
        let message = format!("the document is {}, not an object", node.kind());
        report.error(Code::WrongType, &root, message, "an OpenAPI document is an object that begins with `openapi: 3.0.3`");
        return false;
    };
    let Some((key, value)) = ["openapi", "swagger", "swaggerVersion"].iter().find_map(|key| Some((*key, members.get(*key)?))) else {
        let message = "neither `openapi` nor `swagger` says what the document is";
        report.error(Code::MissingVersion, &root, message, "add `openapi: 3.0.3` if it is an OpenAPI document");
        return false;
    };
    let version = value.scalar_text().unwrap_or_default();
    if key == "openapi" && is_3_0(version) {
        return true;
    }
    let message = match value {
        Node::String(_) | Node::Number(_) => format!("`{key}: {version}` is not a version that can be read"),
        other => format!("`{key}` is {}, not a version", other.kind()),
    };
    report.error(Code::UnsupportedVersion, &root.join(key), message, "convert the document to OpenAPI 3.0");
    false
}

/// `3.0`, or `3.0.` and a number.
fn is_3_0(version: &str) -> bool {
    version.strip_prefix("3.0").is_some_and(|patch| match patch.strip_prefix('.') {
        Some(patch) => !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()),
        None => patch.is_empty(),
    })
}
