//! The database behind the servers, read without them.

use std::path::PathBuf;

use rusqlite::OpenFlags;
use tokio_postgres::NoTls;

use crate::Result;

/// Which kinds of store are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// Where the sessions are.
#[derive(Clone, Debug)]
pub enum Database {
    /// In a file.
    Sqlite(PathBuf),
    /// At an address with user and name.
    Postgres(String),
}

/// A row of the table `sessions`, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The session's id.
    pub id: String,
    /// Whose session it is.
    pub organization: String,
    /// Where it was created.
    pub environment: String,
    /// What the request said, by which it is known again.
    pub external_ref: Option<String>,
}

const IN_SQLITE: &str = "SELECT id, organization, environment, external_ref FROM sessions";

/// There the request stands in one column of JSON.
const IN_POSTGRES: &str = "SELECT id, organization, environment, input FROM sessions";

impl Database {
    /// The value for `--store`.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// All sessions that there are.
    ///
    /// # Errors
    /// When the database can't be read, or its file is damaged.
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

/// A connection to PostgreSQL, driven by a task of its own.
///
/// # Errors
/// When there is none to be had.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Its end shows at the client too.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

fn sqlite_sessions(file: &std::path::Path) -> Result<Vec<SessionRow>> {
    let connection = rusqlite::Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(format!("the file is damaged: {verdict}").into());
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
