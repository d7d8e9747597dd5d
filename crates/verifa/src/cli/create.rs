//! `verifa create`

use std::collections::BTreeMap;
use std::io::Write as _;

use axum::http::StatusCode;
use serde_json::Value;
use verifa::Client;
use verifa::types::{CreateSession, Session};
use verifa_client::sessions::CreateSessionError;
use verifa_client::{ApiError as _, Error};

use crate::cli::failure::Failure;
use crate::cli::printable;

/// The flags of `verifa create`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where the API is, such as http://127.0.0.1:8080.
    #[arg(long, value_name = "URL", default_value = verifa_client::servers::DEFAULT)]
    base_url: String,
    /// The API key.
    #[arg(
        long,
        value_name = "KEY",
        env = "VERIFA_API_KEY",
        hide_env_values = true
    )]
    key: String,
    /// Your own reference for the user or the transaction.
    #[arg(long, value_name = "TEXT")]
    external_ref: Option<String>,
    /// The country, as an ISO 3166-1 alpha-2 code.
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Anything to be kept with the session: a JSON object.
    #[arg(long, value_name = "JSON", value_parser = metadata)]
    metadata: Option<Metadata>,
    /// A check to run. Can be repeated.
    #[arg(long = "check", value_name = "NAME")]
    checks: Vec<String>,
    /// The workflow to run.
    #[arg(long = "workflow", value_name = "ID")]
    workflow_id: Option<String>,
    /// Where the user goes afterwards.
    #[arg(long, value_name = "URL")]
    redirect_url: Option<String>,
    /// Makes repeating the command safe: the same key, the same session.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Print the session as JSON.
    #[arg(long)]
    json: bool,
}

/// An alias, so that the flag is one value and not a list of them.
type Metadata = BTreeMap<String, Value>;

/// Creates a session and prints it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let client = Client::builder(arguments.key)
        .map_err(|error| Failure::usage(format!("--key: {error}")))?
        .server(arguments.base_url.clone())
        .build()
        .map_err(|error| Failure::usage(format!("--base-url: {error}")))?;
    #[allow(clippy::needless_update, reason = "the document may gain members")]
    let body = CreateSession {
        external_ref: arguments.external_ref,
        metadata: arguments.metadata,
        country: arguments.country,
        checks: (!arguments.checks.is_empty()).then_some(arguments.checks),
        workflow_id: arguments.workflow_id,
        redirect_url: arguments.redirect_url,
        ..CreateSession::default()
    };
    let mut call = client.create_session(body);
    if let Some(key) = arguments.idempotency_key {
        call = call.idempotency_key(key);
    }
    let session = call
        .await
        .map_err(|error| Failure::failed(explain(&error, &arguments.base_url)))?
        .into_body();
    let text = if arguments.json {
        serde_json::to_string(&session).map_err(Failure::failed)?
    } else {
        table(&session)
    };
    writeln!(std::io::stdout(), "{text}").map_err(Failure::output)
}

fn metadata(text: &str) -> Result<Metadata, String> {
    serde_json::from_str(text).map_err(|error| format!("a JSON object is expected: {error}"))
}

/// What an error began with.
fn root(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source())
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// The session as a table, its QR code left out: a terminal can't show it.
fn table(session: &Session) -> String {
    let mut lines = vec![
        ("id", session.id.as_str()),
        ("status", session.status.as_str()),
        ("capture_url", session.capture_url.as_str()),
        (
            "is_sandbox",
            if session.is_sandbox { "true" } else { "false" },
        ),
        ("created_at", session.created_at.as_str()),
        ("expires_at", session.expires_at.as_str()),
    ];
    lines.extend(
        session
            .external_ref
            .as_deref()
            .map(|reference| ("external_ref", reference)),
    );
    let tags = session.tags.join(", ");
    if !tags.is_empty() {
        lines.push(("tags", &tags));
    }
    lines
        .iter()
        .map(|(name, value)| format!("{name:<13} {}", printable(value)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Status, code and detail of a failure that the API describes; the reason of any other.
fn explain(error: &Error<CreateSessionError>, base_url: &str) -> String {
    let failure = match error {
        Error::Api(failure) => failure,
        Error::Transport(_) => {
            return format!(
                "{error}: {}; the server is looked for at {base_url} (--base-url)",
                root(error)
            );
        }
        Error::Unexpected(response) if response.status() == StatusCode::NOT_FOUND => {
            return format!(
                "{error}; is {base_url} (--base-url) where the server is, without the path of an operation?"
            );
        }
        other => return other.to_string(),
    };
    let body = match failure {
        CreateSessionError::BadRequest(response) => response.body(),
        CreateSessionError::Unauthorized(response) => response.body(),
        CreateSessionError::Forbidden(response) => response.body(),
        CreateSessionError::Conflict(response) => response.body(),
        CreateSessionError::PayloadTooLarge(response) => response.body(),
        CreateSessionError::UnsupportedMediaType(response) => response.body(),
        CreateSessionError::UnprocessableEntity(response) => response.body(),
        CreateSessionError::TooManyRequests(response) => response.body(),
        CreateSessionError::InternalServerError(response) => response.body(),
        other => return other.to_string(),
    };
    format!(
        "{} {}: {}",
        failure.status().as_u16(),
        printable(body.error.as_str()),
        printable(&body.detail)
    )
}
