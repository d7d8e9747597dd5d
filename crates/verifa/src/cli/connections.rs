//! Serving connections, with limits on time, size and number, and with a graceful shutdown.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::Service as _;

/// The default maximum number of open connections.
pub const DEFAULT_CONNECTIONS: u32 = 4096;

/// One in this many connection slots is reserved for active clients: connections that take one of
/// these last slots have a shorter timeout, so that a flood of idle connections cannot exclude
/// other clients for long.
const RESERVED_FRACTION: usize = 8;

/// The divisor of the timeout of connections in reserved slots.
const TIMEOUT_DIVISOR: u32 = 10;

/// The pause after a connection could not be accepted.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// The limits of connections. hyper itself rejects more than 100 headers.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of open connections. Further connections wait to be accepted.
    pub connections: usize,
    /// The timeout of the head of a request, counted from the end of the previous request. It
    /// therefore also limits how long a connection may be idle.
    pub head_timeout: Duration,
    /// The maximum size of the head of a request, in bytes.
    pub head_size: usize,
    /// The time for which a client may stop reading the data that is written to it.
    pub write_stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: DEFAULT_CONNECTIONS as usize,
            head_timeout: Duration::from_secs(15),
            head_size: 64 * 1024,
            write_stall: Duration::from_secs(30),
        }
    }
}

/// A server on one listener.
struct ConnectionServer {
    app: Router,
    limits: Limits,
    http: http1::Builder,
    /// The builder for connections in reserved slots.
    http_reserved: http1::Builder,
    slots: Arc<Semaphore>,
    graceful: GracefulShutdown,
}

/// Serves connections until `stopped` resolves. Then accepts no more connections, and returns when
/// all requests in progress are answered.
///
/// `track` is called for each connection. Its result is dropped when the connection ends.
pub async fn serve<G: Send + 'static>(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stopped: impl Future<Output = ()>,
    track: impl Fn() -> G,
) {
    let server = ConnectionServer::new(app, limits);
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &server.slots) => accepted,
            () = &mut stopped => break,
        };
        match accepted {
            Ok((stream, slot)) => server.spawn(stream, (slot, track())),
            // The client has disconnected already, which must not delay other clients.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                // Usually too many files are open. After a pause, some may be closed.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
    drop(listener);
    server.graceful.shutdown().await;
}

impl ConnectionServer {
    fn new(app: Router, limits: Limits) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .max_header_size(limits.head_size)
            .max_buf_size(limits.head_size);
        let mut http_reserved = http.clone();
        http_reserved.header_read_timeout(limits.head_timeout / TIMEOUT_DIVISOR);
        Self {
            app,
            limits,
            http,
            http_reserved,
            slots: Arc::new(Semaphore::new(limits.connections)),
            graceful: GracefulShutdown::new(),
        }
    }

    /// Serves a connection in a task. `guard` is dropped when the connection ends.
    fn spawn(&self, stream: TcpStream, guard: impl Send + 'static) {
        let is_reserved =
            self.slots.available_permits() < self.limits.connections / RESERVED_FRACTION;
        let http = if is_reserved {
            &self.http_reserved
        } else {
            &self.http
        };
        let stream = TokioIo::new(with_write_timeout(stream, self.limits.write_stall));
        let (app, slots) = (self.app.clone(), Arc::clone(&self.slots));
        let service = service_fn(move |request| answer(app.clone(), Arc::clone(&slots), request));
        let connection = self.graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(guard);
        });
    }
}

