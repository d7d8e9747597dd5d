//! Findings about security schemes.

use crate::diagnostic::{Code, Finding};

/// The type `basic` of Swagger 2.0 in a document of OpenAPI 3.
pub(crate) fn basic_is_swagger() -> Finding {
    Finding::warning(
        Code::InvalidPiece,
        "the security scheme type `basic` is for Swagger 2.0; `http` with the scheme `basic` is \
         used instead",
        "write `type: http` and `scheme: basic`",
    )
}
