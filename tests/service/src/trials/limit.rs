//! The rate limit: never more in a window than it allows, and no less where more was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::JoinSet;

use crate::Result;
use crate::process::Sandbox;
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::{Answer, Template, Wire};

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The limit of a window.
    pub limit: usize,
    /// How many connections use the same API key at once.
    pub connections: usize,
    /// How many servers share the windows.
    pub processes: usize,
    /// How many windows are used up, one after the other.
    pub windows: usize,
}

impl Parameters {
    /// The form for tests: one window, which is used up in a moment.
    pub fn bounded(processes: usize) -> Self {
        Self {
            limit: 300,
            connections: 64,
            processes,
            windows: 1,
        }
    }

    /// The whole form: also the moments at which windows change, so that it takes minutes.
    pub fn full(processes: usize) -> Self {
        Self {
            windows: 4,
            ..Self::bounded(processes)
        }
    }
}

/// What was answered in one window.
#[derive(Debug, Default)]
struct Window {
    accepted: usize,
    refused: usize,
    /// What accepted requests were told to be left.
    remaining: BTreeSet<i64>,
}

#[derive(Debug, Default)]
struct Seen {
    /// By `X-RateLimit-Reset`.
    windows: BTreeMap<i64, Window>,
    wrong: Vec<String>,
}

/// Uses up windows from many connections to several servers.
///
/// # Errors
/// When a server does not start.
pub async fn run(setting: &Setting, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("limit, {:?}", setting.kind()));
    report.note(format!("{parameters:?}"));
    let limit = parameters.limit.to_string();
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(setting, &["--rate-limit", &limit]).await?);
    }
    let addresses: Vec<_> = servers.iter().map(Sandbox::address).collect();
    let key = setting
        .accounts
        .first()
        .ok_or("there is an account")?
        .key
        .clone();
    let template = Arc::new(Template::create("/api/v1/sessions", &key, "{}"));
    let seen = Arc::new(Mutex::new(Seen::default()));
    let mut tasks = JoinSet::new();
    for address in addresses.iter().cycle().take(parameters.connections) {
        tasks.spawn(use_up(
            *address,
            Arc::clone(&template),
            Arc::clone(&seen),
            parameters,
        ));
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    judge(&mut report, &seen, parameters);
    Ok(report)
}

/// Sends requests as fast as they are answered until the window is used up and 10 more were refused; goes on shortly before
/// the next one begins.
async fn use_up(
    address: SocketAddr,
    template: Arc<Template>,
    seen: Arc<Mutex<Seen>>,
    parameters: Parameters,
) -> Result<()> {
    let mut wire = Wire::connect(address).await?;
    let mut ended = BTreeSet::new();
    let mut refused = 0;
    while ended.len() < parameters.windows {
        let answer = wire.exchange(&template.with(None)).await?;
        let reset = answer.number("x-ratelimit-reset");
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .record(&answer, parameters.limit);
        if answer.status != 429 {
            continue;
        }
        refused += 1;
        if refused >= 10 {
            refused = 0;
            let reset = reset.ok_or("a 429 says when the window ends")?;
            ended.insert(reset);
            if ended.len() < parameters.windows {
                tokio::time::sleep(until(reset).saturating_sub(Duration::from_millis(150))).await;
                wire = Wire::connect(address).await?;
            }
        }
    }
    Ok(())
}

fn until(second: i64) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_secs(u64::try_from(second).unwrap_or_default()).saturating_sub(now)
}

impl Seen {
    fn record(&mut self, answer: &Answer, limit: usize) {
        let field = |name: &str| answer.number(name);
        let fields = (
            field("x-ratelimit-limit"),
            field("x-ratelimit-remaining"),
            field("x-ratelimit-reset"),
        );
        let (Some(told), Some(remaining), Some(reset)) = fields else {
            self.wrong
                .push(format!("{} without the rate limit", answer.status));
            return;
        };
        if usize::try_from(told) != Ok(limit) || remaining < 0 {
            self.wrong.push(format!(
                "{} with limit {told}, remaining {remaining}",
                answer.status
            ));
        }
        let window = self.windows.entry(reset).or_default();
        if answer.status == 429 {
            window.refused += 1;
            let patience = answer.number("retry-after");
            if !patience.is_some_and(|seconds| (1..=61).contains(&seconds)) || remaining != 0 {
                self.wrong.push(format!(
                    "429 with Retry-After {patience:?}, remaining {remaining}"
                ));
            }
        } else {
            window.accepted += 1;
            window.remaining.insert(remaining);
        }
        if answer.status != 201 && answer.status != 429 {
            self.wrong.push(format!("the status {}", answer.status));
        }
    }
}

fn judge(report: &mut Report, seen: &Seen, parameters: Parameters) {
    let limit = parameters.limit;
    report.promise(
        seen.wrong.is_empty(),
        format!(
            "every answer told of the window: {:?}",
            seen.wrong.iter().take(3).collect::<Vec<_>>()
        ),
    );
    report.promise(
        seen.windows.len() >= parameters.windows,
        format!("{} windows were seen", seen.windows.len()),
    );
    let resets: Vec<i64> = seen.windows.keys().copied().collect();
    report.promise(
        resets.windows(2).all(|pair| pair[1] - pair[0] >= 60),
        format!("no window begins before the last one ends: {resets:?}"),
    );
    for (reset, window) in &seen.windows {
        let Window {
            accepted, refused, ..
        } = window;
        report.promise(
            *accepted <= limit,
            format!("window {reset}: {accepted} accepted of {limit}, {refused} refused"),
        );
        if *refused > 0 {
            report.promise(
                *accepted == limit,
                format!("window {reset}: it was used up before anybody was refused"),
            );
            let each_once = window.remaining.len() == limit && window.remaining.first() == Some(&0);
            report.promise(
                each_once,
                format!("window {reset}: what is left was counted down one by one"),
            );
        }
    }
}
