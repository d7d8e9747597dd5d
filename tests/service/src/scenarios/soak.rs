//! A long mixed load: after a warm-up, the memory of the servers does not grow.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use tokio::task::JoinSet;

use crate::Result;
use crate::accounts::Account;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, RequestTemplate};
use crate::report::Report;
use crate::server_process::Sandbox;

/// The size of a string that makes a body too large, in bytes.
const OVERSIZE: usize = 1024 * 1024 + 1;

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The duration of the load.
    pub time: Duration,
    /// The interval between two measurements of memory.
    pub every: Duration,
    /// The number of connections.
    pub connections: usize,
    /// The number of requests per second, over all connections.
    pub rate: u32,
    /// The number of servers that share the store.
    pub processes: usize,
    /// The largest relative growth of memory from the first to the last quarter after the warm-up.
    pub growth: f64,
    /// The seed of the random decisions.
    pub seed: u64,
}

impl Parameters {
    /// Returns the form for tests. It is so short that only a multiplication of memory is detected.
    pub fn brief(processes: usize, seed: u64) -> Self {
        let (time, every) = (Duration::from_secs(8), Duration::from_millis(200));
        Self {
            time,
            every,
            growth: 1.0,
            ..Self::bounded(processes, seed)
        }
    }

    /// Returns the bounded form, which takes a few minutes.
    pub fn bounded(processes: usize, seed: u64) -> Self {
        let (time, every) = (Duration::from_secs(120), Duration::from_secs(2));
        Self {
            time,
            every,
            connections: 32,
            rate: 200,
            processes,
            growth: 0.1,
            seed,
        }
    }

    /// Returns the full form, which takes an hour.
    pub fn full(processes: usize, seed: u64) -> Self {
        Self {
            time: Duration::from_secs(3600),
            every: Duration::from_secs(10),
            ..Self::bounded(processes, seed)
        }
    }
}

/// The fraction of the time that is the warm-up.
const WARM_UP: f64 = 0.2;

/// The number of responses of each kind.
#[derive(Debug, Default)]
struct Tally {
    created: AtomicUsize,
    replayed: AtomicUsize,
    invalid: AtomicUsize,
    limited: AtomicUsize,
    oversize: AtomicUsize,
    wrong: AtomicUsize,
}

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Create,
    Replay,
    Invalid,
    Oversize,
}

/// Loads the servers and measures their memory.
///
/// # Errors
/// Returns an error if a server does not start or exits.
pub async fn run(fixture: &Fixture, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("soak, {:?}", fixture.kind()));
    report.note(format!("{parameters:?}"));
    // One account sends half of all requests, so it exceeds the limit in the last third of each
    // window.
    let limit = (parameters.rate * 60 / 3).to_string();
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(fixture, &["--rate-limit", &limit]).await?);
    }
    let tally = Arc::new(Tally::default());
    let end = Instant::now() + parameters.time;
    let mut tasks = JoinSet::new();
    for (number, server) in servers
        .iter()
        .cycle()
        .take(parameters.connections)
        .enumerate()
    {
        let random = Rng::with_seed(parameters.seed.wrapping_add(number as u64));
        let caller = Caller {
            address: server.address(),
            accounts: fixture.accounts.clone(),
            number,
            parameters,
            random,
        };
        tasks.spawn(caller.run(end, Arc::clone(&tally)));
    }
    let mut memory: Vec<Vec<f64>> = servers.iter().map(|_| Vec::new()).collect();
    while Instant::now() < end {
        tokio::time::sleep(parameters.every).await;
        for (server, samples) in servers.iter().zip(&mut memory) {
            samples.push(server.resident_memory().ok_or("a server exited")? as f64 / 1e6);
        }
    }
    while let Some(finished) = tasks.join_next().await {
        finished??;
    }
    report.note(format!("{tally:?}"));
    report.check(
        tally.wrong.load(Ordering::Relaxed) == 0,
        "every response is a documented one",
    );
    for (server, samples) in servers.iter().zip(&memory) {
        check_growth(
            &mut report,
            &server.address().to_string(),
            samples,
            parameters,
        );
    }
    Ok(report)
}

fn check_growth(report: &mut Report, server: &str, samples: &[f64], parameters: Parameters) {
    let warm = samples
        .get((samples.len() as f64 * WARM_UP) as usize..)
        .unwrap_or_default();
    let quarter = warm.len() / 4;
    let median = |part: &[f64]| crate::bench::median(part.to_vec());
    let first = median(warm.get(..quarter).unwrap_or_default());
    let last = median(warm.get(warm.len() - quarter..).unwrap_or_default());
    let minutes = (warm.len() - quarter) as f64 * parameters.every.as_secs_f64() / 60.0;
    let growth = if first > 0.0 {
        last / first - 1.0
    } else {
        f64::INFINITY
    };
    report.check(
        growth <= parameters.growth,
        format!(
            "{server}: {first:.1} MB in the first quarter after the warm-up, {last:.1} MB in the last: {:+.1} %, {:+.3} MB per minute, {} samples",
            growth * 100.0,
            (last - first) / minutes,
            warm.len()
        ),
    );
}

/// The sender of one connection.
struct Caller {
    address: SocketAddr,
    accounts: Vec<Account>,
    number: usize,
    parameters: Parameters,
    random: Rng,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Caller {
    async fn run(mut self, end: Instant, tally: Arc<Tally>) -> Result<()> {
        let pause = Duration::from_secs(1) * u32::try_from(self.parameters.connections)?
            / self.parameters.rate;
        let mut ticks = tokio::time::interval(pause);
        let mut connection = HttpConnection::connect(self.address).await?;
        let mut last: Option<(usize, String)> = None;
        while Instant::now() < end {
            ticks.tick().await;
            let kind = match self.random.u32(..100) {
                0..60 => Kind::Create,
                60..85 => Kind::Replay,
                85..98 => Kind::Invalid,
                _ => Kind::Oversize,
            };
            let any = if self.random.bool() {
                0
            } else {
                self.random.usize(..self.accounts.len())
            };
            let fresh = || {
                format!(
                    "soak-{}-{}",
                    self.number,
                    NEXT.fetch_add(1, Ordering::Relaxed)
                )
            };
            let (account, key) = match (kind, last.take()) {
                (Kind::Replay, Some(last)) => last,
                _ => (any, fresh()),
            };
            let body = match kind {
                Kind::Create | Kind::Replay => crate::bench::BODY.to_owned(),
                Kind::Invalid => r#"{"country":"XX"}"#.to_owned(),
                Kind::Oversize => format!(r#"{{"external_ref":"{}"}}"#, "x".repeat(OVERSIZE)),
            };
            let api_key = &self.accounts.get(account).ok_or("unknown account")?.key;
            let response = connection
                .exchange(
                    &RequestTemplate::create("/api/v1/sessions", api_key, &body)
                        .with_key(Some(&key)),
                )
                .await?;
            tally.count(kind, &response);
            if response.header("connection") == Some("close") {
                connection = HttpConnection::connect(self.address).await?;
            }
            if response.status == 201 {
                last = Some((account, key));
            }
        }
        Ok(())
    }
}

impl Tally {
    fn count(&self, kind: Kind, response: &crate::http_connection::Response) {
        let counter = match (response.status, kind) {
            (201, Kind::Create | Kind::Replay)
                if response.header("idempotency-replayed").is_some() =>
            {
                &self.replayed
            }
            (201, Kind::Create | Kind::Replay) => &self.created,
            (422, Kind::Invalid) => &self.invalid,
            (413, Kind::Oversize) => &self.oversize,
            (429, _) => &self.limited,
            _ => &self.wrong,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
