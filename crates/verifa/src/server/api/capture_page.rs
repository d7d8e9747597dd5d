//! The routes beside the API that need no key: the capture page, `/healthz` and `/openapi.yaml`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::health;
use crate::server::state::ServerState;
use crate::server::store::{CapturePage, Token};

const OPENAPI: &str = include_str!("../../../../../spec/openapi.yaml");

/// The page needs only its inline style sheet. Frames are allowed, so that the page can be
/// embedded.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// Returns the routes `/verify/{token}`, `/healthz` and `/openapi.yaml`.
pub fn router(state: Arc<ServerState>) -> Router {
    Router::new()
        .route("/verify/{token}", get(verify))
        .route("/healthz", get(health::healthz))
        .route("/openapi.yaml", get(openapi))
        .method_not_allowed_fallback(health::method_not_allowed)
        .with_state(state)
}

async fn openapi() -> impl IntoResponse {
    // The media type is defined by RFC 9512.
    ([(header::CONTENT_TYPE, "application/yaml")], OPENAPI)
}

async fn verify(State(state): State<Arc<ServerState>>, Path(token): Path<String>) -> Response {
    let found = match Token::parse(token) {
        Some(token) => state.store.find_capture_page(token).await,
        None => Ok(None),
    };
    let (status, text) = match found {
        Ok(Some(page)) if state.clock.now() < page.expires_at => (StatusCode::OK, open(&page)),
        Ok(Some(page)) => (StatusCode::GONE, expired(&page)),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            html(
                "Session not found",
                "<p>There is no verification session with this address.</p>",
            ),
        ),
        Err(error) => {
            tracing::error!(%error, "could not read a session");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                html(
                    "Something went wrong",
                    "<p>The page cannot be displayed. Try again later.</p>",
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
    // The URL contains a secret, which must be neither passed on nor cached.
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
        // `_top` leaves the frame if the page is embedded.
        Some(url) => format!(
            r#"<p><a class="button" role="button" target="_top" href="{}">Continue</a></p>"#,
            escape(url)
        ),
        None => "<p>The session has no <code>redirect_url</code> to continue to.</p>".to_owned(),
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

/// Returns a whole page. `title` and `body` must be escaped already.
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
<p><small>This is a sandbox: no identity is verified.</small></p>
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
