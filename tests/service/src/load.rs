//! Concurrent clients that create sessions, and repeat each call until it is answered.

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

/// The time for which a call is repeated before it counts as unanswered.
const CALL_TIMEOUT: Duration = Duration::from_secs(180);

/// A logical call. However often it is sent, it must create one session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The index of the calling account.
    pub account: usize,
    /// The idempotency key. Different accounts use the same keys with different bodies.
    pub key: String,
}

/// The clients of several servers: one for each account and server.
pub struct Clients {
    accounts: Vec<Account>,
    clients: Vec<Vec<Client>>,
}

/// The behavior of the clients.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// The number of concurrent calls.
    pub clients: usize,
    /// The longest pause before a call.
    pub pause: Duration,
    /// One in this many attempts is abandoned after a few milliseconds; 0 for none.
    pub abandon_one_in: u64,
    /// The seed of the random decisions.
    pub seed: u64,
}

/// The observations of the clients.
#[derive(Debug)]
pub struct Observations {
    /// The ids of the sessions in the responses to each call. There should be one.
    pub answers: BTreeMap<Call, BTreeSet<String>>,
    /// Responses that are never correct, and calls that were never answered.
    pub wrong: Vec<String>,
    /// The number of retried failures of each kind.
    pub failures: BTreeMap<String, usize>,
    /// The number of responses that were marked as replayed.
    pub replayed: usize,
    /// The time from the first attempt of a call to its response, in microseconds.
    pub latency: Histogram<u64>,
}

/// The result of an attempt.
enum Attempt {
    Answered { id: String, replayed: bool },
    Failed(String, Duration),
    Wrong(String),
}

impl Call {
    /// Returns calls with keys of a prefix, spread over all accounts.
    pub fn all(accounts: usize, prefix: &str, keys: usize) -> Vec<Self> {
        let call = |number: usize| Self {
            account: number % accounts,
            key: format!("{prefix}-{}", number / accounts),
        };
        (0..keys).map(call).collect()
    }

    /// Returns the reference that identifies the session in the database, unique for every call.
    pub fn reference(&self, account: &Account) -> String {
        format!(
            "{}/{}/{}",
            account.organization, account.environment, self.key
        )
    }
}

impl Clients {
    /// Creates the clients.
    ///
    /// # Errors
    /// Returns an error if an HTTP client cannot be created.
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

    /// Makes all calls, and repeats each until it is answered.
    ///
    /// # Errors
    /// Returns an error if a client panics.
    pub async fn run(
        self: &Arc<Self>,
        calls: Vec<Call>,
        options: LoadOptions,
    ) -> Result<Observations> {
        let calls = Arc::new(calls);
        let next = Arc::new(AtomicUsize::new(0));
        let observed = Arc::new(Mutex::new(Observations::new()?));
        let mut tasks = JoinSet::new();
        for number in 0..options.clients {
            let (clients, calls, next, observed) = (
                Arc::clone(self),
                Arc::clone(&calls),
                Arc::clone(&next),
                Arc::clone(&observed),
            );
            let mut random = Rng::with_seed(options.seed.wrapping_add(number as u64));
            tasks.spawn(async move {
                while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    tokio::time::sleep(options.pause.mul_f64(random.f64())).await;
                    clients
                        .repeat(call, options.abandon_one_in, &mut random, &observed)
                        .await;
                }
            });
        }
        while let Some(finished) = tasks.join_next().await {
            finished?;
        }
        let observed = Arc::into_inner(observed).ok_or("a client is still running")?;
        Ok(observed
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Repeats a call until it is answered.
    async fn repeat(
        &self,
        call: &Call,
        abandon_one_in: u64,
        random: &mut Rng,
        observed: &Mutex<Observations>,
    ) {
        let started = Instant::now();
        loop {
            let attempt = self.attempt(call, abandon_one_in, random).await;
            let pause = observed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .record(call, attempt, started.elapsed());
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return,
            }
        }
    }

    /// Sends a call to a random server. The client itself retries it a few times.
    async fn attempt(&self, call: &Call, abandon_one_in: u64, random: &mut Rng) -> Attempt {
        let (Some(account), Some(clients)) = (
            self.accounts.get(call.account),
            self.clients.get(call.account),
        ) else {
            return Attempt::Wrong("unknown account".to_owned());
        };
        let Some(client) = clients.get(random.usize(..clients.len().max(1))) else {
            return Attempt::Wrong("no server".to_owned());
        };
        let body = CreateSession {
            external_ref: Some(call.reference(account)),
            ..CreateSession::default()
        };
        let sent = client
            .create_session()
            .body(body)
            .idempotency_key(call.key.as_str())
            .send();
        let limit = match abandon_one_in {
            0 => CALL_TIMEOUT,
            one_in if random.u64(..one_in) == 0 => Duration::from_micros(random.u64(..8000)),
            _ => CALL_TIMEOUT,
        };
        let pause = Duration::from_millis(random.u64(5..60));
        match tokio::time::timeout(limit, sent).await {
            Err(_) => Attempt::Failed("abandoned".to_owned(), Duration::ZERO),
            Ok(Ok(response)) => {
                let replayed = response
                    .headers()
                    .is_ok_and(|headers| headers.idempotency_replayed == Some(true));
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

impl Observations {
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

    /// Records an attempt. Returns the pause before the next attempt, or `None` after the last
    /// attempt.
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
                if elapsed > CALL_TIMEOUT {
                    self.wrong.push(format!("{call:?}: never answered"));
                    return None;
                }
                Some(pause)
            }
        }
    }

    /// Returns a summary in one line.
    pub fn summary(&self) -> String {
        let millis = |quantile: f64| self.latency.value_at_quantile(quantile) as f64 / 1000.0;
        format!(
            "{} calls answered, {} of them replayed; p50 {:.1} ms, p99 {:.1} ms; retried failures {:?}",
            self.latency.len(),
            self.replayed,
            millis(0.5),
            millis(0.99),
            self.failures
        )
    }

    /// Adds other observations.
    ///
    /// # Errors
    /// Returns an error if the histograms are incompatible.
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
