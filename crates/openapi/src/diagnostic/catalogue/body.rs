//! Findings about request bodies and the content of bodies.

use crate::diagnostic::{Code, Finding};

/// A request body has no content.
pub(crate) fn missing_content() -> Finding {
    Finding::skipped(
        Code::InvalidPiece,
        "the request body has no media types; it is omitted",
        "add `content`",
    )
}

/// A request has a body, but OpenAPI 3.0 defines none for its method.
pub(crate) fn body_without_semantics(method: &str) -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        format!(
            "OpenAPI 3.0 ignores the request body of `{method}`; the body is generated and optional"
        ),
        "use another method, or OpenAPI 3.1, which allows the body",
    )
    .grouped()
}

/// A key of `content` is not a media type.
pub(crate) fn invalid_media_type(key: &str) -> Finding {
    Finding::skipped(
        Code::InvalidPiece,
        format!("expected a media type, found `{key}`; the content is omitted"),
        "write a type and a subtype, such as `application/json`",
    )
}

/// The items of a stream have a schema.
pub(crate) fn untyped_stream() -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        "schemas for the items of a stream are not supported; the content is passed through as bytes",
        "parse the items in your own code",
    )
    .grouped()
}

/// Content has a schema, but a media type without an encoding for it.
pub(crate) fn schema_ignored(media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!("the schema of `{media_type}` is ignored: it applies to JSON, forms and text only"),
        "use a JSON media type for typed content",
    )
    .grouped()
}

/// The `contentType` of an encoding is not a media type.
pub(crate) fn invalid_encoding_type(property: &str) -> Finding {
    Finding::degraded(
        Code::InvalidPiece,
        format!("invalid media type in the encoding of `{property}`; it is ignored"),
        "write a type and a subtype, or several separated by commas: `image/png, image/jpeg`",
    )
}

/// The `style` of an encoding is not one for bodies.
pub(crate) fn unsupported_encoding_style(property: &str, style: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedStyle,
        format!(
            "the style `{style}` in the encoding of `{property}` is not for bodies; it is ignored"
        ),
        "use `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`",
    )
}
