//! Connections for reading, made when they are needed and kept for the next reader.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::server::store::StoreError;

/// How many idle connections are kept.
const KEPT: usize = 16;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default() }
    }

    /// Runs a query on a thread that may wait.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let idle = Arc::clone(&self.idle);
        let path = self.path.clone();
        let read = move || {
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = match kept {
                Some(connection) => connection,
                None => super::connect(&path, false)?,
            };
            let answer = query(&connection)?;
            // Only a connection that has just worked is kept.
            let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(connection);
            }
            Ok(answer)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(answer) => answer.map_err(|error: rusqlite::Error| StoreError(format!("reading failed: {error}"))),
            Err(error) => Err(StoreError(format!("a reader ended: {error}"))),
        }
    }
}
