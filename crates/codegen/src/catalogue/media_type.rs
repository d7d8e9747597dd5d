//! Findings and words about media types.

use specwright_openapi::diagnostic::{Code, Finding};

/// The content of text or of a form may be `null`.
pub(crate) fn null(media_type: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!("content of `{media_type}` may be `null`, which the media type cannot express"),
        "remove `null` from the schema, or declare the content as `application/json`",
    )
    .grouped()
}

/// Returns the clause that names the media types of the generated alternatives.
pub(super) fn only_generated(media_types: &[&str]) -> String {
    match media_types {
        [] => "nothing else is generated".to_owned(),
        [only] => format!("only `{only}` is generated"),
        [first @ .., last] => {
            format!("only `{}` and `{last}` are generated", first.join("`, `"))
        }
    }
}
