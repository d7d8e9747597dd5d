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
