//! Deletes what has expired, a batch in each transaction, so that no request waits long.

use std::sync::Arc;
use std::time::Duration;

use crate::server::Shared;

/// How often expired idempotency keys are looked for.
const EVERY: Duration = Duration::from_secs(600);

/// How many of them go in one transaction.
const BATCH: usize = 500;

/// Deletes expired idempotency keys until the server stops.
#[must_use = "nothing is deleted until it runs"]
pub struct Reaper {
    pub(super) shared: Arc<Shared>,
}

impl Reaper {
    /// Runs until the server stops; a batch that was begun is finished.
    pub async fn run(self) {
        let shared = self.shared;
        while !shared.lifecycle.is_stopping() {
            match shared.store.reap(shared.clock.now(), BATCH).await {
                Ok(reaped) if reaped >= BATCH => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "expired idempotency keys could not be deleted")
                }
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shared.lifecycle.stopping() => {}
            }
        }
    }
}
