//! The middleware around the generated router: admission control, time and memory limits, and the
//! headers of every response to a known key.
//!
//! This is a layer around the router and not a part of it, because a response to a known key has
//! the same headers if no operation is reached (404, 405).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use tokio::time::{Instant, timeout_at};
use verifa_types::ErrorCode;

use super::admission::{Admission, admit};
use super::drain::drain_request;
use super::headers::{self, RequestHeaders};
use super::inflection::recase;
use super::{envelope, observe};
use crate::server::rate_limit::Window;
use crate::server::state::ServerState;

/// The timeout of a request, including the time to read its body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Handles a request to the API. The response is returned after the request is read to its end.
pub fn handle(
    state: Arc<ServerState>,
    request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    let casing = headers::casing(request.headers());
    drain_request(request, move |request| {
        admit_and_run(state, request, next).then(move |response| recase(response, casing))
    })
}

fn admit_and_run(
    state: Arc<ServerState>,
    mut request: Request,
    next: Next,
) -> impl Future<Output = Response> {
    let malformed_idempotency_key =
        headers::remove_malformed_idempotency_key(request.headers_mut());
    let deadline = Instant::now() + REQUEST_TIMEOUT;
    async move {
        let admitted = match headers::api_key(request.headers()) {
            Some(key) => {
                let headers = RequestHeaders {
                    version: headers::requested_version(request.headers()),
                    idempotency_key: headers::idempotency_key(&request),
                    malformed_idempotency_key,
                };
                Box::pin(timeout_at(deadline, admit(&state, key, headers))).await
            }
            None => Ok(Ok(None)),
        };
        let admission = match admitted {
            Ok(Ok(Some(admission))) => admission,
            // The operation decides whether it needs a key.
            Ok(Ok(None)) => return Box::pin(run(&state, next, request, deadline)).await,
            Ok(Err(error)) => {
                tracing::error!(%error, "could not look up the key or count the request");
                return envelope::internal();
            }
            Err(_) => {
                tracing::error!("timed out while looking up the key or counting the request");
                return envelope::internal();
            }
        };
        let mut response = if admission.window.accepted {
            request.extensions_mut().insert(Arc::clone(&admission));
            Box::pin(run(&state, next, request, deadline)).await
        } else {
            state.metrics.record_rate_limited();
            rate_limited(admission.window)
        };
        set_headers(&mut response, &admission);
        response
    }
}

/// Sets the headers of every response to a known key.
fn set_headers(response: &mut Response, admission: &Admission) {
    headers::set_rate_limit(response.headers_mut(), &admission.window);
    if let Some(version) = admission.version {
        headers::set_version(response.headers_mut(), version);
    }
}

/// Calls the operation of a request, within its deadline.
async fn run(state: &ServerState, next: Next, request: Request, deadline: Instant) -> Response {
    let Ok(_reserved) = timeout_at(deadline, state.body_budget.reserve(&request)).await else {
        tracing::error!("timed out while waiting for memory: too many large bodies at once");
        return envelope::internal();
    };
    let response = observe::answer_panic(&*state.metrics, next.run(request));
    match timeout_at(deadline, response).await {
        Ok(response) => response,
        Err(_) => envelope::response(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::BadRequest,
            "The request took too long.",
        ),
    }
}

fn rate_limited(window: Window) -> Response {
    let seconds = window.retry_after;
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("Rate limit exceeded. Retry after {seconds} {unit}.");
    let mut response = envelope::response(
        StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::RateLimited,
        detail,
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}
