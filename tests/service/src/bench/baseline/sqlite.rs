//! The baseline on SQLite: one connection on a thread of its own writes one durable insert per
//! request.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use rusqlite::{Connection, params};
use tokio::sync::oneshot;
use verifa::server::store::SessionRecord;

use crate::Result;

/// The table of the service, and the table for replays.
const TABLES: &str = "
CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL, organization TEXT NOT NULL, environment TEXT NOT NULL, version TEXT NOT NULL, status TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, external_ref TEXT, metadata TEXT,
    country TEXT, checks TEXT, workflow_id TEXT, redirect_url TEXT
) STRICT;
CREATE TABLE responses (key TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;
";

const INSERT: &str = "
INSERT INTO sessions (id, organization, environment, version, status, token, created_at, expires_at,
    external_ref, metadata, country, checks, workflow_id, redirect_url)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// A connection on a thread of its own.
struct ConnectionThread {
    jobs: mpsc::Sender<Job>,
}

type Job = Box<dyn FnOnce(&Connection) + Send>;

pub(super) struct Sqlite {
    writer: ConnectionThread,
    reader: ConnectionThread,
    accepted: AtomicU64,
}

impl Sqlite {
    pub(super) fn open(file: &Path, response: &str) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(TABLES)?;
        connection.execute("INSERT INTO responses VALUES ('replay', ?1)", [response])?;
        Ok(Self {
            writer: ConnectionThread::start(connection)?,
            reader: ConnectionThread::start(Connection::open(file)?)?,
            accepted: AtomicU64::new(0),
        })
    }

    pub(super) async fn insert(&self, record: SessionRecord) -> Result<()> {
        self.writer
            .run(move |connection| insert(connection, &record))
            .await
    }

    /// Counts the request in memory, as the service does with this store.
    pub(super) async fn replay(&self, key: String) -> Result<String> {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        let read = move |connection: &Connection| {
            let mut statement =
                connection.prepare_cached("SELECT body FROM responses WHERE key = ?1")?;
            Ok(statement.query_row([key], |row| row.get(0))?)
        };
        self.reader.run(read).await
    }
}

impl ConnectionThread {
    fn start(connection: Connection) -> Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new().spawn(move || {
            for job in queue {
                job(&connection);
            }
        })?;
        Ok(Self { jobs })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let job = Box::new(move |connection: &Connection| {
            // The caller may have been dropped.
            let _ = sender.send(work(connection));
        });
        self.jobs.send(job).map_err(|_| "the thread has ended")?;
        receiver.await?
    }
}

fn insert(connection: &Connection, record: &SessionRecord) -> Result<()> {
    let input = &record.input;
    connection.prepare_cached(INSERT)?.execute(params![
        record.id,
        record.organization,
        record.environment.as_str(),
        record.version.as_str(),
        record.status,
        record.token.0,
        record.created_at.as_second(),
        record.expires_at.as_second(),
        input.external_ref,
        json(input.metadata.as_ref())?,
        input.country,
        json(input.checks.as_ref())?,
        input.workflow_id,
        input.redirect_url,
    ])?;
    Ok(())
}

fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Option<String>> {
    Ok(value.map(serde_json::to_string).transpose()?)
}
