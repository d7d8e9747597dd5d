//! Clients that create sessions with a list of keys, and repeat each call until an answer comes.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;
use hdrhistogram::Histogram;
use specwright_runtime::client::RetryPolicy;
use tokio::task::JoinSet;
use verifa::Client;
use verifa_client::{ApiError as _, Error as CallError};
use verifa_types::CreateSession;

use crate::Result;
use crate::accounts::Account;
use crate::report::latencies;

/// How long a call is repeated before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(180);

/// A logical call: however often it is sent, it is one session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// Which account calls.
    pub account: usize,
    /// The idempotency key. Accounts use the same ones for different bodies.
    pub key: String,
}

/// The clients of some servers: every account has one for every server.
pub struct Clients {
    accounts: Vec<Account>,
    clients: Vec<Vec<Client>>,
}

/// How the clients behave.
#[derive(Clone, Copy, Debug)]
pub struct Behavior {
    /// How many call at once.
    pub clients: usize,
    /// The longest pause before a call.
    pub pause: Duration,
    /// One attempt in so many is given up after a moment, whatever became of it; 0: none.
    pub impatience: u64,
    /// What the random choices follow from.
    pub seed: u64,
}

/// What the clients saw.
#[derive(Debug)]
pub struct Seen {
    /// The sessions that each call was answered with: one, if the promise holds.
    pub answers: BTreeMap<Call, BTreeSet<String>>,
    /// Answers that no repetition can lead to, and calls that were never answered.
    pub wrong: Vec<String>,
    /// How often each kind of failure was met and outlived.
    pub failures: BTreeMap<String, usize>,
    /// Answers that were marked as replayed.
    pub replayed: usize,
    /// From the first attempt of a call to its answer, in microseconds.
    pub latency: Histogram<u64>,
}

/// What an attempt came to.
enum Attempt {
    Answered { id: String, replayed: bool },
    Failed(String, Duration),
    Wrong(String),
}

impl Call {
    /// The calls of all accounts with keys of this prefix.
    pub fn all(accounts: usize, prefix: &str, keys: usize) -> Vec<Self> {
        let call = |number: usize| Self {
            account: number % accounts,
            key: format!("{prefix}-{}", number / accounts),
        };
        (0..keys).map(call).collect()
    }

    /// The reference by which the session is found in the database, different for every call.
    pub fn reference(&self, account: &Account) -> String {
        format!(
            "{}/{}/{}",
            account.organization, account.environment, self.key
        )
    }
}

