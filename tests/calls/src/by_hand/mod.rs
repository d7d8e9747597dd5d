//! The same calls, written by hand with `http`, `serde` and `axum`.

pub mod client;
pub mod server;

use serde::{Deserialize, Serialize};

/// The body of the request.
#[derive(Clone, Deserialize, Serialize)]
struct CreateSession {
    external_ref: Option<String>,
    country: Option<String>,
    checks: Option<Vec<String>>,
    workflow_id: Option<String>,
    redirect_url: Option<String>,
}

/// The body of the response.
#[derive(Clone, Deserialize, Serialize)]
struct Session {
    id: String,
    status: Status,
    capture_url: String,
    is_sandbox: bool,
    created_at: String,
    expires_at: String,
    external_ref: Option<String>,
    qr_code_data_url: Option<String>,
    tags: Vec<String>,
}

/// The status of a session.
#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Pending,
    Capturing,
    Processing,
    Completed,
    Expired,
    Failed,
}
