//! The connection for reads that take microseconds, on the thread that asks.
//!
//! A transaction begins and ends with a call of the system, and the two are half of what such a read takes. So where reads come in quick
//! succession, they share one. It never lasts into a commit of this process: the next read sees what was written, and the log can begin
//! anew, which a transaction that is older than the last commit would keep it from.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// How long a transaction is shared at most. A read may miss what another process committed since.
const SHARED: Duration = Duration::from_millis(1);

/// Reads that are no further apart than this share a transaction.
const QUICK: Duration = Duration::from_micros(200);

/// One connection that fails where it would have to wait. There is one, since several would be held up by each other all the time: SQLite
/// calls the system while it holds the lock that all connections of a process to a file share.
#[derive(Clone, Debug, Default)]
pub(super) struct Quick {
    place: Arc<Mutex<Place>>,
    /// How many transactions are writing.
    writing: Arc<AtomicUsize>,
}

/// What came of an attempt to read.
pub(super) enum Attempt<T> {
    Answered(T),
    /// Somebody else reads.
    Taken,
    /// There is no connection, or there is none any more.
    Failed,
}

/// While it is there, no transaction is shared.
pub(super) struct Writing<'a>(&'a Quick);

#[derive(Debug, Default)]
struct Place {
    reader: Option<Reader>,
    is_closed: bool,
}

#[derive(Debug)]
struct Reader {
    connection: Connection,
    read_at: Instant,
    /// When the transaction began that is shared, if there is one.
    shared_since: Option<Instant>,
}

impl Quick {
    /// Runs a query if nobody else does.
    pub(super) fn attempt<T>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Attempt<T> {
        let Some(mut place) = self.try_lock() else {
            return Attempt::Taken;
        };
        // It is given back if all goes well. One that fails or panics is closed, and with it its transaction.
        let Some(mut reader) = place.reader.take() else {
            return Attempt::Failed;
        };
        let may_share = self.writing.load(Ordering::SeqCst) == 0;
        let before = reader.shared_since;
        let Ok(answer) = reader.read(may_share, query) else {
            return Attempt::Failed;
        };
        let begun = reader.shared_since.filter(|since| before != Some(*since));
        place.reader = Some(reader);
        drop(place);
        if let Some(since) = begun {
            self.end_later(since);
        }
        Attempt::Answered(answer)
    }

    /// Makes a connection if there is none.
    pub(super) fn fill(&self, path: &Path) {
        if let Some(mut place) = self
            .try_lock()
            .filter(|place| place.reader.is_none() && !place.is_closed)
        {
            place.reader = Reader::connect(path).ok();
        }
    }

    /// Closes the connection for good. Whoever reads afterwards has to do without.
    pub(super) fn close(&self) {
        *self.lock() = Place {
            reader: None,
            is_closed: true,
        };
    }

    /// Ends the transaction that is shared, and lets none begin as long as what this gives is there.
    pub(super) fn write(&self) -> Writing<'_> {
        self.writing.fetch_add(1, Ordering::SeqCst);
        self.lock().end();
        Writing(self)
    }

    /// Sees to it that a shared transaction is over also if no read follows.
    fn end_later(&self, since: Instant) {
        let quick = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SHARED).await;
                // Whoever reads now may be one whose transaction it is.
                let Some(mut place) = quick.try_lock() else {
                    continue;
                };
                if place
                    .reader
                    .as_ref()
                    .is_some_and(|reader| reader.shared_since == Some(since))
                {
                    place.end();
                }
                return;
            }
        });
    }

    /// What the lock guards is whole at any time.
    fn lock(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_lock(&self) -> Option<MutexGuard<'_, Place>> {
        match self.place.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.writing.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Place {
    /// Ends a transaction that is shared. A connection that can't end it is given up, which ends it too.
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
        let connection = super::connect(path, false)?;
        connection.busy_timeout(Duration::ZERO)?;
        Ok(Self {
            connection,
            read_at: Instant::now(),
            shared_since: None,
        })
    }

    fn read<T>(
        &mut self,
        may_share: bool,
        query: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let now = Instant::now();
        let is_quick = now.duration_since(self.read_at) < QUICK;
        self.read_at = now;
        if self
            .shared_since
            .is_some_and(|since| !may_share || now.duration_since(since) >= SHARED)
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

    use super::{Attempt, Quick};

    fn table(path: &Path) -> Connection {
        let connection = crate::server::store::sqlite::connect(path, true).expect("a database");
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .expect("a setting");
        connection
            .execute_batch("CREATE TABLE t (n INTEGER, filler TEXT); INSERT INTO t VALUES (0, '')")
            .expect("a table");
        connection
    }

    fn write(quick: &Quick, connection: &Connection, number: i64) {
        let _writing = quick.write();
        connection
            .execute(
                "UPDATE t SET n = ?1, filler = hex(randomblob(4000))",
                [number],
            )
            .expect("written");
    }

    fn read(quick: &Quick, path: &Path) -> i64 {
        loop {
            match quick
                .attempt(|connection| connection.query_row("SELECT n FROM t", [], |row| row.get(0)))
            {
                Attempt::Answered(number) => return number,
                Attempt::Taken => std::thread::yield_now(),
                Attempt::Failed => quick.fill(path),
            }
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn under_a_rush_of_reads_each_sees_the_last_commit_and_the_log_stays_small() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (connection, quick) = (table(&path), Quick::default());
        let stopped = Arc::new(AtomicBool::new(false));
        let rush = {
            let (quick, path, stopped) = (quick.clone(), path.clone(), Arc::clone(&stopped));
            tokio::spawn(async move {
                while !stopped.load(Ordering::Relaxed) {
                    read(&quick, &path);
                }
            })
        };
        for number in 1..=4000 {
            write(&quick, &connection, number);
            assert_eq!(read(&quick, &path), number);
        }
        stopped.store(true, Ordering::Relaxed);
        rush.await.expect("no panic");
        // 4,000 commits of three pages or more; the log begins anew after a thousand pages, if no transaction keeps it from that.
        let log = std::fs::metadata(folder.path().join("t.db-wal"))
            .expect("a log")
            .len();
        assert!(log < 24 * 1024 * 1024, "{log} bytes");
    }

    #[tokio::test]
    async fn a_shared_transaction_is_over_though_no_read_follows() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (connection, quick) = (table(&path), Quick::default());
        let shared_since = || {
            quick
                .lock()
                .reader
                .as_ref()
                .and_then(|reader| reader.shared_since)
        };
        // Of one that began and of one that took its place.
        for transactions in 1..=3 {
            let mut seen = BTreeSet::new();
            while seen.len() < transactions {
                read(&quick, &path);
                seen.extend(shared_since());
            }
            // Without a word to this process, as another one would.
            connection
                .execute("UPDATE t SET n = n + 1", [])
                .expect("written");
            let mut waited = 0;
            while shared_since().is_some() {
                assert!(waited < 500, "it is still shared");
                tokio::time::sleep(Duration::from_millis(10)).await;
                waited += 1;
            }
            assert_eq!(
                read(&quick, &path),
                i64::try_from(transactions).expect("a small number")
            );
        }
    }

    #[tokio::test]
    async fn a_query_that_panics_takes_the_connection_along() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let (_connection, quick) = (table(&path), Quick::default());
        read(&quick, &path);
        let panics = || quick.attempt::<()>(|_| panic!("on purpose"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics))
            .err()
            .expect("a panic");
        assert!(quick.lock().reader.is_none());
        assert_eq!(read(&quick, &path), 0);
        quick.close();
        quick.fill(&path);
        assert!(quick.lock().reader.is_none(), "it stays closed");
    }
}
