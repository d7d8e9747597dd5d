//! Many concurrent requests with the same idempotency key: exactly one executes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::Result;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, RequestTemplate, Response};
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};

const KEY: &str = "the-same";

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of requests.
    pub requests: usize,
    /// The number of connections that send them concurrently.
    pub connections: usize,
    /// The number of servers that share the store.
    pub processes: usize,
}

impl Parameters {
    /// Returns the bounded form.
    pub fn bounded(processes: usize) -> Self {
        Self {
            requests: 1000,
            connections: 128,
            processes,
        }
    }

    /// Returns the full form.
    pub fn full(processes: usize) -> Self {
        Self {
            requests: 10_000,
            connections: 256,
            processes,
        }
    }
}

/// Sends the requests of each account, one account after the other.
///
/// # Errors
/// Returns an error if a server does not start or does not respond.
pub async fn run(fixture: &Fixture, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("same key, {:?}", fixture.kind()));
    report.note(format!("{parameters:?}"));
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(fixture, NO_LIMIT).await?);
    }
    let mut ids = BTreeSet::new();
    for account in &fixture.accounts {
        let template = RequestTemplate::create(
            "/api/v1/sessions",
            &account.key,
            &format!(r#"{{"external_ref":"{}"}}"#, account.key),
        );
        let responses = send_concurrently(&servers, Arc::new(template), parameters).await?;
        ids.extend(check_responses(&mut report, &responses, &account.key));
        check_mismatch(&mut report, &servers, &account.key).await?;
    }
    let stored: BTreeSet<_> = fixture
        .database
        .sessions()
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    report.check(
        stored == ids && stored.len() == fixture.accounts.len(),
        format!("one session is stored for each account: {}", stored.len()),
    );
    Ok(report)
}

/// Checks that the server rejects the key with another body.
async fn check_mismatch(report: &mut Report, servers: &[Sandbox], api_key: &str) -> Result<()> {
    let other =
        RequestTemplate::create("/api/v1/sessions", api_key, r#"{"external_ref":"another"}"#);
    let server = servers.first().ok_or("no server was started")?;
    let response = HttpConnection::connect(server.address())
        .await?
        .exchange(&other.with_key(Some(KEY)))
        .await?;
    let is_mismatch = response.status == 422
        && response.string("error").as_deref() == Some("idempotency_mismatch");
    report.check(
        is_mismatch,
        format!(
            "{api_key}: the same key with another body is rejected: {}",
            response.status
        ),
    );
    Ok(())
}

async fn send_concurrently(
    servers: &[Sandbox],
    template: Arc<RequestTemplate>,
    parameters: Parameters,
) -> Result<Vec<Response>> {
    let ready = Arc::new(Barrier::new(parameters.connections));
    let sent = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for server in servers.iter().cycle().take(parameters.connections) {
        let (address, template, ready, sent) = (
            server.address(),
            Arc::clone(&template),
            Arc::clone(&ready),
            Arc::clone(&sent),
        );
        tasks.spawn(async move {
            let connection = HttpConnection::connect(address).await;
            // A task without a connection waits too, because the barrier opens only for all tasks.
            ready.wait().await;
            let (mut connection, request) = (connection?, template.with_key(Some(KEY)));
            let mut responses = Vec::new();
            while sent.fetch_add(1, Ordering::Relaxed) < parameters.requests {
                responses.push(connection.exchange(&request).await?);
            }
            Ok::<_, crate::Error>(responses)
        });
    }
    let mut responses = Vec::new();
    while let Some(finished) = tasks.join_next().await {
        responses.extend(finished??);
    }
    Ok(responses)
}

/// Checks the responses to one account, and returns the ids in them.
fn check_responses(report: &mut Report, responses: &[Response], account: &str) -> BTreeSet<String> {
    let is_replay = |response: &&Response| response.header("idempotency-replayed") == Some("true");
    let created: Vec<_> = responses
        .iter()
        .filter(|response| response.status == 201)
        .collect();
    let replayed = created.iter().copied().filter(is_replay).count();
    let fresh = created.len() - replayed;
    let in_progress = responses
        .iter()
        .filter(|response| {
            response.status == 409
                && response
                    .number("retry-after")
                    .is_some_and(|seconds| seconds >= 1)
        })
        .count();
    let ids: BTreeSet<_> = created
        .iter()
        .filter_map(|response| response.string("id"))
        .collect();
    report.check(
        fresh == 1,
        format!(
            "{account}: {fresh} of {} requests executed",
            responses.len()
        ),
    );
    report.check(
        fresh + replayed + in_progress == responses.len(),
        format!("{account}: {replayed} others were replayed, {in_progress} answered with 409"),
    );
    let bodies: BTreeSet<_> = created.iter().map(|response| &response.body).collect();
    report.check(
        ids.len() == 1 && bodies.len() == 1,
        format!("{account}: all responses contain the same session"),
    );
    ids
}
