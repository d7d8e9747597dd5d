//! Findings about the routes of the server.

use specwright_openapi::diagnostic::{Code, Effect, Finding};

/// An earlier operation matches the same method and paths.
pub(crate) fn duplicate(operation: &str, earlier: &str) -> Finding {
    Finding::skipped(
        Code::DuplicateRoute,
        format!(
            "`{operation}` matches the same requests as `{earlier}`; the server includes only \
             `{earlier}`"
        ),
        "make the literal parts of the two paths different, or merge the operations",
    )
    .with_effect(Effect::SkippedServer)
}
