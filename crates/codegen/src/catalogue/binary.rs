//! Findings about binary strings.

use specwright_openapi::diagnostic::{Code, Finding};

/// A property of a JSON object has a format for bytes.
pub(crate) fn in_json(property: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!(
            "the format `binary` has no effect on the property `{property}`: JSON has no bytes, so \
             the value is a string"
        ),
        "use `contentEncoding: base64`, or the format `byte` in OpenAPI 3.0",
    )
    .grouped()
}
