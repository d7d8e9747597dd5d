//! What the sandbox serves beside the API: the capture page, its health, and the description of the API.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use verifa_types::ErrorCode;

use crate::server::store::{CapturePage, Token};
use crate::server::{Shared, envelope};

const OPENAPI: &str = include_str!("../../../../spec/openapi.yaml");

/// The page needs one style sheet of its own and nothing else. It may stand in a frame: that is how it is embedded.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// `/verify/{token}`, `/healthz` and `/openapi.yaml`.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/verify/{token}", get(verify))
        .route("/healthz", get(healthz))
        .route("/openapi.yaml", get(openapi))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(shared)
}

async fn openapi() -> impl IntoResponse {
    // RFC 9512.
    ([(header::CONTENT_TYPE, "application/yaml")], OPENAPI)
}

async fn healthz(State(shared): State<Arc<Shared>>) -> Response {
    match shared.store.check().await {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the store is not healthy");
            (StatusCode::SERVICE_UNAVAILABLE, "the store fails\n").into_response()
        }
    }
}

pub(super) async fn method_not_allowed() -> Response {
    envelope::response(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::BadRequest,
        "This path is for GET and HEAD.",
    )
}

async fn verify(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    let found = match Token::parse(token) {
        Some(token) => shared.store.capture(token).await,
        None => Ok(None),
    };
    let (status, text) = match found {
        Ok(Some(page)) if shared.clock.now() < page.expires_at => (StatusCode::OK, open(&page)),
        Ok(Some(page)) => (StatusCode::GONE, expired(&page)),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            html(
                "No such session",
                "<p>No verification session has this address.</p>",
            ),
        ),
        Err(error) => {
            tracing::error!(%error, "the session could not be read");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                html(
                    "Out of order",
                    "<p>The page can't be shown. Try again later.</p>",
                ),
            )
        }
    };
    let mut response = (status, Html(text)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    );
    // The address is a secret: it is neither passed on nor kept.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

fn open(page: &CapturePage) -> String {
    let button = match &page.redirect_url {
        // Out of the frame, where the page is embedded in one.
        Some(url) => format!(
            r#"<p><a class="button" role="button" target="_top" href="{}">Continue</a></p>"#,
            escape(url)
        ),
        None => {
            "<p>There is nowhere to go from here: the session has no <code>redirect_url</code>.</p>"
                .to_owned()
        }
    };
    let body = format!(
        "<p>Session <code>{}</code></p>\n<p>It expires at <time>{}</time>.</p>\n{button}",
        escape(&page.id),
        page.expires_at
    );
    html("Verify your identity", &body)
}

fn expired(page: &CapturePage) -> String {
    let body = format!(
        "<p>Session <code>{}</code> expired at <time>{}</time>.</p>",
        escape(&page.id),
        page.expires_at
    );
    html("This session has expired", &body)
}

/// A whole page; `title` is ours, `body` is escaped already.
fn html(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>{title} – Verifa sandbox</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }}
.button {{ display: inline-block; padding: .5rem 1.5rem; border-radius: .25rem; background: #1a56db; color: #fff; text-decoration: none; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
<p><small>This is a sandbox: nobody is verified here.</small></p>
</body>
</html>
"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
