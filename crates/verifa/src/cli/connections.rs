//! Serving connections: with bounds on time, size and number, and an end that lets finish what runs.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Semaphore;

/// How long the head of a request may take, and how long a connection may stay idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How many bytes the head of a request may have.
const MAX_HEAD: usize = 64 * 1024;

/// How many connections are served at once; more of them wait to be accepted.
const MAX_CONNECTIONS: usize = 4096;

/// How long requests may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// The signals that stop the program.
pub struct StopSignal {
    terminate: Signal,
    interrupt: Signal,
}

/// Begins to receive the signals.
pub fn stop_signal() -> io::Result<StopSignal> {
    Ok(StopSignal { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
}

/// Serves until a signal comes, then until what runs is finished or the time for that is over.
pub async fn serve(listener: TcpListener, app: Router, mut stop: StopSignal) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stop.received() => break,
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
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping: no more connections are accepted");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("some requests were still running and are cut off"),
        () = stop.received() => tracing::warn!("stopped at once by a second signal"),
    }
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

impl StopSignal {
    async fn received(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
