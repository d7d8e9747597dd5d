//! Findings about the serialization of parameters.

use specwright_openapi::diagnostic::{Code, Finding};
use specwright_openapi::pointer::Span;

/// A property of an exploded object has the name of another parameter or credential.
pub(crate) fn clash(operation: &str, parameter: &str, property: &str, other: &Span) -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        format!(
            "the property `{property}` of the parameter `{parameter}` of `{operation}` cannot be \
             sent: the parameter is exploded, and another parameter or credential is named \
             `{property}` (`{}`)",
            other.pointer
        ),
        "rename one of them, or use the style `deepObject`",
    )
}
