//! Periodic deletion of expired idempotency keys.
//!
//! Each transaction deletes a limited batch, so that no request waits long.

use std::sync::Arc;
use std::time::Duration;

use crate::server::state::ServerState;

/// The pause after all expired keys are deleted.
const INTERVAL: Duration = Duration::from_secs(600);

/// The maximum number of keys that one transaction deletes.
const BATCH: usize = 500;

/// Deletes expired idempotency keys until the server shuts down.
#[must_use = "nothing is deleted unless `run` is called"]
pub struct Reaper {
    pub(super) state: Arc<ServerState>,
}

impl Reaper {
    /// Runs until the shutdown begins. A batch in progress is completed.
    pub async fn run(self) {
        let state = self.state;
        while !state.shutdown.has_begun() {
            match state.store.delete_expired(state.clock.now(), BATCH).await {
                Ok(deleted) if deleted >= BATCH => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "could not delete expired idempotency keys")
                }
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = state.shutdown.begun() => {}
            }
        }
    }
}
