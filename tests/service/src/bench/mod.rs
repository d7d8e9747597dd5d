//! Creates and replays a second, beside the same work by hand and beside what the disk can do.

pub mod bare;
mod floor;
mod generator;
mod rounds;

pub(crate) use self::rounds::median;

use std::path::PathBuf;
use std::time::Duration;

use comfy_table::{Table, presets};

use self::generator::{Keys, Shot};
use self::rounds::{Contender, Summary};
use crate::Result;
use crate::process::{NO_LIMIT, Sandbox};
use crate::report::Report;
use crate::setting::Setting;
use crate::wire::Template;

/// What is asked for: a session with a bit of everything.
pub const BODY: &str = r#"{"external_ref":"order-42","country":"DE","metadata":{"cart":"c_1","total":42},"checks":["document_ocr","face_match"],"redirect_url":"https://shop.example/done"}"#;

/// What of (a) the service reaches at least, in creates a second.
const LEAST_CREATES: f64 = 0.8;

/// How much longer than by hand a replay takes at most, at the median.
const LONGEST_REPLAY: f64 = 1.5;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// How many times each contender has its turn.
    pub rounds: usize,
    /// How long a turn is.
    pub turn: Duration,
    /// How many connections at once, one row each.
    pub connections: Vec<usize>,
    /// This program, whose `bare` is the server by hand.
    pub program: PathBuf,
}

/// Measures one kind of store. `by_hand` has a database of its own on the same disk.
///
/// # Errors
/// When a server does not start or does not answer with 201.
pub async fn run(setting: &Setting, by_hand: &Setting, parameters: &Parameters) -> Result<Report> {
    let mut report = Report::new(format!("bench, {:?}", setting.kind()));
    report.note(format!(
        "{} rounds of {:?} each, log level {}",
        parameters.rounds,
        parameters.turn,
        log_level()
    ));
    floor::measure(&report, setting)?;
    let server = Sandbox::start(setting, NO_LIMIT).await?;
    let arguments = vec![
        "bare".to_owned(),
        "--store".to_owned(),
        by_hand.database.url(),
    ];
    let bare = Sandbox::run(parameters.program.clone(), arguments, by_hand.folder()).await?;
    let key = setting
        .accounts
        .first()
        .ok_or("there is an account")?
        .key
        .clone();
    let create = Template::create("/api/v1/sessions", &key, BODY);
    let replay = Template::create("/replay", &key, BODY);
    let contender = |name, address, template: &Template, keys| Contender {
        name,
        address,
        template: template.clone(),
        keys,
    };

    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "what",
        "connections",
        "a second",
        "p50",
        "p99",
        "least to most a second",
        "of the first",
    ]);
    for &connections in &parameters.connections {
        let contenders = [
            contender("create by hand", bare.address(), &create, Keys::None),
            contender(
                "create, verifa, with a key",
                server.address(),
                &create,
                Keys::Fresh,
            ),
            contender(
                "create, verifa, without",
                server.address(),
                &create,
                Keys::None,
            ),
        ];
        let summaries = rounds::alternate(&contenders, connections, parameters).await?;
        judge(&mut report, &summaries, connections, |own| {
            let ratio = own.of_first_rate;
            (
                ratio >= LEAST_CREATES,
                format!("{:.0} % of the creates by hand", 100.0 * ratio),
            )
        });
        add(&mut table, &summaries, connections);
    }
    prepare_replay(server.address(), &create).await?;
    for &connections in &parameters.connections {
        let contenders = [
            contender("replay by hand", bare.address(), &replay, Keys::Same),
            contender("replay, verifa", server.address(), &create, Keys::Same),
        ];
        let summaries = rounds::alternate(&contenders, connections, parameters).await?;
        judge(&mut report, &summaries, connections, |own| {
            let ratio = own.of_first_p50;
            (
                ratio <= LONGEST_REPLAY,
                format!("replay p50 {ratio:.2} times that by hand"),
            )
        });
        add(&mut table, &summaries, connections);
    }
    println!("{table}");
    Ok(report)
}

/// The key whose response is there, so that all else is a replay.
async fn prepare_replay(address: std::net::SocketAddr, template: &Template) -> Result<()> {
    let answer = crate::wire::Wire::connect(address)
        .await?
        .exchange(&template.with(Some(generator::SAME_KEY)))
        .await?;
    if answer.status != 201 {
        Err(format!("the first use of a key is answered with {}", answer.status).into())
    } else {
        Ok(())
    }
}

/// Holds the second contender against the first, which is the one by hand.
fn judge(
    report: &mut Report,
    summaries: &[Summary],
    connections: usize,
    compare: impl Fn(&Summary) -> (bool, String),
) {
    if let [_, own, ..] = summaries {
        let (kept, line) = compare(own);
        report.promise(kept, format!("{connections} connections: {line}"));
    }
}

fn add(table: &mut Table, summaries: &[Summary], connections: usize) {
    for summary in summaries {
        table.add_row([
            summary.name.to_owned(),
            connections.to_string(),
            format!("{:.0}", summary.rate),
            format!("{:.2} ms", summary.p50 / 1000.0),
            format!("{:.2} ms", summary.p99 / 1000.0),
            format!("{:.0} to {:.0}", summary.least, summary.most),
            format!(
                "{:.0} % a second, p50 x {:.2}",
                100.0 * summary.of_first_rate,
                summary.of_first_p50
            ),
        ]);
    }
}

fn log_level() -> String {
    std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned())
}

impl Shot {
    fn of(contender: &Contender, connections: usize, turn: Duration) -> Self {
        Self {
            address: contender.address,
            template: contender.template.clone(),
            keys: contender.keys,
            connections,
            turn,
        }
    }
}
