//! Creates and replays per second, compared with a hand-written server and with the disk.

pub mod baseline;
mod disk_baseline;
mod load;
mod rounds;
mod statistics;

pub(crate) use self::statistics::median;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use comfy_table::{Table, presets};

use self::load::Keys;
use self::rounds::{Contender, Summary};
use crate::Result;
use crate::fixture::Fixture;
use crate::http_connection::{HttpConnection, RequestTemplate};
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};

/// The body of every request: a session with a value for most properties.
pub const BODY: &str = r#"{"external_ref":"order-42","country":"DE","metadata":{"cart":"c_1","total":42},"checks":["document_ocr","face_match"],"redirect_url":"https://shop.example/done"}"#;

/// The lowest accepted rate of creates, as a fraction of the baseline's.
const MIN_CREATE_RATE: f64 = 0.8;

/// The highest accepted median latency of replays, as a multiple of the baseline's.
const MAX_REPLAY_LATENCY: f64 = 1.5;

/// The size of the benchmark.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The number of measured turns of each contender.
    pub rounds: usize,
    /// The duration of a turn.
    pub turn: Duration,
    /// The numbers of connections to measure, one after the other.
    pub connections: Vec<usize>,
    /// The path of this program, whose subcommand `bare` is the baseline server.
    pub program: PathBuf,
}

/// The servers to compare.
struct Bench<'a> {
    parameters: &'a Parameters,
    server: SocketAddr,
    baseline: SocketAddr,
    api_key: String,
    table: Table,
}

/// Measures one kind of store. `baseline` is a fixture with a database on the same disk.
///
/// # Errors
/// Returns an error if a server does not start or does not respond with 201.
pub async fn run(fixture: &Fixture, baseline: &Fixture, parameters: &Parameters) -> Result<Report> {
    let mut report = Report::new(format!("bench, {:?}", fixture.kind()));
    report.note(format!(
        "{} rounds of {:?} each, log level {}",
        parameters.rounds,
        parameters.turn,
        std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned())
    ));
    disk_baseline::measure(&report, fixture)?;
    let server = Sandbox::start(fixture, NO_LIMIT).await?;
    let arguments = vec![
        "bare".to_owned(),
        "--store".to_owned(),
        baseline.database.url(),
    ];
    let baseline = Sandbox::run(parameters.program.clone(), arguments, baseline.folder()).await?;
    let account = fixture
        .accounts
        .first()
        .ok_or("the fixture has no account")?;
    let mut bench = Bench {
        parameters,
        server: server.address(),
        baseline: baseline.address(),
        api_key: account.key.clone(),
        table: new_table(),
    };
    bench.measure_creates(&mut report).await?;
    bench.measure_replays(&mut report).await?;
    println!("{}", bench.table);
    Ok(report)
}

impl Bench<'_> {
    async fn measure_creates(&mut self, report: &mut Report) -> Result<()> {
        let create = RequestTemplate::create("/api/v1/sessions", &self.api_key, BODY);
        let contender = |name, address, keys| Contender {
            name,
            address,
            template: create.clone(),
            keys,
        };
        let contenders = [
            contender("create, baseline", self.baseline, Keys::None),
            contender("create, verifa, with a key", self.server, Keys::Fresh),
            contender("create, verifa, without a key", self.server, Keys::None),
        ];
        for &connections in &self.parameters.connections {
            let summaries = rounds::alternate(&contenders, connections, self.parameters).await?;
            if let [_, own, ..] = &summaries[..] {
                let ratio = own.rate_ratio;
                report.check(
                    ratio >= MIN_CREATE_RATE,
                    format!(
                        "{connections} connections: {:.0} % of the baseline's creates",
                        100.0 * ratio
                    ),
                );
            }
            self.add_rows(&summaries, connections);
        }
        Ok(())
    }

    async fn measure_replays(&mut self, report: &mut Report) -> Result<()> {
        let create = RequestTemplate::create("/api/v1/sessions", &self.api_key, BODY);
        let replay = RequestTemplate::create("/replay", &self.api_key, BODY);
        store_response(self.server, &create).await?;
        let contender = |name, address, template: RequestTemplate| Contender {
            name,
            address,
            template,
            keys: Keys::Same,
        };
        let contenders = [
            contender("replay, baseline", self.baseline, replay),
            contender("replay, verifa", self.server, create),
        ];
        for &connections in &self.parameters.connections {
            let summaries = rounds::alternate(&contenders, connections, self.parameters).await?;
            if let [_, own, ..] = &summaries[..] {
                let ratio = own.p50_ratio;
                report.check(
                    ratio <= MAX_REPLAY_LATENCY,
                    format!(
                        "{connections} connections: the median replay takes {ratio:.2} times as long as the baseline's"
                    ),
                );
            }
            self.add_rows(&summaries, connections);
        }
        Ok(())
    }

    fn add_rows(&mut self, summaries: &[Summary], connections: usize) {
        for summary in summaries {
            self.table.add_row([
                summary.name.to_owned(),
                connections.to_string(),
                format!("{:.0}", summary.rate),
                format!("{:.2} ms", summary.p50 / 1000.0),
                format!("{:.2} ms", summary.p99 / 1000.0),
                format!("{:.0} to {:.0}", summary.lowest_rate, summary.highest_rate),
                format!(
                    "{:.0} % per second, p50 x {:.2}",
                    100.0 * summary.rate_ratio,
                    summary.p50_ratio
                ),
            ]);
        }
    }
}

fn new_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "contender",
        "connections",
        "per second",
        "p50",
        "p99",
        "range per second",
        "relative to baseline",
    ]);
    table
}

/// Stores a response under the shared key, so that all following requests are replays.
async fn store_response(address: SocketAddr, template: &RequestTemplate) -> Result<()> {
    let response = HttpConnection::connect(address)
        .await?
        .exchange(&template.with_key(Some(load::SAME_KEY)))
        .await?;
    if response.status == 201 {
        Ok(())
    } else {
        Err(format!(
            "the first use of the key was answered with {}",
            response.status
        )
        .into())
    }
}