/// Answers a request. While no connection slot is free, also closes the connection, so that clients
/// that stay just busy enough cannot exclude other clients.
async fn answer(
    mut app: Router,
    slots: Arc<Semaphore>,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut response = app.call(request.map(Body::new)).await?;
    if slots.available_permits() == 0 {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Waits for a free slot, and then for a connection.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    // Without TCP_NODELAY, responses are delayed.
    let _ = stream.set_nodelay(true);
    Ok((stream, slot))
}

fn with_write_timeout(
    stream: TcpStream,
    write_stall: Duration,
) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_stall));
    Box::pin(stream)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::{Limits, serve};

    const SHORT: Duration = Duration::from_millis(300);
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// More than the socket buffers of both ends hold.
    const LARGE: usize = 64 * 1024 * 1024;

    /// Starts a server. The strong count of the result is the number of open connections plus one.
    async fn start(limits: Limits) -> (SocketAddr, Arc<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = Router::new()
            .route("/", get(async || "ok"))
            .route("/large", get(async || vec![b'x'; LARGE]));
        let open = Arc::new(());
        let opened = Arc::downgrade(&open);
        tokio::spawn(serve(
            listener,
            app,
            limits,
            std::future::pending(),
            move || opened.upgrade(),
        ));
        (address, open)
    }

    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.expect("a connection")
    }

    /// Reads the head of a response and a body of two bytes.
    async fn read_ok(stream: &mut TcpStream) {
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\nok") {
            assert_ne!(
                stream.read_buf(&mut answer).await.expect("a response"),
                0,
                "{}",
                String::from_utf8_lossy(&answer)
            );
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
    }

    /// Waits at most 5 s until no connection is open, and returns the time since `since`.
    async fn all_closed(open: &Arc<()>, since: Instant) -> Duration {
        while Arc::strong_count(open) > 1 {
            assert!(
                since.elapsed() < Duration::from_secs(5),
                "a connection is still open"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        since.elapsed()
    }

    #[tokio::test]
    async fn idle_connections_do_not_keep_the_last_slots() {
        let limits = Limits {
            connections: 16,
            head_timeout: Duration::from_secs(20),
            ..Limits::default()
        };
        let (address, _) = start(limits).await;
        let mut idle = Vec::new();
        for _ in 0..16 {
            idle.push(connect(address).await);
        }
        let mut late = connect(address).await;
        late.write_all(REQUEST).await.expect("written");
        let answered = tokio::time::timeout(Duration::from_secs(15), read_ok(&mut late)).await;
        answered.expect("answered long before the idle timeout of the first connections");
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed() {
        let (address, open) = start(Limits {
            head_timeout: SHORT,
            ..Limits::default()
        })
        .await;
        let mut idle = connect(address).await;
        // The connection is kept alive after the response, and then idle.
        for _ in 0..2 {
            tokio::time::sleep(SHORT / 2).await;
            idle.write_all(REQUEST).await.expect("sent");
            read_ok(&mut idle).await;
        }
        let took = all_closed(&open, Instant::now()).await;
        assert!(took >= SHORT / 2, "{took:?}");
        assert_eq!(
            idle.read(&mut [0; 64]).await.expect("its end"),
            0,
            "the connection is closed without a response"
        );
    }

    #[tokio::test]
    async fn waiting_clients_get_the_slots_of_busy_ones() {
        let (address, _open) = start(Limits {
            connections: 1,
            ..Limits::default()
        })
        .await;
        let mut busy = connect(address).await;
        let mut waiting = connect(address).await;
        waiting.write_all(REQUEST).await.expect("sent");
        tokio::time::timeout(SHORT, waiting.read_u8())
            .await
            .expect_err("the slot is in use");
        busy.write_all(REQUEST).await.expect("sent");
        read_ok(&mut busy).await;
        assert_eq!(
            busy.read(&mut [0; 64]).await.expect("its end"),
            0,
            "the busy connection is closed after its response"
        );
        tokio::time::timeout(SHORT * 5, waiting.read_u8())
            .await
            .expect("the waiting client gets the slot")
            .expect("a response");
    }

    #[tokio::test]
    async fn a_slow_head_is_disconnected() {
        let (address, open) = start(Limits {
            head_timeout: SHORT,
            ..Limits::default()
        })
        .await;
        let mut slow = connect(address).await;
        slow.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
        let since = Instant::now();
        let mut writing = tokio::spawn(async move {
            // Each header arrives in time, but the whole head does not.
            while slow.write_all(b"a: b\r\n").await.is_ok() {
                tokio::time::sleep(SHORT / 6).await;
            }
        });
        tokio::time::sleep(SHORT / 2).await;
        assert_eq!(Arc::strong_count(&open), 2, "the connection is open");
        let took = all_closed(&open, since).await;
        assert!(took >= SHORT / 2, "{took:?}");
        tokio::time::timeout(Duration::from_secs(5), &mut writing)
            .await
            .expect("the connection is closed")
            .expect("no panic");
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_disconnected_and_a_slow_reader_is_not() {
        let (address, open) = start(Limits {
            write_stall: SHORT,
            ..Limits::default()
        })
        .await;
        let mut greedy = connect(address).await;
        greedy
            .write_all(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .expect("sent");
        let since = Instant::now();
        tokio::time::sleep(SHORT / 2).await;
        assert_eq!(Arc::strong_count(&open), 2, "the connection is open");
        let took = all_closed(&open, since).await;
        assert!(took >= SHORT, "{took:?}");

        let mut slow = connect(address).await;
        slow.write_all(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await
            .expect("sent");
        let (mut read, mut buffer) = (0, vec![0; 4 * 1024 * 1024]);
        let since = Instant::now();
        loop {
            let more = slow
                .read(&mut buffer)
                .await
                .expect("the connection stays open");
            if more == 0 {
                break;
            }
            // With the pauses, the whole transfer takes longer than the write timeout.
            if since.elapsed() < 2 * SHORT {
                tokio::time::sleep(SHORT / 6).await;
            }
            read += more;
        }
        assert!(
            read > LARGE && since.elapsed() > SHORT,
            "{read} bytes in {:?}",
            since.elapsed()
        );
    }

    #[tokio::test]
    async fn heads_are_limited_in_headers_and_bytes() {
        let (address, _open) = start(Limits::default()).await;
        let fields = |count: usize| "a: b\r\n".repeat(count);
        for (fields, status) in [
            (fields(100), "200"),
            (fields(101), "431"),
            (format!("a: {}\r\n", "b".repeat(64 * 1024)), "431"),
        ] {
            let mut stream = connect(address).await;
            // The server may answer and close before it has read the whole head.
            let _ = stream
                .write_all(format!("GET / HTTP/1.1\r\n{fields}\r\n").as_bytes())
                .await;
            let mut start = [0; 12];
            stream.read_exact(&mut start).await.expect("a response");
            assert_eq!(
                String::from_utf8_lossy(&start),
                format!("HTTP/1.1 {status}")
            );
        }
    }

    #[tokio::test]
    async fn open_connections_never_exceed_the_limit() {
        let (address, open) = start(Limits {
            connections: 3,
            ..Limits::default()
        })
        .await;
        let mut streams = Vec::new();
        for _ in 0..10 {
            streams.push(connect(address).await);
        }
        tokio::time::sleep(SHORT).await;
        assert_eq!(Arc::strong_count(&open), 4);
        // Each connection that ends frees its slot for a waiting one, until all are answered.
        for mut stream in streams {
            stream.write_all(REQUEST).await.expect("sent");
            tokio::time::timeout(Duration::from_secs(5), read_ok(&mut stream))
                .await
                .expect("a slot becomes free");
        }
        all_closed(&open, Instant::now()).await;
    }
}
