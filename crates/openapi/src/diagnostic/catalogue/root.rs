//! Findings about the root of the document: `info`, `servers` and `paths`.

use crate::diagnostic::{Code, Finding};

/// The document has so many operations that callbacks are no longer added.
pub(crate) fn too_many_callbacks(max: usize) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("callbacks are ignored beyond {max} operations"),
        "refer to callbacks from fewer operations",
    )
    .grouped()
}

/// The document has no `info`.
pub(crate) fn missing_info() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "the document has no `info`",
        "add `info` with `title` and `version`",
    )
}

/// The document has no `paths`.
pub(crate) fn missing_paths() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "the document has no `paths`",
        "add `paths`",
    )
}

/// A part of the document is ignored; `what` is a plural.
pub(crate) fn ignored(what: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("{what} are not supported and are ignored"),
        "implement them in your own code if you need them",
    )
    .grouped()
}

/// A server has no URL.
pub(crate) fn missing_server_url() -> Finding {
    Finding::skipped(
        Code::InvalidPiece,
        "the server has no `url` and is ignored",
        "add `url`",
    )
}

/// The values of a server variable are an empty list.
pub(crate) fn empty_server_enum() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "the `enum` of the server variable is empty and is ignored",
        "list the allowed values, or remove `enum`",
    )
}

/// A server variable has no default.
pub(crate) fn missing_server_default() -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        "the server variable has no default and is ignored",
        "add `default`",
    )
}

/// The URL of a server contains a variable that is not declared.
pub(crate) fn undeclared_server_variable(name: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        format!("the URL contains the undeclared variable `{name}`"),
        format!("declare `{name}` under `variables`"),
    )
}

/// The URL of a server does not contain a variable.
pub(crate) fn unused_server_variable(name: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        format!("the URL does not contain the variable `{name}`, which is ignored"),
        format!("insert `{{{name}}}` in the URL, or remove the variable"),
    )
}
