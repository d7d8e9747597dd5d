//! Connections for reading, made when they are needed and kept for the next reader.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use crate::server::store::StoreError;

/// How many idle connections are kept.
const KEPT: usize = 16;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    /// They wait for a lock.
    patient: Arc<Idle>,
    /// They fail where they would have to wait.
    impatient: Arc<Idle>,
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
        if let Some(connection) = self.impatient.take()
            && let Ok(answer) = query(&connection)
        {
            self.impatient.give(connection);
            return Ok(answer);
        }
        let impatient = Arc::clone(&self.impatient);
        let path = self.path.clone();
        let answer = self.run(move |connection| {
            let answer = query(connection);
            if answer.is_ok() {
                let another = super::connect(&path, false)?;
                another.busy_timeout(Duration::ZERO)?;
                impatient.give(another);
            }
            answer
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

impl Idle {
    fn take(&self) -> Option<Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give(&self, connection: Connection) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}