impl Clients {
    /// Makes the clients of these servers.
    ///
    /// # Errors
    /// When an HTTP client can't be made.
    pub fn new(accounts: &[Account], servers: &[SocketAddr]) -> Result<Self> {
        let policy = RetryPolicy::default()
            .attempts(6)
            .delays(Duration::from_millis(20), Duration::from_millis(400));
        let client = |account: &Account, server: &SocketAddr| -> Result<Client> {
            let builder = Client::builder(account.key.as_str())?.server(format!("http://{server}"));
            Ok(builder
                .retry(policy.clone())
                .timeout(Duration::from_secs(20))
                .build()?)
        };
        let of_account = |account: &Account| {
            servers
                .iter()
                .map(|server| client(account, server))
                .collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            accounts: accounts.to_vec(),
            clients: accounts.iter().map(of_account).collect::<Result<_>>()?,
        })
    }

    /// Makes all the calls, each until it is answered.
    ///
    /// # Errors
    /// When a client panics.
    pub async fn run(self: &Arc<Self>, calls: Vec<Call>, behavior: Behavior) -> Result<Seen> {
        let calls = Arc::new(calls);
        let next = Arc::new(AtomicUsize::new(0));
        let seen = Arc::new(Mutex::new(Seen::new()?));
        let mut tasks = JoinSet::new();
        for number in 0..behavior.clients {
            let (clients, calls, next, seen) = (
                Arc::clone(self),
                Arc::clone(&calls),
                Arc::clone(&next),
                Arc::clone(&seen),
            );
            let mut random = Rng::with_seed(behavior.seed.wrapping_add(number as u64));
            tasks.spawn(async move {
                while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    tokio::time::sleep(behavior.pause.mul_f64(random.f64())).await;
                    clients
                        .answer(call, behavior.impatience, &mut random, &seen)
                        .await;
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended?;
        }
        let seen = Arc::into_inner(seen).ok_or("a client still runs")?;
        Ok(seen.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Repeats a call until it is answered.
    async fn answer(&self, call: &Call, impatience: u64, random: &mut Rng, seen: &Mutex<Seen>) {
        let started = Instant::now();
        loop {
            let attempt = self.attempt(call, impatience, random).await;
            let pause = seen.lock().unwrap_or_else(PoisonError::into_inner).record(
                call,
                attempt,
                started.elapsed(),
            );
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return,
            }
        }
    }

    /// Sends a call once, to any of the servers; the client repeats it by itself a few times.
    async fn attempt(&self, call: &Call, impatience: u64, random: &mut Rng) -> Attempt {
        let (Some(account), Some(clients)) = (
            self.accounts.get(call.account),
            self.clients.get(call.account),
        ) else {
            return Attempt::Wrong("there is no such account".to_owned());
        };
        let Some(client) = clients.get(random.usize(..clients.len().max(1))) else {
            return Attempt::Wrong("there is no server".to_owned());
        };
        let body = CreateSession {
            external_ref: Some(call.reference(account)),
            ..CreateSession::default()
        };
        let sent = client
            .create_session(body)
            .idempotency_key(call.key.as_str())
            .send();
        let limit = match impatience {
            0 => PATIENCE,
            one_in if random.u64(..one_in) == 0 => Duration::from_micros(random.u64(..8000)),
            _ => PATIENCE,
        };
        let pause = Duration::from_millis(random.u64(5..60));
        match tokio::time::timeout(limit, sent).await {
            Err(_) => Attempt::Failed("given up".to_owned(), Duration::ZERO),
            Ok(Ok(response)) => {
                let replayed = response.headers().idempotency_replayed == Some(true);
                let session = response.into_body();
                match session.external_ref == Some(call.reference(account)) {
                    true => Attempt::Answered {
                        id: session.id,
                        replayed,
                    },
                    false => Attempt::Wrong(format!(
                        "answered with the session of {:?}",
                        session.external_ref
                    )),
                }
            }
            Ok(Err(CallError::Transport(_))) => Attempt::Failed("no response".to_owned(), pause),
            Ok(Err(CallError::Api(failure))) if [409, 500].contains(&failure.status().as_u16()) => {
                Attempt::Failed(failure.status().as_u16().to_string(), pause)
            }
            Ok(Err(CallError::Unexpected(response))) if response.status().as_u16() == 503 => {
                Attempt::Failed("503".to_owned(), pause)
            }
            Ok(Err(error)) => Attempt::Wrong(error.to_string()),
        }
    }
}

impl Seen {
    fn new() -> Result<Self> {
        let latency = latencies()?;
        Ok(Self {
            answers: BTreeMap::new(),
            wrong: Vec::new(),
            failures: BTreeMap::new(),
            replayed: 0,
            latency,
        })
    }

    /// Keeps what an attempt came to, and says how long to wait for the next one, if there is to be one.
    fn record(&mut self, call: &Call, attempt: Attempt, elapsed: Duration) -> Option<Duration> {
        match attempt {
            Attempt::Answered { id, replayed } => {
                self.answers.entry(call.clone()).or_default().insert(id);
                self.replayed += usize::from(replayed);
                self.latency
                    .saturating_record(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
                None
            }
            Attempt::Wrong(line) => {
                self.wrong.push(format!("{call:?}: {line}"));
                None
            }
            Attempt::Failed(kind, pause) => {
                *self.failures.entry(kind).or_default() += 1;
                if elapsed > PATIENCE {
                    self.wrong.push(format!("{call:?}: never answered"));
                    return None;
                }
                Some(pause)
            }
        }
    }

    /// One line of what was seen.
    pub fn summary(&self) -> String {
        let millis = |quantile: f64| self.latency.value_at_quantile(quantile) as f64 / 1000.0;
        format!(
            "{} calls answered, {} of them replayed; p50 {:.1} ms, p99 {:.1} ms; outlived {:?}",
            self.latency.len(),
            self.replayed,
            millis(0.5),
            millis(0.99),
            self.failures
        )
    }

    /// Adds what others saw.
    ///
    /// # Errors
    /// When the latencies do not fit together.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        for (call, ids) in other.answers {
            self.answers.entry(call).or_default().extend(ids);
        }
        for (kind, count) in other.failures {
            *self.failures.entry(kind).or_default() += count;
        }
        self.wrong.extend(other.wrong);
        self.replayed += other.replayed;
        self.latency.add(other.latency)?;
        Ok(())
    }
}
