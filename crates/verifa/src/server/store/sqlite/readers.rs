//! Reading, on connections that are opened on demand and reused.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection::{Access, connect};
use super::snapshot_reader::{Attempt, SnapshotReader};
use crate::server::store::StoreError;

/// The maximum number of idle connections that are kept.
const MAX_IDLE: usize = 16;

/// The number of times that a reader yields while the snapshot reader is busy, before it uses
/// another connection.
const MAX_YIELDS: usize = 64;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    /// Connections that wait for the locks of the file.
    idle: Arc<IdleConnections>,
    snapshot_reader: SnapshotReader,
}

#[derive(Debug, Default)]
struct IdleConnections(Mutex<Vec<Connection>>);

impl Readers {
    pub(super) fn new(path: PathBuf, snapshot_reader: SnapshotReader) -> Self {
        Self {
            path,
            idle: Arc::default(),
            snapshot_reader,
        }
    }

    /// Runs a query for a single row on the calling thread, because it takes microseconds and
    /// switching to another thread takes longer. If the query would have to wait, or fails, it runs
    /// again on a thread that may block.
    pub(super) async fn run_inline<T: Send + 'static>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        for _ in 0..MAX_YIELDS {
            match self.snapshot_reader.attempt(&query) {
                Attempt::Done(result) => return Ok(result),
                Attempt::Busy => tokio::task::yield_now().await,
                Attempt::Failed => break,
            }
        }
        let (snapshot_reader, path) = (self.snapshot_reader.clone(), self.path.clone());
        let result = self.run(move |connection| {
            let result = query(connection)?;
            // If connecting fails, the next such query tries again.
            snapshot_reader.connect_if_missing(&path);
            Ok(result)
        });
        result.await
    }

    /// Runs a query on a thread that may block.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let idle = Arc::clone(&self.idle);
        let path = self.path.clone();
        let read = move || {
            let connection = match idle.take() {
                Some(connection) => connection,
                None => connect(&path, Access::Read)?,
            };
            let result = query(&connection)?;
            // A connection is kept only if its last query succeeded.
            idle.give_back(connection);
            Ok(result)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(result) => {
                result.map_err(|error: rusqlite::Error| StoreError(format!("cannot read: {error}")))
            }
            Err(error) => Err(StoreError(format!("a reader thread failed: {error}"))),
        }
    }
}

/// Locks a mutex whose content is consistent even if it is poisoned.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Closes the snapshot reader, because its other owners may keep it open for a moment.
impl Drop for Readers {
    fn drop(&mut self) {
        self.snapshot_reader.close();
    }
}

impl IdleConnections {
    fn take(&self) -> Option<Connection> {
        lock(&self.0).pop()
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = lock(&self.0);
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }
}
