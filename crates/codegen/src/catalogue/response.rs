//! Findings about responses.

use specwright_openapi::diagnostic::{Code, Finding};
use specwright_openapi::vocabulary::Status;

use super::media_type::only_generated;

/// The response is declared with a second media type that needs another type. The message does not
/// name the operation, so that documents that declare the same media types everywhere get one
/// diagnostic.
pub(crate) fn unused_media_type(other: &str, generated: &[&str]) -> Finding {
    let only = only_generated(generated);
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!("a response may also be `{other}`; {only}"),
        format!("ignore this warning unless callers need `{other}`"),
    )
}

/// A success is another stream than the one that the client reads.
pub(crate) fn other_stream(operation: &str, status: &str, generated: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the client treats the response `{status}` of `{operation}` as unexpected: its stream \
             differs from that of `{generated}`"
        ),
        format!(
            "declare the media type, items and headers of `{generated}` for `{status}`, or ignore this \
             warning if the server never sends `{status}`"
        ),
    )
}

/// The response has a media type without a serialization.
pub(crate) fn generated_as_bytes(operation: &str, status: Status, media_type: &str) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!(
            "the response `{status}` of `{operation}` is `{media_type}`, which is generated as \
             bytes"
        ),
        "declare the response as `application/json` as well to generate a type for it",
    )
}

/// The response has content, but its status allows none (RFC 9110, 6.4.1).
pub(crate) fn content_not_allowed(status: Status) -> Finding {
    Finding::degraded(
        Code::UnsupportedMediaType,
        format!("a response with the status `{status}` has no content; its `content` is ignored"),
        "remove `content`, or declare it for another status",
    )
    .grouped()
}
