//! The rate limit: if clients send enough requests, a window accepts exactly its limit.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::JoinSet;

use crate::Result;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, RequestTemplate, Response};
use crate::report::Report;
use crate::server_process::Sandbox;

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of requests that a window allows.
    pub limit: usize,
    /// The number of connections that use the same API key.
    pub connections: usize,
    /// The number of servers that share the windows.
    pub processes: usize,
    /// The number of consecutive windows to exhaust.
    pub windows: usize,
}

impl Parameters {
    /// Returns the bounded form: a single window.
    pub fn bounded(processes: usize) -> Self {
        Self {
            limit: 300,
            connections: 64,
            processes,
            windows: 1,
        }
    }

    /// Returns the full form. It includes the transitions between windows, so it takes minutes.
    pub fn full(processes: usize) -> Self {
        Self {
            windows: 4,
            ..Self::bounded(processes)
        }
    }
}

/// The responses in one window.
#[derive(Debug, Default)]
struct Window {
    accepted: usize,
    rejected: usize,
    /// The values of `X-RateLimit-Remaining` in responses to accepted requests.
    remaining: BTreeSet<i64>,
}

#[derive(Debug, Default)]
struct Observations {
    /// The windows by `X-RateLimit-Reset`.
    windows: BTreeMap<i64, Window>,
    wrong: Vec<String>,
}

/// Exhausts windows from many connections to several servers.
///
/// # Errors
/// Returns an error if a server does not start.
pub async fn run(fixture: &Fixture, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("limit, {:?}", fixture.kind()));
    report.note(format!("{parameters:?}"));
    let limit = parameters.limit.to_string();
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(fixture, &["--rate-limit", &limit]).await?);
    }
    let addresses: Vec<_> = servers.iter().map(Sandbox::address).collect();
    let key = fixture
        .accounts
        .first()
        .ok_or("the fixture has no account")?
        .key
        .clone();
    let template = Arc::new(RequestTemplate::create("/api/v1/sessions", &key, "{}"));
    let observed = Arc::new(Mutex::new(Observations::default()));
    let mut tasks = JoinSet::new();
    for address in addresses.iter().cycle().take(parameters.connections) {
        tasks.spawn(exhaust_windows(
            *address,
            Arc::clone(&template),
            Arc::clone(&observed),
            parameters,
        ));
    }
    while let Some(finished) = tasks.join_next().await {
        finished??;
    }
    let observed = observed.lock().unwrap_or_else(PoisonError::into_inner);
    check_windows(&mut report, &observed, parameters);
    for (reset, window) in &observed.windows {
        check_window(&mut report, *reset, window, parameters.limit);
    }
    Ok(report)
}

/// Sends requests as fast as they are answered, until the window is exhausted and 10 more requests
/// are rejected. Continues shortly before the next window begins.
async fn exhaust_windows(
    address: SocketAddr,
    template: Arc<RequestTemplate>,
    observed: Arc<Mutex<Observations>>,
    parameters: Parameters,
) -> Result<()> {
    let mut connection = HttpConnection::connect(address).await?;
    let mut exhausted = BTreeSet::new();
    let mut rejected = 0;
    while exhausted.len() < parameters.windows {
        let response = connection.exchange(&template.with_key(None)).await?;
        let reset = response.number("x-ratelimit-reset");
        observed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .record(&response, parameters.limit);
        if response.status != 429 {
            continue;
        }
        rejected += 1;
        if rejected >= 10 {
            rejected = 0;
            let reset = reset.ok_or("a 429 has no X-RateLimit-Reset")?;
            exhausted.insert(reset);
            if exhausted.len() < parameters.windows {
                tokio::time::sleep(until(reset).saturating_sub(Duration::from_millis(150))).await;
                connection = HttpConnection::connect(address).await?;
            }
        }
    }
    Ok(())
}

/// Returns the time until a second since the epoch.
fn until(second: i64) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_secs(u64::try_from(second).unwrap_or_default()).saturating_sub(now)
}

impl Observations {
    fn record(&mut self, response: &Response, limit: usize) {
        let headers = (
            response.number("x-ratelimit-limit"),
            response.number("x-ratelimit-remaining"),
            response.number("x-ratelimit-reset"),
        );
        let (Some(allowed), Some(remaining), Some(reset)) = headers else {
            self.wrong
                .push(format!("{} without rate limit headers", response.status));
            return;
        };
        if usize::try_from(allowed) != Ok(limit) || remaining < 0 {
            self.wrong.push(format!(
                "{} with limit {allowed}, remaining {remaining}",
                response.status
            ));
        }
        let window = self.windows.entry(reset).or_default();
        if response.status == 429 {
            window.rejected += 1;
            let retry_after = response.number("retry-after");
            if !retry_after.is_some_and(|seconds| (1..=61).contains(&seconds)) || remaining != 0 {
                self.wrong.push(format!(
                    "429 with Retry-After {retry_after:?}, remaining {remaining}"
                ));
            }
        } else {
            window.accepted += 1;
            window.remaining.insert(remaining);
        }
        if response.status != 201 && response.status != 429 {
            self.wrong.push(format!("the status {}", response.status));
        }
    }
}

fn check_windows(report: &mut Report, observed: &Observations, parameters: Parameters) {
    report.check(
        observed.wrong.is_empty(),
        format!(
            "every response has correct rate limit headers: {:?}",
            observed.wrong.iter().take(3).collect::<Vec<_>>()
        ),
    );
    report.check(
        observed.windows.len() >= parameters.windows,
        format!("{} windows were observed", observed.windows.len()),
    );
    let resets: Vec<i64> = observed.windows.keys().copied().collect();
    report.check(
        resets.windows(2).all(|pair| pair[1] - pair[0] >= 60),
        format!("no window begins before the previous one ends: {resets:?}"),
    );
}

fn check_window(report: &mut Report, reset: i64, window: &Window, limit: usize) {
    let Window {
        accepted, rejected, ..
    } = window;
    report.check(
        *accepted <= limit,
        format!("window {reset}: {accepted} of {limit} accepted, {rejected} rejected"),
    );
    if *rejected > 0 {
        report.check(
            *accepted == limit,
            format!("window {reset}: no request is rejected before the window is exhausted"),
        );
        let each_once = window.remaining.len() == limit && window.remaining.first() == Some(&0);
        report.check(
            each_once,
            format!("window {reset}: the remaining requests are counted down one by one"),
        );
    }
}
