//! Findings about paths and operations.

use crate::diagnostic::{Code, Finding};

/// A path does not begin with a slash.
pub(crate) fn path_without_slash(path: &str) -> Finding {
    Finding::error(
        Code::PathWithoutSlash,
        format!("the path `{path}` does not begin with a slash"),
        format!("write `/{path}`"),
    )
}

/// The braces in a path do not enclose parameters.
pub(crate) fn unbalanced_path(path: &str) -> Finding {
    Finding::error(
        Code::MalformedPath,
        format!("unbalanced braces in the path `{path}`"),
        "write parameters as `{name}`",
    )
}

/// A path contains a parameter more than once.
pub(crate) fn duplicate_path_parameter(path: &str) -> Finding {
    Finding::skipped(
        Code::MalformedPath,
        format!("duplicate parameter in the path `{path}`; its operations are omitted"),
        "give each parameter a name of its own",
    )
}

/// A path contains a query, or a fragment only.
pub(crate) fn query_in_path(query: &str) -> Finding {
    let outcome = match query {
        "" => "an empty query or a fragment, which is not sent".to_owned(),
        query => format!("the query `{query}`: each request has it"),
    };
    Finding::warning(
        Code::MalformedPath,
        format!("the path contains {outcome}"),
        "declare query parameters under `parameters`",
    )
}

/// The query in a path contains a parameter.
pub(crate) fn parameter_in_query_of_path(path: &str) -> Finding {
    Finding::skipped(
        Code::MalformedPath,
        format!("the query in the path `{path}` contains a parameter; its operations are omitted"),
        "remove the query, and declare the parameter with `in: query`",
    )
}

/// A path item has a key that is neither a method nor another keyword.
pub(crate) fn unknown_path_item_key(key: &str) -> Finding {
    Finding::skipped(
        Code::IgnoredKeyword,
        format!("unknown key `{key}` in a path item; it is ignored"),
        "check the spelling",
    )
}

/// A path item declares a method that generated code cannot send or serve.
pub(crate) fn unsupported_method(method: &str) -> Finding {
    Finding::skipped(
        Code::UnsupportedMethod,
        format!("the method `{method}` is not supported; the operation is omitted"),
        "send the request with your own client, and add a route to the router by hand",
    )
}

/// An `operationId` is used more than once.
pub(crate) fn duplicate_operation_id(id: &str) -> Finding {
    Finding::warning(
        Code::DuplicateOperationId,
        format!("duplicate operationId `{id}`"),
        "give each operation a unique id",
    )
}
