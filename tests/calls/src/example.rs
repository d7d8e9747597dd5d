//! The request and the response of every call.

use std::convert::Infallible;
use std::error::Error;

use axum::body::Body;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;

/// The result of a sequence of calls.
pub type Outcome = Result<(), Box<dyn Error>>;

/// The API key.
pub const KEY: &str = "vk_sandbox_1";

/// The idempotency key. A generated one would need random numbers.
pub const IDEMPOTENCY_KEY: &str = "order-42";

/// The API version.
pub const VERSION: &str = "2026-02-01";

/// The base URL.
pub const SERVER: &str = "http://verifa.test";

/// The path of the operation.
pub const PATH: &str = "/api/v1/sessions";

/// The body of the request.
pub const REQUEST: &str = r#"{"external_ref":"order-42","country":"DE","checks":["document_ocr","face_match"],"workflow_id":"wf_standard","redirect_url":"https://shop.example/verified?order=42"}"#;

/// The body of the response.
pub const RESPONSE: &str = r#"{"id":"ses_1","status":"pending","capture_url":"https://app.example/verify/1","is_sandbox":true,"created_at":"2026-02-02T02:40:00Z","expires_at":"2026-02-02T03:00:00Z","external_ref":"order-42","qr_code_data_url":null,"tags":["new","sandbox"]}"#;

/// The headers of the response.
pub const RESPONSE_HEADERS: [(&str, &str); 4] = [
    ("x-ratelimit-limit", "300"),
    ("x-ratelimit-remaining", "299"),
    ("x-ratelimit-reset", "1770000060"),
    ("verifa-version", VERSION),
];

/// Returns the response, whatever the request.
///
/// # Errors
/// Never.
pub async fn respond<B>(_: Request<B>) -> Result<Response<Body>, Infallible> {
    let mut response = Response::new(Body::from(RESPONSE));
    *response.status_mut() = StatusCode::CREATED;
    let headers = response.headers_mut();
    let json = http::HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    for (name, value) in RESPONSE_HEADERS {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Returns the request that a server receives.
///
/// # Errors
/// Never; the request is valid.
pub fn request() -> http::Result<Request<Body>> {
    Request::post(PATH)
        .header("x-api-key", KEY)
        .header("idempotency-key", IDEMPOTENCY_KEY)
        .header("verifa-version", VERSION)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, REQUEST.len())
        .body(Body::from(REQUEST))
}

/// Reads the response of a server, which must be the one of the example.
///
/// # Errors
/// If the response is another one.
pub async fn expect_response(response: Response<Body>) -> Outcome {
    let status = response.status();
    let body: UnsyncBoxBody<_, _> = response.into_body().boxed_unsync();
    let body = body.collect().await?.to_bytes();
    match status == StatusCode::CREATED && body == RESPONSE {
        true => Ok(()),
        false => Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into()),
    }
}
