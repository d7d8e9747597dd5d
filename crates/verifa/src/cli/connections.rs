//! Serving connections: with bounds on time, size and number, and an end that lets finish what runs.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// What connections may take up. More than 100 header fields are refused by hyper itself.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many connections are served at once; more of them wait to be accepted.
    pub connections: usize,
    /// How long the head of a request may take, from the end of the one before on, so that it is also how long a connection
    /// may stay idle.
    pub head_timeout: Duration,
    /// How many bytes the head of a request may have.
    pub head_size: usize,
    /// How long a client may read nothing of what is written to it.
    pub write_stall: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { connections: 4096, head_timeout: Duration::from_secs(15), head_size: 64 * 1024, write_stall: Duration::from_secs(30) }
    }
}

/// Serves until `stopped`, accepts no more connections then, and ends when the last request is answered.
///
/// `opened` is called for each connection, and what it gives lives as long.
pub async fn serve<G: Send + 'static>(
    listener: TcpListener,
    app: Router,
    bounds: Bounds,
    stopped: impl Future<Output = ()>,
    opened: impl Fn() -> G,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head_timeout).max_buf_size(bounds.head_size);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(bounds.connections));
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stopped => break,
        };
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Mostly too many open files: waiting lets some be closed.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let stream = TokioIo::new(bounded(stream, bounds.write_stall));
        let connection = graceful.watch(http.serve_connection(stream, TowerToHyperService::new(app.clone())));
        let guard = opened();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop((place, guard));
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

fn bounded(stream: TcpStream, write_stall: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_stall));
    Box::pin(stream)
}
