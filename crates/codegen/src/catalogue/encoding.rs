//! Findings about Encoding Objects.

use specwright_openapi::diagnostic::{Code, Finding};

/// The encoding is for a property that the schema of the body does not declare.
pub(crate) fn unknown_property(operation: &str, property: &str) -> Finding {
    Finding::warning(
        Code::IgnoredKeyword,
        format!(
            "the encoding of `{property}` is ignored: the body of `{operation}` has no such \
             property"
        ),
        "remove the encoding, or use the name of a declared property",
    )
}

/// The property is serialized in a media type that is neither JSON nor text.
pub(crate) fn unsupported_media_type(operation: &str, property: &str, media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the property `{property}` of the body of `{operation}` is `{media_type}`, which is \
             not supported; it is serialized as JSON"
        ),
        "use `application/json`, or a string with the format `binary`",
    )
}

/// The style has no serialization for nested values.
pub(crate) fn nested_value(operation: &str, property: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        format!(
            "the style of the property `{property}` of the body of `{operation}` is ignored: it \
             does not support nested values"
        ),
        "use the style `deepObject`",
    )
}

/// The part of a property that is not a file has headers.
pub(crate) fn unsupported_headers(operation: &str, property: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!(
            "the headers of the part `{property}` of the body of `{operation}` are ignored: only \
             the parts of files have headers"
        ),
        "use a string with the format `binary`, or a header of the request",
    )
}
