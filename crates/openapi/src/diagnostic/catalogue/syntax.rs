//! Findings about files that are not UTF-8, JSON or YAML, or exceed a limit while they are parsed.

use crate::diagnostic::{Code, Finding};

const WRITE_DOCUMENT: &str = "add an OpenAPI document, beginning with `openapi: 3.1.0`";

/// The file contains no value.
pub(crate) fn empty_file() -> Finding {
    Finding::error(
        Code::EmptyFile,
        "expected an OpenAPI document, found an empty file",
        WRITE_DOCUMENT,
    )
}

/// The bytes are not UTF-8; `reason` contains the position.
pub(crate) fn not_text(reason: &str) -> Finding {
    Finding::error(
        Code::NotText,
        reason,
        "save the file with the encoding UTF-8",
    )
}

/// The JSON parser rejects the text.
pub(crate) fn invalid_json(reason: &str) -> Finding {
    Finding::error(
        Code::JsonSyntax,
        format!("invalid JSON: {reason}"),
        "correct the syntax",
    )
}

/// The YAML parser rejects the text.
pub(crate) fn invalid_yaml(reason: &str) -> Finding {
    let hint = if reason.contains('\t') || reason.contains("tab") {
        "indent with spaces; YAML does not allow tabs here"
    } else {
        "check the indentation, and the line above for a missing quote"
    };
    Finding::error(Code::YamlSyntax, format!("invalid YAML: {reason}"), hint)
}

/// The YAML file contains more than one document.
pub(crate) fn second_document() -> Finding {
    Finding::error(
        Code::YamlSyntax,
        "expected a single YAML document, found a second one",
        "move the second document to a file of its own",
    )
}

/// A scalar does not match its explicit tag.
pub(crate) fn tag_mismatch(tag: &str, text: &str) -> Finding {
    Finding::error(
        Code::YamlSyntax,
        format!("expected a value of type `!!{tag}`, found `{text}`"),
        "remove the tag, or correct the value",
    )
}

/// The key of a YAML mapping is an array, an object or `null`.
pub(crate) fn key_is_not_a_string() -> Finding {
    Finding::error(
        Code::YamlSyntax,
        "expected the key of an object to be a string",
        "write the key as a string",
    )
}

/// A key occurs more than once in an object.
pub(crate) fn duplicate_key(key: &str) -> Finding {
    Finding::error(
        Code::DuplicateKey,
        format!("duplicate key `{key}`"),
        "remove one of the two entries",
    )
}

/// An alias refers to a value that contains the alias.
pub(crate) fn recursive_alias() -> Finding {
    Finding::error(
        Code::LimitExceeded,
        "the alias refers to a value that contains it",
        "write the value out instead of using an alias",
    )
}

/// The file exceeds the limit on its size.
pub(crate) fn file_too_large(bytes: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the file is larger than the limit of {bytes} bytes"),
        "if the document is trusted, raise the limit",
    )
}

/// The aliases of a YAML file repeat too many values.
pub(crate) fn too_many_alias_nodes(limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("YAML aliases expand to more than {limit} values"),
        "if the document is trusted, raise the limit",
    )
}

/// The document exceeds a limit on its content.
pub(crate) fn document_too_large(what: &str, limit: usize) -> Finding {
    Finding::error(
        Code::LimitExceeded,
        format!("the document exceeds the limit of {limit} {what}"),
        "if the document is trusted, raise the limit",
    )
}
