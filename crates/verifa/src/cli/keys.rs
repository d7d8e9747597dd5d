//! `verifa keys`

use std::io::Write as _;

use serde_json::{Value, json};
use verifa::Environment;
use verifa::server::account::{DEFAULT_ORGANIZATION, DEFAULT_SCOPES};
use verifa::server::clock::{Clock as _, SystemClock};
use verifa::server::issued::{Order, issue};
use verifa::server::random::SystemRandom;
use verifa::server::store::keys::KeyRecord;
use verifa::server::store::url::Tables;
use verifa::server::version::Version;

use crate::cli::failure::Failure;
use crate::cli::printable;
use crate::cli::store::{SecretArguments, StoreArguments, TablesArguments};

/// The commands on keys.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a key and print it, once: the store keeps only its hash.
    Issue(Issue),
    /// List the keys that were issued, the revoked ones too.
    List(List),
    /// Revoke a key: no server lets it in a second later.
    Revoke(Revoke),
}

/// The flags of `verifa keys issue`.
#[derive(clap::Args)]
pub struct Issue {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    tables: TablesArguments,
    #[command(flatten)]
    secret: SecretArguments,
    /// Whose key it is.
    #[arg(long, value_name = "NAME", default_value = DEFAULT_ORGANIZATION, value_parser = filled)]
    organization: String,
    /// Where it works.
    #[arg(long, value_name = "sandbox|production", default_value = "sandbox", value_parser = environment)]
    environment: Environment,
    /// What it may do. Can be repeated; sessions:create and sessions:write if none is given.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = filled)]
    scopes: Vec<String>,
    /// The version of requests that name none.
    #[arg(long, value_name = "DATE", default_value = Version::NEWEST.as_str(), value_parser = version)]
    version: Version,
    /// What the list says about it.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

/// The flags of `verifa keys list`.
#[derive(clap::Args)]
pub struct List {
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON array.
    #[arg(long)]
    json: bool,
}

/// The flags of `verifa keys revoke`.
#[derive(clap::Args)]
pub struct Revoke {
    /// The key's id, as `verifa keys list` prints it; not the key.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    store: StoreArguments,
}

/// Runs one of the commands.
pub async fn run(command: Command) -> Result<(), Failure> {
    let text = match command {
        Command::Issue(arguments) => issue_one(arguments).await?,
        Command::List(arguments) => list(arguments).await?,
        Command::Revoke(arguments) => revoke(arguments).await?,
    };
    if text.is_empty() {
        Ok(())
    } else {
        writeln!(std::io::stdout(), "{text}").map_err(Failure::output)
    }
}

async fn issue_one(arguments: Issue) -> Result<String, Failure> {
    let opened = arguments.store.open(arguments.tables.tables()).await?;
    let secret = arguments
        .secret
        .open(&arguments.store.url()?, &*opened.keys)
        .await?;
    let scopes = if arguments.scopes.is_empty() {
        DEFAULT_SCOPES.map(str::to_owned).to_vec()
    } else {
        arguments.scopes
    };
    let order = Order {
        organization: arguments.organization,
        environment: arguments.environment,
        scopes,
        version: arguments.version,
        note: arguments.note,
    };
    let (key, record) =
        issue(order, &secret, SystemClock.now(), &SystemRandom).map_err(Failure::failed)?;
    if !opened
        .keys
        .add(record.clone())
        .await
        .map_err(Failure::failed)?
    {
        return Err(Failure::failed("the key is there already; try again"));
    }
    if arguments.json {
        let mut object = describe(&record);
        object["key"] = json!(key.expose());
        return Ok(object.to_string());
    }
    let mut lines = vec![format!("key           {}", key.expose())];
    lines.extend(rows(&record).map(|(name, value)| format!("{name:<13} {value}")));
    lines.push("The key is shown this once: the store keeps only its hash.".to_owned());
    Ok(lines.join("\n"))
}

async fn list(arguments: List) -> Result<String, Failure> {
    let opened = arguments.store.open(Tables::AsTheyAre).await?;
    let records = opened.keys.list().await.map_err(Failure::failed)?;
    if arguments.json {
        return Ok(Value::Array(records.iter().map(describe).collect()).to_string());
    }
    let table: Vec<_> = records
        .iter()
        .map(|record| rows(record).map(|(_, value)| value))
        .collect();
    let Some(first) = records.first() else {
        return Ok(String::new());
    };
    let names = rows(first).map(|(name, _)| name.to_owned());
    let table: Vec<_> = std::iter::once(names).chain(table).collect();
    let widths: [usize; 8] = std::array::from_fn(|column| {
        table
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    });
    let line = |row: &[String; 8]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    Ok(table.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn revoke(arguments: Revoke) -> Result<String, Failure> {
    let opened = arguments.store.open(Tables::AsTheyAre).await?;
    match opened
        .keys
        .revoke(arguments.id.clone(), SystemClock.now())
        .await
        .map_err(Failure::failed)?
    {
        Some(since) => Ok(format!("{} is revoked since {since}", arguments.id)),
        // Not repeated: it may be a key, given by mistake.
        None => Err(Failure::failed(
            "no key has this id; ids begin with `key_`, and `verifa keys list` prints them",
        )),
    }
}

/// What is shown of a key: neither itself nor its hash.
fn describe(record: &KeyRecord) -> Value {
    json!({
        "id": record.id,
        "organization": record.grant.organization,
        "environment": record.environment.as_str(),
        "scopes": record.grant.scopes,
        "version": record.grant.version,
        "created_at": record.created_at.to_string(),
        "revoked_at": record.revoked_at.map(|at| at.to_string()),
        "note": record.note,
    })
}

/// The same for a terminal.
fn rows(record: &KeyRecord) -> [(&'static str, String); 8] {
    let grant = &record.grant;
    [
        ("id", record.id.clone()),
        ("organization", printable(&grant.organization)),
        ("environment", record.environment.to_string()),
        ("scopes", printable(&grant.scopes.join(","))),
        ("version", grant.version.clone()),
        ("created_at", record.created_at.to_string()),
        (
            "revoked_at",
            record
                .revoked_at
                .map_or_else(|| "-".to_owned(), |at| at.to_string()),
        ),
        ("note", printable(record.note.as_deref().unwrap_or("-"))),
    ]
}

fn filled(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("it is empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn environment(name: &str) -> Result<Environment, String> {
    Environment::parse(name).ok_or_else(|| "sandbox or production is expected".to_owned())
}

fn version(date: &str) -> Result<Version, String> {
    Version::parse(date)
        .ok_or_else(|| format!("known are {}", Version::ALL.map(Version::as_str).join(", ")))
}
