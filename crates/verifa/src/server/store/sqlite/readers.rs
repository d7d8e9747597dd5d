//! Connections for reading, made when they are needed and kept for the next reader.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use rusqlite::Connection;

use crate::server::store::StoreError;

/// How many idle connections are kept.
const KEPT: usize = 16;

/// How many times a reader lets others go on before it no longer waits for the impatient connection.
const TURNS: usize = 64;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    /// They wait for a lock of the file.
    patient: Arc<Idle>,
    /// It fails where it would have to wait. There is one, since several would be held up by each other all the time: SQLite
    /// calls the system while it holds the lock that all connections of a process to a file share.
    impatient: Arc<Mutex<Option<Connection>>>,
}

#[derive(Debug, Default)]
struct Idle(Mutex<Vec<Connection>>);

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, patient: Arc::default(), impatient: Arc::default() }
    }

    /// Runs a query that looks up a row, on this thread. That takes microseconds where a visit to another thread takes longer; where it
    /// would have to wait, or fails, it is run anew on a thread that may.
    pub(super) async fn run_here<T: Send + 'static>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        for _ in 0..TURNS {
            if let Some(place) = try_lock(&self.impatient) {
                match attempt(place, &query) {
                    Some(answer) => return Ok(answer),
                    None => break,
                }
            }
            tokio::task::yield_now().await;
        }
        let impatient = Arc::clone(&self.impatient);
        let path = self.path.clone();
        let answer = self.run(move |connection| {
            let answer = query(connection)?;
            // Whoever comes next tries again to fill the place.
            if let Some(mut place) = try_lock(&impatient).filter(|place| place.is_none()) {
                *place = connect_impatiently(&path).ok();
            }
            Ok(answer)
        });
        answer.await
    }

    /// Runs a query on a thread that may wait.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let patient = Arc::clone(&self.patient);
        let path = self.path.clone();
        let read = move || {
            let connection = match patient.take() {
                Some(connection) => connection,
                None => super::connect(&path, false)?,
            };
            let answer = query(&connection)?;
            // Only a connection that has just worked is kept.
            patient.give(connection);
            Ok(answer)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(answer) => answer.map_err(|error: rusqlite::Error| StoreError(format!("reading failed: {error}"))),
            Err(error) => Err(StoreError(format!("a reader ended: {error}"))),
        }
    }
}

/// The answer of a connection, if there is one. A connection that fails is given up.
fn attempt<T>(mut place: MutexGuard<'_, Option<Connection>>, query: impl Fn(&Connection) -> rusqlite::Result<T>) -> Option<T> {
    let answer = query(place.as_ref()?).ok();
    if answer.is_none() {
        *place = None;
    }
    answer
}

/// A connection that fails where it would have to wait.
fn connect_impatiently(path: &Path) -> rusqlite::Result<Connection> {
    let connection = super::connect(path, false)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// What a lock guards here is whole at any time.
fn lock<T>(guarded: &Mutex<T>) -> MutexGuard<'_, T> {
    guarded.lock().unwrap_or_else(PoisonError::into_inner)
}

fn try_lock<T>(guarded: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match guarded.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl Idle {
    fn take(&self) -> Option<Connection> {
        lock(&self.0).pop()
    }

    fn give(&self, connection: Connection) {
        let mut idle = lock(&self.0);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
