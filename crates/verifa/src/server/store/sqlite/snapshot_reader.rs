//! A connection for reads that take microseconds, on the calling thread.
//!
//! Beginning and ending a transaction takes one system call each, and these are half of the cost of
//! such a read. Reads in quick succession therefore share a transaction, and with it a snapshot. A
//! shared transaction never outlasts a commit of this process. Therefore the next read sees the
//! commit, and SQLite can restart the write-ahead log. A transaction older than the last commit
//! would prevent the restart.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::connection::{Access, connect};

/// The maximum time for which a transaction is shared. Within this time a read may miss a commit of
/// another process.
const MAX_SHARED: Duration = Duration::from_millis(1);

/// The longest time between two reads that share a transaction.
const QUICK_SUCCESSION: Duration = Duration::from_micros(200);

/// A connection that fails instead of waiting for a lock. Clones share the connection.
///
/// A store has only one such connection. Several would constantly block each other, because SQLite
/// makes system calls while it holds the lock that all connections of a process to a file share.
#[derive(Clone, Debug, Default)]
pub(super) struct SnapshotReader {
    state: Arc<Mutex<State>>,
    /// The number of write transactions in progress.
    writers: Arc<AtomicUsize>,
}

/// The result of an attempt to read.
pub(super) enum Attempt<T> {
    Done(T),
    /// Another thread is using the connection.
    Busy,
    /// The query failed, or the database cannot be opened.
    Failed,
}

/// Prevents shared transactions until it is dropped.
pub(super) struct WriteGuard<'a>(&'a SnapshotReader);

#[derive(Debug, Default)]
struct State {
    reader: Option<Reader>,
    is_closed: bool,
}

#[derive(Debug)]
struct Reader {
    connection: Connection,
    last_read: Instant,
    /// The time at which the shared transaction began; `None` if no transaction is open.
    shared_since: Option<Instant>,
}

impl SnapshotReader {
    /// Runs a query unless another thread is using the connection.
    pub(super) fn attempt<T>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Attempt<T> {
        let Some(mut state) = self.try_lock() else {
            return Attempt::Busy;
        };
        // The reader is put back on success only. After an error or a panic it is dropped, which
        // closes the connection and ends its transaction.
        let Some(mut reader) = state.reader.take() else {
            return Attempt::Failed;
        };
        let may_share = self.writers.load(Ordering::SeqCst) == 0;
        let before = reader.shared_since;
        let Ok(result) = reader.read(may_share, query) else {
            return Attempt::Failed;
        };
        let begun = reader.shared_since.filter(|since| before != Some(*since));
        state.reader = Some(reader);
        drop(state);
        if let Some(since) = begun {
            self.end_later(since);
        }
        Attempt::Done(result)
    }

    /// Opens the connection unless it is open.
    pub(super) fn connect_if_missing(&self, path: &Path) {
        if let Some(mut state) = self
            .try_lock()
            .filter(|state| state.reader.is_none() && !state.is_closed)
        {
            state.reader = Reader::connect(path).ok();
        }
    }

    /// Closes the connection permanently. Later attempts fail.
    pub(super) fn close(&self) {
        *self.lock() = State {
            reader: None,
            is_closed: true,
        };
    }

    /// Ends the shared transaction, and prevents new ones until the guard is dropped.
    pub(super) fn block_sharing(&self) -> WriteGuard<'_> {
        self.writers.fetch_add(1, Ordering::SeqCst);
        self.lock().end();
        WriteGuard(self)
    }

    /// Ends a shared transaction in time even if no read follows.
    fn end_later(&self, since: Instant) {
        let snapshot_reader = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(MAX_SHARED).await;
                // The thread that is reading may be using this transaction, so try again.
                let Some(mut state) = snapshot_reader.try_lock() else {
                    continue;
                };
                if state
                    .reader
                    .as_ref()
                    .is_some_and(|reader| reader.shared_since == Some(since))
                {
                    state.end();
                }
                return;
            }
        });
    }

    /// Locks the state, which is consistent even if the mutex is poisoned.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_lock(&self) -> Option<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

impl Drop for WriteGuard<'_> {
    fn drop(&mut self) {
        self.0.writers.fetch_sub(1, Ordering::SeqCst);
    }
}

impl State {
    /// Ends the shared transaction. If that fails, the connection is closed, which ends it too.
    fn end(&mut self) {
        if self
            .reader
            .as_mut()
            .is_some_and(|reader| reader.end().is_err())
        {
            self.reader = None;
        }
    }
}

