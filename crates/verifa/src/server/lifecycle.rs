//! The end of a server: who has to know that it comes, and what it waits for.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Whether the server is stopping, and the work that is finished first. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    stopping: CancellationToken,
    work: TaskTracker,
}

impl Lifecycle {
    /// Says that the server stops: it is not ready from now on.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Whether the server is stopping.
    pub fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Waits until the server is stopping.
    pub async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    /// Runs work that is finished before the server ends, although whoever asked for it may have gone.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.work.spawn(work)
    }

    /// Waits until no such work is left. Nothing should ask for more by then.
    pub async fn finished(&self) {
        self.work.close();
        self.work.wait().await;
    }
}
