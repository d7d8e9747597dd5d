//! Input that is meant to harm: the server goes on, answers others, and its memory stays bounded.

mod bodies;
mod case;
mod flood;
mod heads;
mod slow;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use self::case::{Case, Outcome};
use crate::Result;
use crate::accounts::Account;
use crate::process::{NO_LIMIT, Sandbox, raise_open_files};
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::{Template, Wire};

/// How much the memory may grow, in bytes.
const MOST_MEMORY: u64 = 200_000_000;

/// How long a good client may wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How many slow clients of each kind there are.
    pub slow: usize,
    /// How long they go on.
    pub time: Duration,
    /// How many connections do nothing.
    pub flood: usize,
}

impl Parameters {
    /// The form for tests.
    pub fn bounded() -> Self {
        Self {
            slow: 20,
            time: Duration::from_secs(3),
            flood: 1000,
        }
    }

    /// The whole form: long enough for every timeout of the server.
    pub fn full() -> Self {
        Self {
            slow: 200,
            time: Duration::from_secs(50),
            flood: 5000,
        }
    }
}

/// A server under attack.
struct Siege<'a> {
    server: &'a mut Sandbox,
    account: &'a Account,
    report: Report,
    /// The memory at the start.
    start: u64,
    peak: u64,
}

/// Sends all that is hostile to one server.
///
/// # Errors
/// When the server does not start.
pub async fn run(setting: &Setting, parameters: Parameters) -> Result<Report> {
    let report = Report::new(format!("hostile, {:?}", setting.kind()));
    report.note(format!("{parameters:?}"));
    let files = raise_open_files()?;
    let mut server = Sandbox::start(setting, NO_LIMIT).await?;
    let account = setting.accounts.first().ok_or("there is an account")?;
    good(server.address(), account).await?;
    let start = server.resident().ok_or("the server has ended")?;
    let mut siege = Siege {
        server: &mut server,
        account,
        report,
        start,
        peak: start,
    };

    for case in bodies::cases(account)
        .into_iter()
        .chain(heads::cases(account))
    {
        siege.meet(&case).await?;
    }
    slow::heads(&mut siege, parameters).await?;
    slow::bodies(&mut siege, parameters).await?;
    slow::deaf(&mut siege, parameters).await?;
    let flood = parameters
        .flood
        .min(usize::try_from(files / 3).unwrap_or(usize::MAX));
    flood::idle(&mut siege, flood).await?;
    siege.end()
}

impl Siege<'_> {
    fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Sends one case, and then asks as a good client.
    async fn meet(&mut self, case: &Case) -> Result<()> {
        let outcome = case.send(self.address()).await?;
        let expected = match &outcome {
            Outcome::Closed => case.may_close,
            Outcome::Answered(answer) => {
                case.expected.contains(&answer.status) && answer.header("x-injected").is_none()
            }
            Outcome::Silent => false,
        };
        let answered = good(self.address(), self.account).await;
        self.look();
        if !expected || answered.is_err() || !self.server.is_running() {
            let allowed = if case.may_close { ", or an end" } else { "" };
            self.report.promise(
                false,
                format!(
                    "{}: {:?}{allowed} expected, {outcome}; then {answered:?}",
                    case.name, case.expected
                ),
            );
        } else {
            self.report.note(format!("{}: {outcome}", case.name));
        }
        Ok(())
    }

    /// Asks as a good client, meanwhile or right after, and says how long it took.
    async fn ask(&mut self, when: &str) {
        let started = Instant::now();
        let answered = good(self.address(), self.account).await;
        self.look();
        let memory = (self.peak.saturating_sub(self.start)) / 1_000_000;
        let line = match &answered {
            Ok(()) => format!(
                "{when}: a good client is answered in {:?}; {memory} MB above the start at most",
                started.elapsed()
            ),
            Err(error) => format!("{when}: a good client is answered: {error}"),
        };
        self.report
            .promise(answered.is_ok() && self.server.is_running(), line);
    }

    fn look(&mut self) {
        self.peak = self.peak.max(self.server.resident().unwrap_or_default());
    }

    fn end(mut self) -> Result<Report> {
        self.look();
        let megabytes = |bytes: u64| bytes / 1_000_000;
        let line = format!(
            "memory: {} MB at the start, {} MB at most",
            megabytes(self.start),
            megabytes(self.peak)
        );
        self.report
            .promise(self.peak < self.start + MOST_MEMORY, line);
        self.report
            .promise(self.server.is_running(), "the server never ended");
        let panics = self.server.log().matches("panicked").count();
        self.report
            .promise(panics == 0, format!("{panics} panics are logged"));
        Ok(self.report)
    }
}

/// A client that does nothing wrong.
async fn good(address: SocketAddr, account: &Account) -> Result<()> {
    let asked = async {
        let answer = Wire::connect(address)
            .await?
            .exchange(&Template::create("/api/v1/sessions", &account.key, "{}").with(None))
            .await?;
        if answer.status == 201 {
            Ok(())
        } else {
            Err(format!("the status {}", answer.status).into())
        }
    };
    tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| "no answer")?
}
