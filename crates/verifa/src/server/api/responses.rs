//! The responses of the operation that creates a session.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use verifa_server::CreateSessionResponse;
use verifa_types::{
    ConflictHeaders, Date, ErrorCode, SessionCreatedHeaders, UnprocessableEntityHeaders,
};

use super::admission::Admission;
use super::envelope;
use super::headers::{IDEMPOTENCY_REPLAYED, VERIFA_VERSION};
use crate::server::idempotency::StoredResponse;

/// The value of `Retry-After` while the first request with an idempotency key is in progress, in
/// seconds.
const RETRY_AFTER: i64 = 1;

/// A shared string as the owner of a body's bytes.
struct SharedText(Arc<str>);

/// Returns the response to the request that created the session.
pub fn created(
    admission: &Admission,
    response: &StoredResponse,
) -> serde_json::Result<CreateSessionResponse> {
    let (limit, remaining, reset) = admission.window.header_values();
    let version = Date::from(response.version.as_str());
    let headers = SessionCreatedHeaders::new(limit, remaining, reset, version);
    Ok(CreateSessionResponse::Created {
        headers,
        body: serde_json::from_str(&response.body)?,
    })
}

/// Returns a stored response. Its bytes are those of the first response, even if a newer version of
/// the program would serialize the session differently. The middleware adds the headers that belong
/// to this request.
pub fn replayed(response: StoredResponse) -> axum::http::Result<Response> {
    axum::http::Response::builder()
        .status(response.status)
        .header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
        .header(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"))
        .header(VERIFA_VERSION, response.version)
        .body(Body::from(Bytes::from_owner(SharedText(response.body))))
}

/// Returns the response to a request whose idempotency key is in use by a request in progress.
pub fn conflict(admission: &Admission) -> CreateSessionResponse {
    let (limit, remaining, reset) = admission.window.header_values();
    let detail = "A request with this idempotency key is still running.";
    CreateSessionResponse::Conflict {
        headers: ConflictHeaders::new(limit, remaining, reset, RETRY_AFTER),
        body: envelope::body(StatusCode::CONFLICT, ErrorCode::Conflict, detail),
    }
}

/// Returns the response to a well-formed request that violates a rule.
pub fn unprocessable(
    admission: &Admission,
    code: ErrorCode,
    detail: impl Into<String>,
) -> CreateSessionResponse {
    let (limit, remaining, reset) = admission.window.header_values();
    CreateSessionResponse::UnprocessableEntity {
        headers: UnprocessableEntityHeaders::new(limit, remaining, reset),
        body: envelope::body(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
    }
}

impl AsRef<[u8]> for SharedText {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
