//! A call with `http` and `serde`.

use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::{ServiceExt as _, service_fn};

use super::{CreateSession, Session};
use crate::example::{IDEMPOTENCY_KEY, KEY, Outcome, PATH, REQUEST, SERVER, VERSION, respond};

/// Sends requests to a function with a fixed response.
///
/// # Errors
/// If a response is not the expected one.
pub async fn call(number: u64) -> Outcome {
    let service = service_fn(respond);
    let body: CreateSession = serde_json::from_str(REQUEST)?;
    for _ in 0..number {
        let body = body.clone();
        let request = Request::post(format!("{SERVER}{PATH}"))
            .header("x-api-key", KEY)
            .header("idempotency-key", IDEMPOTENCY_KEY)
            .header("verifa-version", VERSION)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .body(axum::body::Body::from(serde_json::to_vec(&body)?))?;
        let response = service.oneshot(request).await?;
        if response.status() != StatusCode::CREATED {
            return Err(format!("unexpected status {}", response.status()).into());
        }
        let bytes = response.into_body().collect().await?.to_bytes();
        let session: Session = serde_json::from_slice(&bytes)?;
        if session.id != "ses_1" {
            return Err("the session is another one".into());
        }
    }
    Ok(())
}
