//! The one thread that writes.
//!
//! Each job runs in a savepoint of its own, so that one that fails takes nothing of its neighbors along; all of a batch
//! are committed together, and nobody is answered before that.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::quick::Quick;
use crate::server::store::StoreError;

/// How many jobs one commit takes at most.
const BATCH: usize = 256;

/// How many jobs may wait; more of them wait outside.
const QUEUE: usize = 4096;

/// What a commit has to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Durability {
    /// The end of this process, by `kill -9` too, but not a loss of power (`synchronous=NORMAL`).
    Process,
    /// A loss of power (`synchronous=FULL`).
    Full,
}

pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    failing: Arc<AtomicBool>,
}

struct Job {
    durability: Durability,
    work: Box<dyn FnOnce(&Connection) -> Answer + Send>,
}

/// Tells the caller what its job came to, once it is known whether the batch was committed.
type Answer = Box<dyn FnOnce(&Result<(), StoreError>) + Send>;

impl Writer {
    /// Starts the thread, which ends when the writer is dropped and all that waits is written.
    pub(super) fn start(connection: Connection, quick: Quick) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let failing = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&failing);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write(connection, &quick, queue, &flag))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            failing,
        })
    }

    /// Whether the last commit failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Runs a job in the next transaction and waits until it is committed.
    pub(super) fn run<T: Send + 'static>(
        &self,
        durability: Durability,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + 'static {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move |connection: &Connection| -> Answer {
            let result = in_savepoint(connection, job);
            Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => {
                        result.map_err(|error| StoreError(format!("writing failed: {error}")))
                    }
                    Err(error) => Err(error.clone()),
                };
                // Whoever asked may have gone.
                let _ = sender.send(result);
            })
        });
        let jobs = self.jobs.clone();
        async move {
            let ended = || StoreError("the store took no writes".to_owned());
            jobs.ok_or_else(ended)?
                .send(Job { durability, work })
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
            // A thread that panicked has been reported already.
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

fn write(
    connection: Connection,
    quick: &Quick,
    mut queue: mpsc::Receiver<Job>,
    failing: &AtomicBool,
) {
    let mut current = Durability::Full;
    while let Some(first) = queue.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        let wanted = batch
            .iter()
            .map(|job| job.durability)
            .max()
            .unwrap_or(Durability::Full);
        let mut answers = Vec::with_capacity(batch.len());
        let writing = quick.write();
        let changes = connection.total_changes();
        let committed = commit(&connection, (&mut current, wanted), batch, &mut answers);
        if let Err(error) = &committed {
            tracing::error!(%error, "the store did not commit");
            if !connection.is_autocommit() {
                let _ = connection.execute_batch("ROLLBACK");
            }
        }
        drop(writing);
        // A commit that writes nothing says nothing of the disk.
        if committed.is_err() || connection.total_changes() > changes {
            failing.store(committed.is_err(), Ordering::Relaxed);
        }
        let committed =
            committed.map_err(|error| StoreError(format!("committing failed: {error}")));
        for answer in answers {
            answer(&committed);
        }
    }
}

/// Runs the batch in one transaction. A job that never ran, because the transaction could not begin or broke before, is
/// dropped, which its caller sees as a failure too.
fn commit(
    connection: &Connection,
    (current, wanted): (&mut Durability, Durability),
    batch: Vec<Job>,
    answers: &mut Vec<Answer>,
) -> rusqlite::Result<()> {
    if *current != wanted {
        // SQLite allows this between transactions only.
        connection.pragma_update(
            None,
            "synchronous",
            if wanted == Durability::Full {
                "FULL"
            } else {
                "NORMAL"
            },
        )?;
        *current = wanted;
    }
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in batch {
        answers.push((job.work)(connection));
        // A full disk, among others, makes SQLite roll back the whole transaction by itself.
        if connection.is_autocommit() {
            return Err(aborted("the transaction was rolled back"));
        }
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
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
    // What a job leaves behind is rolled back. The thread has to live on: without it nobody could write any more.
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
            // What the job did is still there and must not be committed with the others: the batch ends here.
            let _ = connection.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{Durability, Quick, Writer};

    #[tokio::test]
    async fn a_job_that_panics_leaves_nothing_behind_and_the_next_is_done() {
        let connection = Connection::open_in_memory().expect("a database");
        connection
            .execute_batch("CREATE TABLE t (n INTEGER)")
            .expect("a table");
        let writer = Writer::start(connection, Quick::default()).expect("a thread");
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
                .expect("the thread lives"),
            0
        );
        assert_eq!(
            writer.run(Durability::Full, insert).await.expect("written"),
            1
        );
    }
}
