//! The writer thread.
//!
//! Every job runs in a savepoint of its own, so that a failing job does not affect the other jobs
//! of its batch. A batch is committed as a whole, and no caller gets a result before the commit.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::snapshot_reader::SnapshotReader;
use crate::server::store::StoreError;

/// The maximum number of jobs in one transaction.
const BATCH: usize = 256;

/// The capacity of the queue. Callers wait while it is full.
const QUEUE: usize = 4096;

/// The failures that a commit must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Durability {
    /// The end of this process, even by `kill -9`, but not a power failure (`synchronous=NORMAL`).
    Process,
    /// A power failure (`synchronous=FULL`).
    Full,
}

pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    failing: Arc<AtomicBool>,
}

struct Job {
    durability: Durability,
    run: Box<dyn FnOnce(&Connection) -> Reply + Send>,
}

/// Sends the result of a job to its caller, given the result of the commit.
type Reply = Box<dyn FnOnce(&Result<(), StoreError>) + Send>;

impl Writer {
    /// Starts the thread. It ends when the writer is dropped and all waiting jobs are committed.
    pub(super) fn start(
        connection: Connection,
        snapshot_reader: SnapshotReader,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let failing = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&failing);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_batches(connection, &snapshot_reader, queue, &flag))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            failing,
        })
    }

    /// Returns whether the last commit failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Runs a job in the next transaction, and waits until it is committed.
    pub(super) fn run<T: Send + 'static>(
        &self,
        durability: Durability,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + 'static {
        let (sender, receiver) = oneshot::channel();
        let run = Box::new(move |connection: &Connection| -> Reply {
            let result = in_savepoint(connection, job);
            Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result.map_err(|error| StoreError(format!("cannot write: {error}"))),
                    Err(error) => Err(error.clone()),
                };
                // The caller may have been dropped.
                let _ = sender.send(result);
            })
        });
        let jobs = self.jobs.clone();
        async move {
            let ended = || StoreError("the store is closed or dropped the job".to_owned());
            jobs.ok_or_else(ended)?
                .send(Job { durability, run })
                .await
                .map_err(|_| ended())?;
            receiver.await.map_err(|_| ended())?
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread is logged by the panic hook.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Writer")
            .field("failing", &self.is_failing())
            .finish_non_exhaustive()
    }
}

/// The connection of the writer thread.
struct WriteConnection {
    connection: Connection,
    /// The current `synchronous` setting.
    durability: Durability,
}

/// Commits batches of jobs until the queue is closed and empty.
fn write_batches(
    connection: Connection,
    snapshot_reader: &SnapshotReader,
    mut queue: mpsc::Receiver<Job>,
    failing: &AtomicBool,
) {
    let mut writer = WriteConnection {
        connection,
        durability: Durability::Full,
    };
    while let Some(first) = queue.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        let mut replies = Vec::with_capacity(batch.len());
        let sharing_blocked = snapshot_reader.block_sharing();
        let changes = writer.connection.total_changes();
        let committed = writer.commit(batch, &mut replies);
        if let Err(error) = &committed {
            tracing::error!(%error, "the store could not commit");
            writer.roll_back();
        }
        drop(sharing_blocked);
        // A successful commit without changes does not show that the disk works.
        if committed.is_err() || writer.connection.total_changes() > changes {
            failing.store(committed.is_err(), Ordering::Relaxed);
        }
        let committed = committed.map_err(|error| StoreError(format!("cannot commit: {error}")));
        for reply in replies {
            reply(&committed);
        }
    }
}

impl WriteConnection {
    /// Runs a batch in one transaction. If the transaction cannot begin or is rolled back, the
    /// remaining jobs are dropped, which their callers see as an error.
    fn commit(&mut self, batch: Vec<Job>, replies: &mut Vec<Reply>) -> rusqlite::Result<()> {
        let durability = batch
            .iter()
            .map(|job| job.durability)
            .max()
            .unwrap_or(Durability::Full);
        self.set_durability(durability)?;
        self.connection
            .prepare_cached("BEGIN IMMEDIATE")?
            .execute([])?;
        for job in batch {
            replies.push((job.run)(&self.connection));
            // Some errors, such as a full disk, make SQLite roll back the whole transaction.
            if self.connection.is_autocommit() {
                return Err(aborted("the transaction was rolled back"));
            }
        }
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    /// Changes the `synchronous` setting, which SQLite allows only between transactions.
    fn set_durability(&mut self, durability: Durability) -> rusqlite::Result<()> {
        if self.durability != durability {
            let value = match durability {
                Durability::Process => "NORMAL",
                Durability::Full => "FULL",
            };
            self.connection.pragma_update(None, "synchronous", value)?;
            self.durability = durability;
        }
        Ok(())
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

fn aborted(why: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK),
        Some(why.to_owned()),
    )
}

fn in_savepoint<T>(
    connection: &Connection,
    job: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    // Unwind safety: the changes of a panicking job are rolled back. The thread must survive,
    // because no other thread can write.
    let result = catch_unwind(AssertUnwindSafe(|| job(connection)))
        .unwrap_or_else(|_| Err(aborted("the job panicked")));
    let ended = || {
        if result.is_err() && !connection.is_autocommit() {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        if !connection.is_autocommit() {
            connection.prepare_cached("RELEASE job")?.execute([])?;
        }
        Ok(())
    };
    match ended() {
        Ok(()) => result,
        Err(error) => {
            // The changes of the job could not be rolled back alone and must not be committed, so
            // the whole batch is aborted.
            let _ = connection.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{Durability, SnapshotReader, Writer};

    #[tokio::test]
    async fn a_panicking_job_is_rolled_back_and_the_next_job_succeeds() {
        let connection = Connection::open_in_memory().expect("a database");
        connection
            .execute_batch("CREATE TABLE t (n INTEGER)")
            .expect("a table");
        let writer = Writer::start(connection, SnapshotReader::default()).expect("a thread");
        let insert = |connection: &Connection| connection.execute("INSERT INTO t VALUES (1)", []);
        let panics = writer.run::<usize>(Durability::Full, move |connection| {
            insert(connection)?;
            panic!("on purpose")
        });
        assert!(panics.await.expect_err("it panics").0.contains("panicked"));
        let count = |connection: &Connection| {
            connection.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))
        };
        assert_eq!(
            writer
                .run(Durability::Full, count)
                .await
                .expect("the thread is alive"),
            0
        );
        assert_eq!(
            writer.run(Durability::Full, insert).await.expect("written"),
            1
        );
    }
}
