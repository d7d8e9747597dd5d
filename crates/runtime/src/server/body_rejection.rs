//! Rejections of request bodies.

use serde_json::Value;

use super::{Rejection, RejectionKind, RequestPart, Violation};
use crate::json::ValueError;
use crate::schema::Schema;
use crate::stream::StreamError;

pub(super) fn unsupported_media_type(expected: &[&str]) -> Rejection {
    Rejection::new(
        RejectionKind::UnsupportedMediaType,
        format!("The body must be {}.", expected.join(" or ")),
    )
}

pub(super) fn too_large(limit: usize) -> Rejection {
    Rejection::new(
        RejectionKind::BodyTooLarge,
        format!("The body is larger than {limit} bytes."),
    )
}

pub(super) fn too_large_stream(error: &StreamError) -> Rejection {
    Rejection::new(RejectionKind::BodyTooLarge, format!("{error}."))
}

pub(super) fn malformed(detail: impl Into<String>) -> Rejection {
    Rejection::new(RejectionKind::MalformedBody, detail)
}

/// Validates a body against its schema.
pub(super) fn validated(mut value: Value, schema: &'static Schema) -> Result<Value, Rejection> {
    let violations: Vec<Violation> = schema
        .check(&mut value)
        .iter()
        .map(|mismatch| Violation::of(RequestPart::Body, mismatch))
        .collect();
    if violations.is_empty() {
        Ok(value)
    } else {
        Err(Rejection::violating(RejectionKind::InvalidBody, violations))
    }
}

/// Returns a required body. A missing body is a malformed request (`requestBody.required`, Request
/// Body Object of OpenAPI 3.x); no schema is violated.
pub(super) fn required<T>(body: Option<T>) -> Result<T, Rejection> {
    body.ok_or_else(|| malformed("The body is required."))
}

/// Returns the rejection of a body that does not fit its Rust type.
pub(super) fn type_mismatch(error: &ValueError) -> Rejection {
    let violation = Violation {
        part: RequestPart::Body,
        pointer: error.pointer().to_owned(),
        keyword: "type",
        message: error.message().to_owned(),
    };
    Rejection::violating(RejectionKind::InvalidBody, vec![violation])
}
