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
use crate::cli::printable::printable;

/// The flags of `verifa create`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The base URL of the API, such as http://127.0.0.1:8080.
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
    /// Your own reference to the user or the transaction.
    #[arg(long, value_name = "TEXT")]
    external_ref: Option<String>,
    /// The country, as an ISO 3166-1 alpha-2 code.
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Data to store with the session: a JSON object.
    #[arg(long, value_name = "JSON", value_parser = metadata)]
    metadata: Option<Metadata>,
    /// The name of a check to run. Can be repeated.
    #[arg(long = "check", value_name = "NAME")]
    checks: Vec<String>,
    /// The id of the workflow to run.
    #[arg(long = "workflow", value_name = "ID")]
    workflow_id: Option<String>,
    /// The address to which the user is redirected afterwards.
    #[arg(long, value_name = "URL")]
    redirect_url: Option<String>,
    /// The idempotency key, which makes the command safe to repeat: the same key returns the same
    /// session.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Print the session as JSON.
    #[arg(long)]
    json: bool,
}

/// An alias, because clap would treat a `BTreeMap` in a field as a list of values.
type Metadata = BTreeMap<String, Value>;

/// Creates a session and prints it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let client = Client::builder(arguments.key)
        .map_err(|error| Failure::usage(format!("--key: {error}")))?
        .server(arguments.base_url.clone())
        .build()
        .map_err(|error| Failure::usage(format!("--base-url: {error}")))?;
    #[allow(
        clippy::needless_update,
        reason = "the API description may gain properties"
    )]
    let body = CreateSession {
        external_ref: arguments.external_ref,
        metadata: arguments.metadata,
        country: arguments.country,
        checks: (!arguments.checks.is_empty()).then_some(arguments.checks),
        workflow_id: arguments.workflow_id,
        redirect_url: arguments.redirect_url,
        ..CreateSession::default()
    };
    let mut call = client.create_session().body(body);
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
    serde_json::from_str(text).map_err(|error| format!("expected a JSON object: {error}"))
}

/// Returns the message of the root cause of an error.
fn root_cause(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |cause| cause.source())
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// Returns the session as a table. The QR code is omitted, because a terminal cannot display it.
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

/// Returns the status, code and detail of a documented error, and the reason of any other error.
fn explain(error: &Error<CreateSessionError>, base_url: &str) -> String {
    let failure = match error {
        Error::Api(failure) => failure,
        Error::Transport(_) => {
            return format!(
                "{error}: {}; check that the server is running at {base_url} (--base-url)",
                root_cause(error)
            );
        }
        Error::Unexpected(response) if response.status() == StatusCode::NOT_FOUND => {
            return format!(
                "{error}; check that {base_url} (--base-url) is the base URL of the server, without the path of an operation"
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