impl Reader {
    fn connect(path: &Path) -> rusqlite::Result<Self> {
        let connection = connect(path, Access::Read)?;
        connection.busy_timeout(Duration::ZERO)?;
        Ok(Self {
            connection,
            last_read: Instant::now(),
            shared_since: None,
        })
    }

    fn read<T>(
        &mut self,
        may_share: bool,
        query: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let now = Instant::now();
        let is_quick = now.duration_since(self.last_read) < QUICK_SUCCESSION;
        self.last_read = now;
        if self
            .shared_since
            .is_some_and(|since| !may_share || now.duration_since(since) >= MAX_SHARED)
        {
            self.end()?;
        }
        if self.shared_since.is_none() && may_share && is_quick {
            self.connection.prepare_cached("BEGIN")?.execute([])?;
            self.shared_since = Some(now);
        }
        query(&self.connection)
    }

    fn end(&mut self) -> rusqlite::Result<()> {
        if self.shared_since.take().is_some() {
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use rusqlite::Connection;

    use super::{Access, Attempt, SnapshotReader, connect};

    fn table(path: &Path) -> Connection {
        let connection = connect(path, Access::Write).expect("a database");
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .expect("a setting");
        connection
            .execute_batch("CREATE TABLE t (n INTEGER, filler TEXT); INSERT INTO t VALUES (0, '')")
            .expect("a table");
        connection
    }

    fn write(reader: &SnapshotReader, connection: &Connection, number: i64) {
        let _writing = reader.block_sharing();
        connection
            .execute(
                "UPDATE t SET n = ?1, filler = hex(randomblob(4000))",
                [number],
            )
            .expect("written");
    }

    fn read(reader: &SnapshotReader, path: &Path) -> i64 {
        loop {
            match reader
                .attempt(|connection| connection.query_row("SELECT n FROM t", [], |row| row.get(0)))
            {
                Attempt::Done(number) => return number,
                Attempt::Busy => std::thread::yield_now(),
                Attempt::Failed => reader.connect_if_missing(path),
            }
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn concurrent_reads_see_the_last_commit_and_keep_the_log_small() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (connection, reader) = (table(&path), SnapshotReader::default());
        let stopped = Arc::new(AtomicBool::new(false));
        let concurrent_reads = {
            let (reader, path, stopped) = (reader.clone(), path.clone(), Arc::clone(&stopped));
            tokio::spawn(async move {
                while !stopped.load(Ordering::Relaxed) {
                    read(&reader, &path);
                }
            })
        };
        for number in 1..=4000 {
            write(&reader, &connection, number);
            assert_eq!(read(&reader, &path), number);
        }
        stopped.store(true, Ordering::Relaxed);
        concurrent_reads.await.expect("no panic");
        // 4,000 commits write at least three pages each. The log restarts after 1,000 pages unless
        // an old transaction prevents it.
        let log = std::fs::metadata(folder.path().join("t.db-wal"))
            .expect("a log")
            .len();
        assert!(log < 24 * 1024 * 1024, "{log} bytes");
    }

    #[tokio::test]
    async fn a_shared_transaction_ends_even_if_no_read_follows() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (connection, reader) = (table(&path), SnapshotReader::default());
        let shared_since = || {
            reader
                .lock()
                .reader
                .as_ref()
                .and_then(|reader| reader.shared_since)
        };
        // Round `n` reads until `n` transactions were seen, so later rounds cover replaced
        // transactions.
        for transactions in 1..=3 {
            let mut seen = BTreeSet::new();
            while seen.len() < transactions {
                read(&reader, &path);
                seen.extend(shared_since());
            }
            // Like a commit of another process, this does not notify the reader.
            connection
                .execute("UPDATE t SET n = n + 1", [])
                .expect("written");
            let mut waited = 0;
            while shared_since().is_some() {
                assert!(waited < 500, "the transaction is still shared");
                tokio::time::sleep(Duration::from_millis(10)).await;
                waited += 1;
            }
            assert_eq!(
                read(&reader, &path),
                i64::try_from(transactions).expect("a small number")
            );
        }
    }

    #[tokio::test]
    async fn a_query_that_panics_closes_the_connection() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (_connection, reader) = (table(&path), SnapshotReader::default());
        read(&reader, &path);
        let panics = || reader.attempt::<()>(|_| panic!("on purpose"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics))
            .err()
            .expect("a panic");
        assert!(reader.lock().reader.is_none());
        assert_eq!(read(&reader, &path), 0);
        reader.close();
        reader.connect_if_missing(&path);
        assert!(reader.lock().reader.is_none(), "the reader stays closed");
    }
}
