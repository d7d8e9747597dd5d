//! The database behind the servers, read directly.

use std::path::PathBuf;

use rusqlite::OpenFlags;
use tokio_postgres::NoTls;

use crate::Result;

/// A kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL database.
    Postgres,
}

/// The database that contains the sessions.
#[derive(Clone, Debug)]
pub enum Database {
    /// The path of a SQLite file.
    Sqlite(PathBuf),
    /// The connection URL of a PostgreSQL database.
    Postgres(String),
}

/// The compared columns of a row of the table `sessions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The session's id.
    pub id: String,
    /// The organization that owns the session.
    pub organization: String,
    /// The environment in which the session was created.
    pub environment: String,
    /// The reference in the request, which identifies the call.
    pub external_ref: Option<String>,
}

const IN_SQLITE: &str = "SELECT id, organization, environment, external_ref FROM sessions";

/// PostgreSQL stores the body of the request in one column, as JSON.
const IN_POSTGRES: &str = "SELECT id, organization, environment, input FROM sessions";

impl Database {
    /// Returns the value of `--store`.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// Reads all sessions.
    ///
    /// # Errors
    /// Returns an error if the database cannot be read or its file is corrupt.
    pub async fn sessions(&self) -> Result<Vec<SessionRow>> {
        match self {
            Self::Sqlite(file) => {
                let file = file.clone();
                tokio::task::spawn_blocking(move || sqlite_sessions(&file)).await?
            }
            Self::Postgres(url) => {
                let client = connect(url).await?;
                let rows = client.query(IN_POSTGRES, &[]).await?;
                let row = |row: &tokio_postgres::Row| {
                    let input: serde_json::Value = serde_json::from_str(row.try_get(3)?)?;
                    Ok(SessionRow {
                        id: row.try_get(0)?,
                        organization: row.try_get(1)?,
                        environment: row.try_get(2)?,
                        external_ref: input
                            .get("external_ref")
                            .and_then(|text| text.as_str())
                            .map(str::to_owned),
                    })
                };
                rows.iter().map(row).collect()
            }
        }
    }
}

/// Connects to a PostgreSQL database.
///
/// # Errors
/// Returns an error if the connection fails.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // The task drives the connection. Its errors also appear at the client.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

fn sqlite_sessions(file: &std::path::Path) -> Result<Vec<SessionRow>> {
    let connection = rusqlite::Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(format!("the database file is corrupt: {verdict}").into());
    }
    let mut statement = connection.prepare(IN_SQLITE)?;
    let rows = statement.query_map([], |row| {
        Ok(SessionRow {
            id: row.get(0)?,
            organization: row.get(1)?,
            environment: row.get(2)?,
            external_ref: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
