//! Findings about request bodies.

use specwright_openapi::diagnostic::{Code, Finding};

use super::media_type::only_generated;

/// The body is declared with a second media type for the same schema and encoding.
pub(crate) fn other_media_type(other: &str, generated: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "a request body may also be `{other}`, with the same content; the client sends \
             `{generated}`"
        ),
        format!("to send `{other}`, set the header `Content-Type` of a call with `with_header`"),
    )
}

/// The body is declared with a second encoding of the same schema.
pub(crate) fn other_encoding(other: &str, generated: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "a request body may also be `{other}`, with the same schema; the server accepts it, \
             and the client sends `{generated}`"
        ),
        format!("ignore this warning unless callers have to send `{other}`"),
    )
}

/// The body is declared with a second media type that cannot be generated beside the first one. The message does not name
/// the operation, so that documents that declare the same media types everywhere get one
/// diagnostic.
pub(crate) fn unused_media_type(other: &str, generated: &[&str]) -> Finding {
    let only = only_generated(generated);
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!("a request body may also be `{other}`; {only}"),
        format!("ignore this warning unless callers have to send `{other}`"),
    )
}

/// The body is multipart without declared properties, and its schema is ignored.
pub(crate) fn schema_of_parts_ignored(operation: &str, media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the body of `{operation}` is `{media_type}`, which is generated as a list of parts; \
             its schema is ignored"
        ),
        "declare the body as an object in `multipart/form-data` to generate a type for it",
    )
}

/// The body has a media type without a serialization, and its schema is ignored.
pub(crate) fn schema_of_bytes_ignored(operation: &str, media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the body of `{operation}` is `{media_type}`, which is generated as bytes; its schema \
             is ignored"
        ),
        "declare the body as `application/json` as well to generate a type for it",
    )
}

/// The property of a multipart body is a union of a file and of another value.
pub(crate) fn mixed_file(operation: &str, property: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the property `{property}` of the body of `{operation}` may be a file or another \
             value; only files are generated"
        ),
        "declare the file and the other value as two properties",
    )
}

/// The file of a multipart body can be `null`.
pub(crate) fn null_file() -> Finding {
    Finding::degraded(
        Code::IgnoredKeyword,
        "a file in a multipart body may be `null`, which a part cannot express; such a file is \
         optional, and `null` cannot be sent",
        "remove `null` from the schema, and omit the file from `required`",
    )
    .grouped()
}
