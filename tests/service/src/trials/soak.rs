//! A long mixed load: memory stays what it is after warm-up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use tokio::task::JoinSet;

use crate::Result;
use crate::accounts::Account;
use crate::process::Sandbox;
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::{Template, Wire};

/// Beyond it, the body is refused.
const OVERSIZE: usize = 1024 * 1024 + 1;

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How long.
    pub time: Duration,
    /// How often memory is looked at.
    pub every: Duration,
    /// How many connections call at once.
    pub connections: usize,
    /// How many requests a second all of them make.
    pub rate: u32,
    /// How many servers share the store.
    pub processes: usize,
    /// How much memory may grow from the first quarter after warm-up to the last one, as a part of it.
    pub growth: f64,
    /// What random choices follow from.
    pub seed: u64,
}

impl Parameters {
    /// The form for tests: too short to say much of memory, so that only what multiplies is found.
    pub fn brief(processes: usize, seed: u64) -> Self {
        let (time, every) = (Duration::from_secs(8), Duration::from_millis(200));
        Self {
            time,
            every,
            growth: 1.0,
            ..Self::bounded(processes, seed)
        }
    }

    /// The form for a few minutes.
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

    /// The whole form: an hour.
    pub fn full(processes: usize, seed: u64) -> Self {
        Self {
            time: Duration::from_secs(3600),
            every: Duration::from_secs(10),
            ..Self::bounded(processes, seed)
        }
    }
}

/// The part of the time that is warm-up.
const WARM_UP: f64 = 0.2;

/// The answers by kind.
#[derive(Debug, Default)]
struct Tally {
    created: AtomicUsize,
    replayed: AtomicUsize,
    invalid: AtomicUsize,
    limited: AtomicUsize,
    oversize: AtomicUsize,
    wrong: AtomicUsize,
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Create,
    Replay,
    Invalid,
    Oversize,
}

/// Loads the servers and watches their memory.
///
/// # Errors
/// When a server does not start or ends.
pub async fn run(setting: &Setting, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("soak, {:?}", setting.kind()));
    report.note(format!("{parameters:?}"));
    // Half of all is one account's, so that this one runs into the limit in the last third of each window.
    let limit = (parameters.rate * 60 / 3).to_string();
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(setting, &["--rate-limit", &limit]).await?);
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
            accounts: setting.accounts.clone(),
            number,
            parameters,
            random,
        };
        tasks.spawn(caller.call(end, Arc::clone(&tally)));
    }
    let mut memory: Vec<Vec<f64>> = servers.iter().map(|_| Vec::new()).collect();
    while Instant::now() < end {
        tokio::time::sleep(parameters.every).await;
        for (server, samples) in servers.iter().zip(&mut memory) {
            samples.push(server.resident().ok_or("a server ended")? as f64 / 1e6);
        }
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    report.note(format!("{tally:?}"));
    report.promise(
        tally.wrong.load(Ordering::Relaxed) == 0,
        "every answer was one that is promised",
    );
    for (server, samples) in servers.iter().zip(&memory) {
        judge(
            &mut report,
            &server.address().to_string(),
            samples,
            parameters,
        );
    }
    Ok(report)
}

fn judge(report: &mut Report, server: &str, samples: &[f64], parameters: Parameters) {
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
    report.promise(
        growth <= parameters.growth,
        format!(
            "{server}: {first:.1} MB in the first quarter after warm-up, {last:.1} MB in the last: {:+.1} %, {:+.3} MB a minute, {} samples",
            growth * 100.0,
            (last - first) / minutes,
            warm.len()
        ),
    );
}

/// One connection.
struct Caller {
    address: SocketAddr,
    accounts: Vec<Account>,
    number: usize,
    parameters: Parameters,
    random: Rng,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Caller {
    async fn call(mut self, end: Instant, tally: Arc<Tally>) -> Result<()> {
        let pause = Duration::from_secs(1) * u32::try_from(self.parameters.connections)?
            / self.parameters.rate;
        let mut ticks = tokio::time::interval(pause);
        let mut wire = Wire::connect(self.address).await?;
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
            let api_key = &self.accounts.get(account).ok_or("there is an account")?.key;
            let answer = wire
                .exchange(&Template::create("/api/v1/sessions", api_key, &body).with(Some(&key)))
                .await?;
            tally.count(kind, &answer);
            if answer.header("connection") == Some("close") {
                wire = Wire::connect(self.address).await?;
            }
            if answer.status == 201 {
                last = Some((account, key));
            }
        }
        Ok(())
    }
}

impl Tally {
    fn count(&self, kind: Kind, answer: &crate::wire::Answer) {
        let counter = match (answer.status, kind) {
            (201, Kind::Create | Kind::Replay)
                if answer.header("idempotency-replayed").is_some() =>
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
