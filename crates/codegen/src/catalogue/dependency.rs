//! Findings about the section `dependencies` of the configuration.

use specwright_openapi::diagnostic::{Code, Finding};

/// The crate is a dependency of every generated crate.
pub(crate) fn already_declared(name: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("generated crates already depend on `{name}`"),
        "remove this entry",
    )
}

/// The value is neither a version nor a table.
pub(crate) fn malformed(name: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("invalid requirement for the dependency `{name}`"),
        "write a version, or a table with `version`, `path` or `git`, as in `Cargo.toml`",
    )
}

/// A type or a derive of the configuration is from a crate that is not a dependency.
pub(crate) fn missing(name: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("the crate `{name}` is missing from the dependencies"),
        format!("add it under `[dependencies]`, for example `{name} = \"1\"`"),
    )
}
