//! Graceful shutdown: its start, and the tasks that must finish first.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The shutdown state of a server. Clones share the state.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    begun: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Begins the shutdown. The server is not ready from now on.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Returns whether the shutdown has begun.
    pub fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until the shutdown begins.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Spawns a task that finishes before the server exits, even if the client disconnects.
    pub fn spawn<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.tasks.spawn(task)
    }

    /// Waits until all spawned tasks are finished. No task should be spawned afterwards.
    pub async fn tasks_finished(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
