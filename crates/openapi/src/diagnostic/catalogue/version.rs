//! Findings about the version of a document.

use crate::diagnostic::{Code, Finding};
use crate::node::Node;

const ADD_VERSION: &str = "start the document with `openapi: 3.1.0`";

/// The root of the document is not an object.
pub(crate) fn document_is_not_an_object(found: &Node) -> Finding {
    Finding::error(
        Code::WrongType,
        format!(
            "expected the document to be an object, found {}",
            found.kind()
        ),
        ADD_VERSION,
    )
}

/// The document has neither `openapi` nor `swagger`.
pub(crate) fn missing() -> Finding {
    Finding::error(
        Code::MissingVersion,
        "missing `openapi`, which declares the version of the document",
        ADD_VERSION,
    )
}

/// The document declares a version that is not supported, or something that is not a version.
pub(crate) fn unsupported(key: &str, found: &Node) -> Finding {
    let message = match found {
        Node::String(_) | Node::Number(_) => {
            let text = found.scalar_text().unwrap_or_default();
            format!("unsupported version `{key}: {text}`")
        }
        other => format!("expected `{key}` to be a version, found {}", other.kind()),
    };
    Finding::error(
        Code::UnsupportedVersion,
        message,
        "convert the document to OpenAPI 3.0, 3.1 or 3.2",
    )
}
