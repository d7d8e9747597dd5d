//! Findings about the version of a document.

use crate::diagnostic::{Code, Finding};

const ADD_VERSION: &str = "start the document with `openapi: 3.1.0`";
const CONVERT: &str = "convert the document to OpenAPI 3.0, 3.1 or 3.2";

/// The root of the document is not an object.
pub(crate) fn document_is_not_an_object(found: &str) -> Finding {
    Finding::error(
        Code::WrongType,
        format!("expected the document to be an object, found {found}"),
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

/// The document declares a version that is not supported.
pub(crate) fn unsupported(key: &str, version: &str) -> Finding {
    Finding::error(
        Code::UnsupportedVersion,
        format!("unsupported version `{key}: {version}`"),
        CONVERT,
    )
}

/// The document declares its version by a value that is neither a string nor a number.
pub(crate) fn not_a_version(key: &str, found: &str) -> Finding {
    Finding::error(
        Code::UnsupportedVersion,
        format!("expected `{key}` to be a version, found {found}"),
        CONVERT,
    )
}
