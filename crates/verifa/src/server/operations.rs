//! What a monitor and a load balancer ask: `/metrics` and `/readyz`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::server::{Shared, metrics, page};

/// How long the store may take to show that it works.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/readyz", get(readyz))
        .method_not_allowed_fallback(page::method_not_allowed)
        .with_state(shared)
}

async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, metrics::CONTENT_TYPE)],
        shared.metrics.encode(),
    )
}

/// Whether requests should be sent here. Why not stands in the log alone.
async fn readyz(State(shared): State<Arc<Shared>>) -> Response {
    let not_ready = || (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response();
    if shared.lifecycle.is_stopping() {
        tracing::info!("not ready: the server is stopping");
        return not_ready();
    }
    match tokio::time::timeout(CHECK_TIMEOUT, shared.store.check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n").into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready: the store fails");
            not_ready()
        }
        Err(_) => {
            tracing::error!("not ready: the store does not answer");
            not_ready()
        }
    }
}
