//! The error envelope: the body of every response that is not a success.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use specwright_runtime::server::{RejectionKind, Violation};
use verifa_server::Rejection;
use verifa_types::{Error, ErrorCode};

/// The detail of a 401.
pub const UNKNOWN_KEY: &str = "The API key is missing or not known.";

/// The JSON Schema keyword of a violation by a value of another type.
const TYPE: &str = "type";

/// Returns the body of an error.
pub fn body(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Error {
    Error::new(code, detail, i32::from(status.as_u16()))
}

/// Returns the response of an error.
pub fn response(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Response {
    (status, Json(body(status, code, detail))).into_response()
}

/// Returns the response of a failure of the server. Only the log contains the reason.
pub fn internal() -> Response {
    response(
        StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::InternalError,
        "The server failed. Try again later.",
    )
}

/// Returns the response of a request that the generated router rejects.
pub fn rejection(rejection: &Rejection) -> Response {
    let (status, code) = classify(rejection);
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        return internal();
    }
    let detail = match rejection.violations() {
        [] => match rejection.kind() {
            RejectionKind::Unauthorized => UNKNOWN_KEY.to_owned(),
            _ => rejection.detail().to_owned(),
        },
        violations => violations
            .iter()
            .map(describe)
            .collect::<Vec<_>>()
            .join(" "),
    };
    response(status, code, detail)
}

/// Returns the status and the code of a rejection. Malformed parameters and wrong types are 400;
/// violations of other schema rules are 422.
fn classify(rejection: &Rejection) -> (StatusCode, ErrorCode) {
    match rejection.kind() {
        RejectionKind::Unauthorized => (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized),
        RejectionKind::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
        RejectionKind::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
        RejectionKind::MethodNotAllowed { .. } => {
            (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest)
        }
        RejectionKind::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadRequest),
        RejectionKind::UnsupportedMediaType => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadRequest)
        }
        RejectionKind::NotImplemented => (StatusCode::NOT_IMPLEMENTED, ErrorCode::InternalError),
        RejectionKind::InvalidBody
            if !rejection
                .violations()
                .iter()
                .any(|violation| violation.keyword == TYPE) =>
        {
            (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::ValidationError)
        }
        RejectionKind::InvalidBody
        | RejectionKind::InvalidParameters
        | RejectionKind::MalformedBody => (StatusCode::BAD_REQUEST, ErrorCode::BadRequest),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError),
    }
}

/// Returns a violation as a sentence. It begins with the location: the name of a parameter, or a
/// JSON pointer into the body.
fn describe(violation: &Violation) -> String {
    format!("{violation}.")
}
