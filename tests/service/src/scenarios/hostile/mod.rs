//! Malformed, oversized and slow requests: the server keeps responding to others, and its memory
//! stays bounded.

mod body_lengths;
mod body_syntax;
mod case;
mod flood;
mod request_heads;
mod request_lines;
mod slow;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use self::case::{Case, Outcome};
use crate::Result;
use crate::accounts::Account;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, RequestTemplate};
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};
use crate::system::raise_open_files;

/// The largest growth of memory, in bytes.
const MAX_GROWTH: u64 = 200_000_000;

/// The timeout of a valid request.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of slow clients of each kind.
    pub slow: usize,
    /// The time for which slow clients continue.
    pub time: Duration,
    /// The number of idle connections.
    pub flood: usize,
}

impl Parameters {
    /// Returns the bounded form.
    pub fn bounded() -> Self {
        Self {
            slow: 20,
            time: Duration::from_secs(3),
            flood: 1000,
        }
    }

    /// Returns the full form, which exceeds every timeout of the server.
    pub fn full() -> Self {
        Self {
            slow: 200,
            time: Duration::from_secs(50),
            flood: 5000,
        }
    }
}

/// The server under attack.
struct Target<'a> {
    server: &'a mut Sandbox,
    account: &'a Account,
    report: Report,
    /// The resident memory at the start, in bytes.
    start: u64,
    /// The largest measured resident memory, in bytes.
    peak: u64,
}

/// Sends all hostile input to one server.
///
/// # Errors
/// Returns an error if the server does not start.
pub async fn run(fixture: &Fixture, parameters: Parameters) -> Result<Report> {
    let report = Report::new(format!("hostile, {:?}", fixture.kind()));
    report.note(format!("{parameters:?}"));
    let files = raise_open_files()?;
    let mut server = Sandbox::start(fixture, NO_LIMIT).await?;
    let account = fixture
        .accounts
        .first()
        .ok_or("the fixture has no account")?;
    send_valid_request(server.address(), account).await?;
    let start = server.resident_memory().ok_or("the server has exited")?;
    let mut target = Target {
        server: &mut server,
        account,
        report,
        start,
        peak: start,
    };
    for case in cases(account) {
        target.check_case(&case).await?;
    }
    slow::heads(&mut target, parameters).await?;
    slow::bodies(&mut target, parameters).await?;
    slow::non_readers(&mut target, parameters).await?;
    let flood = parameters
        .flood
        .min(usize::try_from(files / 3).unwrap_or(usize::MAX));
    flood::idle(&mut target, flood).await?;
    target.finish()
}

fn cases(account: &Account) -> Vec<Case> {
    let mut cases = body_lengths::cases(account);
    cases.extend(body_syntax::cases(account));
    cases.extend(request_heads::cases(account));
    cases.extend(request_lines::cases(account));
    cases
}

impl Target<'_> {
    fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Sends one case, and then a valid request.
    async fn check_case(&mut self, case: &Case) -> Result<()> {
        let outcome = case.send(self.address()).await?;
        let is_expected = match &outcome {
            Outcome::Closed => case.may_close,
            Outcome::Answered(response) => {
                case.expected.contains(&response.status) && response.header("x-injected").is_none()
            }
            Outcome::TimedOut => false,
        };
        let valid = send_valid_request(self.address(), self.account).await;
        self.measure_memory();
        if !is_expected || valid.is_err() || !self.server.is_running() {
            let or_closed = if case.may_close { " or a close" } else { "" };
            self.report.check(
                false,
                format!(
                    "{}: expected {:?}{or_closed}, {outcome}; then a valid request: {valid:?}",
                    case.name, case.expected
                ),
            );
        } else {
            self.report.note(format!("{}: {outcome}", case.name));
        }
        Ok(())
    }

    /// Checks that the server responds to a valid request.
    async fn check_responds(&mut self, when: &str) {
        let started = Instant::now();
        let valid = send_valid_request(self.address(), self.account).await;
        self.measure_memory();
        let growth = (self.peak.saturating_sub(self.start)) / 1_000_000;
        let line = match &valid {
            Ok(()) => format!(
                "{when}, a valid request is answered in {:?}; memory grew by {growth} MB at most",
                started.elapsed()
            ),
            Err(error) => format!("{when}, a valid request is answered: {error}"),
        };
        self.report
            .check(valid.is_ok() && self.server.is_running(), line);
    }

    fn measure_memory(&mut self) {
        self.peak = self
            .peak
            .max(self.server.resident_memory().unwrap_or_default());
    }

    fn finish(mut self) -> Result<Report> {
        self.measure_memory();
        let megabytes = |bytes: u64| bytes / 1_000_000;
        let line = format!(
            "memory: {} MB at the start, {} MB at most",
            megabytes(self.start),
            megabytes(self.peak)
        );
        self.report.check(self.peak < self.start + MAX_GROWTH, line);
        self.report
            .check(self.server.is_running(), "the server never exited");
        let panics = self.server.log().matches("panicked").count();
        self.report
            .check(panics == 0, format!("{panics} panics are logged"));
        Ok(self.report)
    }
}

/// Creates a session with a valid request.
async fn send_valid_request(address: SocketAddr, account: &Account) -> Result<()> {
    let request = async {
        let template = RequestTemplate::create("/api/v1/sessions", &account.key, "{}");
        let response = HttpConnection::connect(address)
            .await?
            .exchange(&template.with_key(None))
            .await?;
        if response.status == 201 {
            Ok(())
        } else {
            Err(format!("the status {}", response.status).into())
        }
    };
    tokio::time::timeout(TIMEOUT, request)
        .await
        .map_err(|_| "timed out")?
}
