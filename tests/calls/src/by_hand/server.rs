//! An axum handler with the checks of the generated server.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use tower::ServiceExt as _;

use super::{CreateSession, Session};
use crate::example::{KEY, Outcome, PATH, RESPONSE, RESPONSE_HEADERS, expect_response, request};

/// The maximum size of a request body in bytes.
const LIMIT: usize = 1 << 20;

/// Sends requests to a router with one handler.
///
/// # Errors
/// If a response is not the expected one.
pub async fn call(number: u64) -> Outcome {
    let session: Session = serde_json::from_str(RESPONSE)?;
    let router = Router::new()
        .route(PATH, post(create_session))
        .with_state(session);
    for _ in 0..number {
        expect_response(router.clone().oneshot(request()?).await?).await?;
    }
    Ok(())
}

async fn create_session(
    State(session): State<Session>,
    request: Request<Body>,
) -> Result<Response<Body>, StatusCode> {
    check_headers(request.headers())?;
    let bytes = axum::body::to_bytes(request.into_body(), LIMIT)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let body: CreateSession =
        serde_json::from_slice(&bytes).map_err(|_| StatusCode::BAD_REQUEST)?;
    if !is_valid(&body) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let text = serde_json::to_vec(&session).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::CREATED;
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    for (name, value) in RESPONSE_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Checks the key, the media types, and the parameters.
fn check_headers(headers: &HeaderMap) -> Result<(), StatusCode> {
    let get = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if get("x-api-key") != Some(KEY) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if get("accept").is_some_and(|types| !types.contains("application/json")) {
        return Err(StatusCode::NOT_ACCEPTABLE);
    }
    if get("content-type") != Some("application/json") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let is_version = |version: &str| version.parse::<jiff::civil::Date>().is_ok();
    let is_key = |key: &str| {
        matches!(key.len(), 1..=255)
            && key.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && !key.starts_with(' ')
            && !key.ends_with(' ')
    };
    let is_inflection = |inflection: &str| matches!(inflection, "snake" | "camel");
    let is_valid = get("verifa-version").is_none_or(is_version)
        && get("idempotency-key").is_none_or(is_key)
        && get("key-inflection").is_none_or(is_inflection);
    is_valid.then_some(()).ok_or(StatusCode::BAD_REQUEST)
}

/// Checks what the schema requires.
fn is_valid(body: &CreateSession) -> bool {
    let is_country =
        |text: &String| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_url = |text: &String| {
        let text = text.to_ascii_lowercase();
        text.starts_with("http://") || text.starts_with("https://")
    };
    let is_filled = |text: &String| !text.is_empty();
    body.country.as_ref().is_none_or(is_country)
        && body.redirect_url.as_ref().is_none_or(is_url)
        && body.workflow_id.as_ref().is_none_or(is_filled)
        && body
            .checks
            .as_ref()
            .is_none_or(|checks| checks.iter().all(is_filled))
}
