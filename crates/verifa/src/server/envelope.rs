//! The body of every answer that is not a success.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use verifa_types::{Error, ErrorCode};

/// An error as its envelope.
pub fn body(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Error {
    Error::new(code, detail, i32::from(status.as_u16()))
}

/// An error as a whole response.
pub fn response(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Response {
    (status, Json(body(status, code, detail))).into_response()
}

/// The server failed. Why stands in the log alone.
pub fn internal() -> Response {
    response(
        StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::InternalError,
        "The server failed. Try again later.",
    )
}
