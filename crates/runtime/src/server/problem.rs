//! Rejections as problem details (RFC 9457).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::{Rejection, Violation};

/// A rejection as `application/problem+json` (RFC 9457): `title`, `status` and `detail`, and what is wrong in `errors`.
pub fn problem(rejection: &Rejection) -> Response {
    let status = rejection.status();
    let mut document = json!({
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": rejection.detail(),
    });
    if !rejection.violations().is_empty() {
        document["errors"] = rejection.violations().iter().map(describe).collect();
    }
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn describe(violation: &Violation) -> Value {
    let mut error = json!({
        "in": violation.place.location(),
        "pointer": format!("#{}", violation.pointer),
        "keyword": violation.keyword,
        "detail": violation.message,
    });
    if let Some(name) = violation.place.name() {
        error["name"] = Value::from(name);
    }
    error
}
