//! Health, readiness and metrics: `/healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use verifa_types::ErrorCode;

use super::envelope;
use crate::server::metrics::CONTENT_TYPE;
use crate::server::state::ServerState;

/// The timeout of the store's health check for `/readyz`.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// Returns the routes `/metrics` and `/readyz`.
pub fn router(state: Arc<ServerState>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/readyz", get(readyz))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(state)
}

/// Returns whether the store works.
pub async fn healthz(State(state): State<Arc<ServerState>>) -> Response {
    match state.store.check_health().await {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the store is unhealthy");
            (StatusCode::SERVICE_UNAVAILABLE, "the store is unhealthy\n").into_response()
        }
    }
}

/// Returns the response to an unsupported method.
pub async fn method_not_allowed() -> Response {
    envelope::response(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::BadRequest,
        "This path is for GET and HEAD.",
    )
}

async fn metrics(State(state): State<Arc<ServerState>>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, CONTENT_TYPE)],
        state.metrics.encode(),
    )
}

/// Returns whether the server should receive requests. If not, only the log contains the reason.
async fn readyz(State(state): State<Arc<ServerState>>) -> Response {
    let not_ready = || (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response();
    if state.shutdown.has_begun() {
        tracing::info!("not ready: the server is shutting down");
        return not_ready();
    }
    match tokio::time::timeout(CHECK_TIMEOUT, state.store.check_health()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n").into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready: the store is unhealthy");
            not_ready()
        }
        Err(_) => {
            tracing::error!("not ready: the health check of the store timed out");
            not_ready()
        }
    }
}
