//! Connections for reading, made when they are needed and kept for the next reader.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::quick::{Attempt, Quick};
use crate::server::store::StoreError;

/// How many idle connections are kept.
const KEPT: usize = 16;

/// How many times a reader lets others go on before it no longer waits for the quick connection.
const TURNS: usize = 64;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    /// They wait for a lock of the file.
    patient: Arc<Idle>,
    quick: Quick,
}

#[derive(Debug, Default)]
struct Idle(Mutex<Vec<Connection>>);

impl Readers {
    pub(super) fn new(path: PathBuf, quick: Quick) -> Self {
        Self {
            path,
            patient: Arc::default(),
            quick,
        }
    }

    /// Runs a query that looks up a row, on this thread. That takes microseconds where a visit to another thread takes longer; where it
    /// would have to wait, or fails, it is run anew on a thread that may.
    pub(super) async fn run_here<T: Send + 'static>(
        &self,
        query: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        for _ in 0..TURNS {
            match self.quick.attempt(&query) {
                Attempt::Answered(answer) => return Ok(answer),
                Attempt::Taken => tokio::task::yield_now().await,
                Attempt::Failed => break,
            }
        }
        let (quick, path) = (self.quick.clone(), self.path.clone());
        let answer = self.run(move |connection| {
            let answer = query(connection)?;
            // Whoever comes next tries again to fill the place.
            quick.fill(&path);
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
            Ok(answer) => answer
                .map_err(|error: rusqlite::Error| StoreError(format!("reading failed: {error}"))),
            Err(error) => Err(StoreError(format!("a reader ended: {error}"))),
        }
    }
}

/// What a lock guards here is whole at any time.
fn lock<T>(guarded: &Mutex<T>) -> MutexGuard<'_, T> {
    guarded.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The quick connection has other owners, which may live on for a moment.
impl Drop for Readers {
    fn drop(&mut self) {
        self.quick.close();
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
