//! `verifa keys`

use std::io::Write as _;

use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use verifa::Environment;
use verifa::server::account::{DEFAULT_ORGANIZATION, DEFAULT_SCOPES, SCOPES};
use verifa::server::clock::{Clock as _, SystemClock};
use verifa::server::issued_keys::{NewKey, issue};
use verifa::server::random::SystemRandom;
use verifa::server::store::keys::KeyRecord;
use verifa::server::store::migration::SchemaPolicy;
use verifa::server::version::Version;

use crate::cli::failure::Failure;
use crate::cli::printable::printable;
use crate::cli::store::{SecretArguments, StoreArguments, TablesArguments};

/// The subcommands of `verifa keys`.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Create a key and print it. The store keeps only its hash, so the key cannot be printed
    /// again.
    Issue(Issue),
    /// List the issued keys, including revoked ones.
    List(List),
    /// Revoke a key. Every server rejects it within about a second.
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
    /// The organization that owns the key.
    #[arg(long, value_name = "NAME", default_value = DEFAULT_ORGANIZATION, value_parser = non_empty)]
    organization: String,
    /// The environment that the key selects.
    #[arg(long, value_name = "sandbox|production", default_value = "sandbox", value_parser = environment)]
    environment: Environment,
    /// A scope of the key. Can be repeated; the default is sessions:create and sessions:write.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = PossibleValuesParser::new(SCOPES))]
    scopes: Vec<String>,
    /// The API version of requests without the header Verifa-Version.
    #[arg(long, value_name = "DATE", default_value = Version::NEWEST.as_str(), value_parser = version)]
    version: Version,
    /// A note for `verifa keys list`.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Print the key as JSON.
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
    /// The key's id, as printed by `verifa keys list`; not the key itself.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    store: StoreArguments,
}

/// Runs a subcommand.
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
    let store = arguments
        .store
        .open(arguments.tables.schema_policy())
        .await?;
    let secret = arguments
        .secret
        .open(&arguments.store.url()?, &*store.keys)
        .await?;
    let scopes = if arguments.scopes.is_empty() {
        DEFAULT_SCOPES.map(str::to_owned).to_vec()
    } else {
        arguments.scopes
    };
    let new = NewKey {
        organization: arguments.organization,
        environment: arguments.environment,
        scopes,
        version: arguments.version,
        note: arguments.note,
    };
    let (key, record) =
        issue(new, &secret, SystemClock.now(), &SystemRandom).map_err(Failure::failed)?;
    if !store
        .keys
        .add_key(record.clone())
        .await
        .map_err(Failure::failed)?
    {
        return Err(Failure::failed("the key exists already; try again"));
    }
    if arguments.json {
        let mut object = describe(&record);
        object["key"] = json!(key.expose());
        return Ok(object.to_string());
    }
    let mut lines = vec![format!("key           {}", key.expose())];
    lines.extend(rows(&record).map(|(name, value)| format!("{name:<13} {value}")));
    lines.push(
        "Save the key now: the store keeps only its hash, so it cannot be printed again."
            .to_owned(),
    );
    Ok(lines.join("\n"))
}

async fn list(arguments: List) -> Result<String, Failure> {
    let store = arguments.store.open(SchemaPolicy::RequireCurrent).await?;
    let records = store.keys.list_keys().await.map_err(Failure::failed)?;
    if arguments.json {
        return Ok(Value::Array(records.iter().map(describe).collect()).to_string());
    }
    let Some(first) = records.first() else {
        // The standard output is the list, which is empty.
        writeln!(
            std::io::stderr(),
            "the store has no issued keys; `verifa keys issue` creates one"
        )
        .map_err(Failure::output)?;
        return Ok(String::new());
    };
    let names = rows(first).map(|(name, _)| name.to_owned());
    let values = records
        .iter()
        .map(|record| rows(record).map(|(_, value)| value));
    Ok(table(std::iter::once(names).chain(values).collect()))
}

/// Aligns the columns of a table.
fn table(table: Vec<[String; 8]>) -> String {
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
    table.iter().map(line).collect::<Vec<_>>().join("\n")
}

async fn revoke(arguments: Revoke) -> Result<String, Failure> {
    let store = arguments.store.open(SchemaPolicy::RequireCurrent).await?;
    match store
        .keys
        .revoke_key(arguments.id.clone(), SystemClock.now())
        .await
        .map_err(Failure::failed)?
    {
        Some(since) => Ok(format!("{} has been revoked since {since}", arguments.id)),
        // The message does not contain the id, which may be a key that was passed by mistake.
        None => Err(Failure::failed(
            "unknown key id; ids begin with `key_`, and `verifa keys list` prints them",
        )),
    }
}

/// Returns the public properties of a key: neither the key nor its hash.
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

/// Returns the same properties as the cells of a table.
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

fn non_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("expected a non-empty value".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn environment(name: &str) -> Result<Environment, String> {
    Environment::parse(name).ok_or_else(|| "expected sandbox or production".to_owned())
}

fn version(date: &str) -> Result<Version, String> {
    Version::parse(date).ok_or_else(|| {
        format!(
            "expected a supported API version: {}",
            Version::ALL.map(Version::as_str).join(", ")
        )
    })
}
