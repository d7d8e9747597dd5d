//! Serving until a signal arrives, and the graceful shutdown.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use verifa::server::Parts;
use verifa::server::metrics::Metrics;
use verifa::server::shutdown::Shutdown;

use crate::cli::connections::{self, Limits};
use crate::cli::failure::Failure;
use crate::cli::signals::StopSignal;

/// The time that requests in progress may take during the shutdown: longer than the timeout of a
/// request.
const GRACE_PERIOD: Duration = Duration::from_secs(35);

/// The maximum number of connections to the internal address.
const INTERNAL_CONNECTIONS: usize = 64;

/// The listening sockets.
pub struct Listeners {
    pub public: TcpListener,
    /// The socket for `/metrics` and `/readyz`. Without it, the public socket serves them.
    pub internal: Option<TcpListener>,
}

/// Everything that serving needs besides the sockets.
pub struct Serving {
    pub parts: Parts,
    pub limits: Limits,
    pub metrics: Arc<Metrics>,
    pub shutdown: Shutdown,
    /// The time for which the server keeps accepting connections after the signal.
    pub stop_delay: Duration,
}

/// The tasks that a shutdown waits for.
struct Tasks {
    public: JoinHandle<()>,
    internal: Option<JoinHandle<()>>,
    reaper: JoinHandle<()>,
    /// Makes the public listener stop accepting connections.
    close_public: Arc<Notify>,
    /// Ends the internal listener.
    close_internal: Arc<Notify>,
}

impl Serving {
    /// Serves until a signal arrives. Then waits until all requests in progress are finished, the
    /// grace period is over, or a second signal arrives.
    pub async fn run(self, listeners: Listeners, mut stop: StopSignal) -> Result<(), Failure> {
        let shutdown = self.shutdown.clone();
        let stop_delay = self.stop_delay;
        let tasks = self.start(listeners);
        stop.received().await;
        shutdown.begin();
        if !stop_delay.is_zero() {
            tracing::info!(delay = ?stop_delay, "shutting down: no longer ready, but still accepting connections");
            tokio::select! {
                () = tokio::time::sleep(stop_delay) => {}
                () = stop.received() => return Err(second_signal()),
            }
        }
        tracing::info!("shutting down: no longer accepting connections");
        tokio::select! {
            () = tasks.finish(&shutdown) => Ok(()),
            () = tokio::time::sleep(GRACE_PERIOD) => {
                tracing::warn!("the grace period is over; canceling the requests in progress");
                Err(Failure::logged())
            }
            () = stop.received() => Err(second_signal()),
        }
    }

    fn start(self, listeners: Listeners) -> Tasks {
        let Parts {
            api,
            operations,
            reaper,
        } = self.parts;
        let close_public = Arc::new(Notify::new());
        let close_internal = Arc::new(Notify::new());
        let (public_app, internal) = match listeners.internal {
            Some(listener) => {
                // It reports that the server is not ready until every request is finished.
                let task = serve_internal(
                    listener,
                    operations,
                    self.limits,
                    Arc::clone(&close_internal),
                );
                (api, Some(tokio::spawn(task)))
            }
            None => (api.merge(operations), None),
        };
        let metrics = self.metrics;
        let closed = Arc::clone(&close_public);
        let public = tokio::spawn(async move {
            let stopped = closed.notified();
            let track = move || metrics.track_connection();
            connections::serve(listeners.public, public_app, self.limits, stopped, track).await;
        });
        Tasks {
            public,
            internal,
            reaper: tokio::spawn(reaper.run()),
            close_public,
            close_internal,
        }
    }
}

impl Tasks {
    /// Waits until all requests are answered and all tasks are finished.
    async fn finish(self, shutdown: &Shutdown) {
        self.close_public.notify_one();
        // A task that panicked is finished as well, and the panic hook has logged it.
        let _ = self.public.await;
        shutdown.tasks_finished().await;
        let _ = self.reaper.await;
        self.close_internal.notify_one();
        if let Some(internal) = self.internal {
            let _ = internal.await;
        }
    }
}

async fn serve_internal(listener: TcpListener, app: Router, limits: Limits, close: Arc<Notify>) {
    let limits = Limits {
        connections: INTERNAL_CONNECTIONS,
        ..limits
    };
    connections::serve(listener, app, limits, close.notified(), || ()).await;
}

fn second_signal() -> Failure {
    tracing::warn!("stopped immediately by a second signal");
    Failure::logged()
}
