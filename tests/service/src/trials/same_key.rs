//! Many requests with one idempotency key at once: one of them executes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::Result;
use crate::process::{NO_LIMIT, Sandbox};
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::{Answer, Template, Wire};

const KEY: &str = "the-same";

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How many requests there are.
    pub requests: usize,
    /// How many connections send them, all at once.
    pub connections: usize,
    /// How many servers share the store.
    pub processes: usize,
}

impl Parameters {
    /// The form for tests.
    pub fn bounded(processes: usize) -> Self {
        Self {
            requests: 1000,
            connections: 128,
            processes,
        }
    }

    /// The whole form.
    pub fn full(processes: usize) -> Self {
        Self {
            requests: 10_000,
            connections: 256,
            processes,
        }
    }
}

/// Sends them, for two organizations one after the other.
///
/// # Errors
/// When a server does not start or does not answer.
pub async fn run(setting: &Setting, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("same key, {:?}", setting.kind()));
    report.note(format!("{parameters:?}"));
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(setting, NO_LIMIT).await?);
    }
    let mut ids = BTreeSet::new();
    for account in &setting.accounts {
        let template = Template::create(
            "/api/v1/sessions",
            &account.key,
            &format!(r#"{{"external_ref":"{}"}}"#, account.key),
        );
        let answers = storm(&servers, Arc::new(template), parameters).await?;
        ids.extend(judge(&mut report, &answers, &account.key));
        let other = Template::create(
            "/api/v1/sessions",
            &account.key,
            r#"{"external_ref":"another"}"#,
        );
        let server = servers.first().ok_or("there is a server")?;
        let answer = Wire::connect(server.address())
            .await?
            .exchange(&other.with(Some(KEY)))
            .await?;
        let mismatch =
            answer.status == 422 && answer.text("error").as_deref() == Some("idempotency_mismatch");
        report.promise(
            mismatch,
            format!(
                "{}: another body with the key is refused with {}",
                account.key, answer.status
            ),
        );
    }
    let kept: BTreeSet<_> = setting
        .database
        .sessions()
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    report.promise(
        kept == ids && kept.len() == setting.accounts.len(),
        format!("one session for each account is kept: {}", kept.len()),
    );
    Ok(report)
}

async fn storm(
    servers: &[Sandbox],
    template: Arc<Template>,
    parameters: Parameters,
) -> Result<Vec<Answer>> {
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
            let wire = Wire::connect(address).await;
            // Also without a connection: the others wait.
            ready.wait().await;
            let (mut wire, request) = (wire?, template.with(Some(KEY)));
            let mut answers = Vec::new();
            while sent.fetch_add(1, Ordering::Relaxed) < parameters.requests {
                answers.push(wire.exchange(&request).await?);
            }
            Ok::<_, crate::Error>(answers)
        });
    }
    let mut answers = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        answers.extend(ended??);
    }
    Ok(answers)
}

/// Gives the ids that were answered.
fn judge(report: &mut Report, answers: &[Answer], account: &str) -> BTreeSet<String> {
    let is_replay = |answer: &&Answer| answer.header("idempotency-replayed") == Some("true");
    let created: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .collect();
    let replayed = created.iter().copied().filter(is_replay).count();
    let fresh = created.len() - replayed;
    let running = answers
        .iter()
        .filter(|answer| {
            answer.status == 409 && answer.number("retry-after").is_some_and(|wait| wait >= 1)
        })
        .count();
    let ids: BTreeSet<_> = created
        .iter()
        .filter_map(|answer| answer.text("id"))
        .collect();
    report.promise(
        fresh == 1,
        format!("{account}: {fresh} of {} requests executed", answers.len()),
    );
    report.promise(
        fresh + replayed + running == answers.len(),
        format!("{account}: {replayed} others were replayed, {running} told to come again"),
    );
    let bodies: BTreeSet<_> = created.iter().map(|answer| &answer.body).collect();
    report.promise(
        ids.len() == 1 && bodies.len() == 1,
        format!("{account}: all were told of the same session"),
    );
    ids
}
