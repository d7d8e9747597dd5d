//! Findings about responses.

use crate::diagnostic::{Code, Finding};

/// A response has no `description`, which the specification requires.
pub(crate) fn missing_description() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "missing `description` in a response",
        "add `description`",
    )
    .grouped()
}

/// An operation has no responses.
pub(crate) fn missing_responses() -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        "the operation has no `responses`",
        "add `responses`, which OpenAPI requires",
    )
    .grouped()
}

/// A key of `responses` is not a status.
pub(crate) fn invalid_status(key: &str) -> Finding {
    Finding::skipped(
        Code::InvalidPiece,
        format!("expected a status, found `{key}`; the response is omitted"),
        "write a status from 100 to 599, a range such as `2XX`, or `default`",
    )
}

/// A key of `responses` is a status in another case.
pub(crate) fn status_case(key: &str, canonical: &str) -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        format!("expected the status `{canonical}`, found `{key}`; it is read as `{canonical}`"),
        format!("write `{canonical}`"),
    )
    .grouped()
}

/// A response declares a header twice, in different cases.
pub(crate) fn duplicate_header(name: &str, first: &str) -> Finding {
    Finding::skipped(
        Code::DuplicateKey,
        format!("`{name}` is the header `{first}` in another case; it is omitted"),
        "declare each header once: names of headers are case-insensitive",
    )
}

/// A response declares the header `Content-Type`.
pub(crate) fn content_type_header() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "the header `Content-Type` of a response or a part is ignored",
        "remove the header; `content` or `contentType` declares the media types",
    )
    .grouped()
}
