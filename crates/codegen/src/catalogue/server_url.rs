//! Findings about servers.

use specwright_openapi::diagnostic::{Code, Finding};

use super::overrides::unknown;

/// Both options that set the default server are present.
pub(crate) fn server_and_base_url() -> Finding {
    Finding::error(
        Code::InvalidConfig,
        "`server` and `base-url` are mutually exclusive",
        "remove one of them",
    )
}

/// The configured server has a relative URL.
pub(crate) fn relative(url: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("the server `{url}` has a relative URL"),
        "configure an absolute URL as `base-url` instead",
    )
}

/// The servers of an operation have variables that are not declared, or no HTTP URL.
pub(crate) fn unusable(url: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("the server `{url}` of single operations is ignored: its URL is invalid"),
        "write an absolute `http` or `https` URL without a query, or a path",
    )
    .grouped()
}

/// The document declares no server with the configured URL or description.
pub(crate) fn unknown_server<'a>(
    server: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("no server has the URL or the description `{server}`");
    unknown(message, server, known)
}
