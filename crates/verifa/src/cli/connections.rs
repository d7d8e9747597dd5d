//! Serving connections: with bounds on time, size and number, and an end that lets finish what runs.

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

/// How many connections are served at once unless the operator says otherwise.
pub const DEFAULT_CONNECTIONS: u32 = 4096;

/// One in so many places is for those who have something to say: who takes one of these is waited for less, so that a flood of idle
/// connections holds up nobody for long.
const RESERVE: usize = 8;

/// By how much less.
const IMPATIENCE: u32 = 10;

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
        Self {
            connections: DEFAULT_CONNECTIONS as usize,
            head_timeout: Duration::from_secs(15),
            head_size: 64 * 1024,
            write_stall: Duration::from_secs(30),
        }
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
    http.timer(TokioTimer::new())
        .header_read_timeout(bounds.head_timeout)
        .max_header_size(bounds.head_size)
        .max_buf_size(bounds.head_size);
    let mut impatient = http.clone();
    impatient.header_read_timeout(bounds.head_timeout / IMPATIENCE);
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
            // Who has gone already is no reason to keep the others waiting.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) =>
            {
                continue;
            }
            Err(error) => {
                // Mostly too many open files: waiting lets some be closed.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let http = if places.available_permits() < bounds.connections / RESERVE {
            &impatient
        } else {
            &http
        };
        let stream = TokioIo::new(bounded(stream, bounds.write_stall));
        let service = {
            let (app, places) = (app.clone(), Arc::clone(&places));
            service_fn(move |request| answer(app.clone(), Arc::clone(&places), request))
        };
        let connection = graceful.watch(http.serve_connection(stream, service));
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

/// Answers a request, and ends its connection with that while all places are taken, so that those who stay just busy enough not to be
/// idle can't keep the others out.
async fn answer(
    mut app: Router,
    places: Arc<Semaphore>,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut response = app.call(request.map(Body::new)).await?;
    if places.available_permits() == 0 {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    // Without it, answers come a little later.
    let _ = stream.set_nodelay(true);
    Ok((stream, place))
}

fn bounded(stream: TcpStream, write_stall: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
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

    use super::{Bounds, serve};

    const SHORT: Duration = Duration::from_millis(300);
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// More than the buffers of both ends hold.
    const LARGE: usize = 64 * 1024 * 1024;

    /// Serves within these bounds, and gives what has as many owners as there are connections, and one more.
    async fn start(bounds: Bounds) -> (SocketAddr, Arc<()>) {
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
            bounds,
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

    /// Waits until no connection is served, at most 5 s, and tells how long that took.
    async fn all_closed(open: &Arc<()>, since: Instant) -> Duration {
        while Arc::strong_count(open) > 1 {
            assert!(
                since.elapsed() < Duration::from_secs(5),
                "a connection is still served"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        since.elapsed()
    }

    #[tokio::test]
    async fn the_last_places_are_not_for_idle_connections() {
        let bounds = Bounds {
            connections: 16,
            head_timeout: Duration::from_secs(20),
            ..Bounds::default()
        };
        let (address, _) = start(bounds).await;
        let mut idle = Vec::new();
        for _ in 0..16 {
            idle.push(connect(address).await);
        }
        let mut late = connect(address).await;
        late.write_all(REQUEST).await.expect("written");
        let answered = tokio::time::timeout(Duration::from_secs(15), read_ok(&mut late)).await;
        answered.expect("long before those who came first are given up");
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed() {
        let (address, open) = start(Bounds {
            head_timeout: SHORT,
            ..Bounds::default()
        })
        .await;
        let mut idle = connect(address).await;
        // It is kept alive, and then idle.
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
            "it is closed without a word"
        );
    }

    #[tokio::test]
    async fn those_who_wait_get_the_places_of_those_who_are_busy() {
        let (address, _open) = start(Bounds {
            connections: 1,
            ..Bounds::default()
        })
        .await;
        let mut busy = connect(address).await;
        let mut waiting = connect(address).await;
        waiting.write_all(REQUEST).await.expect("sent");
        tokio::time::timeout(SHORT, waiting.read_u8())
            .await
            .expect_err("the place is taken");
        busy.write_all(REQUEST).await.expect("sent");
        read_ok(&mut busy).await;
        assert_eq!(
            busy.read(&mut [0; 64]).await.expect("its end"),
            0,
            "it has to come back for more"
        );
        tokio::time::timeout(SHORT * 5, waiting.read_u8())
            .await
            .expect("it gets the place")
            .expect("a response");
    }

    #[tokio::test]
    async fn a_head_that_does_not_end_is_cut_off() {
        let (address, open) = start(Bounds {
            head_timeout: SHORT,
            ..Bounds::default()
        })
        .await;
        let mut slow = connect(address).await;
        slow.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
        let since = Instant::now();
        let mut writing = tokio::spawn(async move {
            // Each field is in time, and all of them are not.
            while slow.write_all(b"a: b\r\n").await.is_ok() {
                tokio::time::sleep(SHORT / 6).await;
            }
        });
        tokio::time::sleep(SHORT / 2).await;
        assert_eq!(Arc::strong_count(&open), 2, "it is served");
        let took = all_closed(&open, since).await;
        assert!(took >= SHORT / 2, "{took:?}");
        tokio::time::timeout(Duration::from_secs(5), &mut writing)
            .await
            .expect("it is cut off")
            .expect("no panic");
    }

    #[tokio::test]
    async fn a_client_that_reads_nothing_is_cut_off_and_one_that_reads_slowly_is_not() {
        let (address, open) = start(Bounds {
            write_stall: SHORT,
            ..Bounds::default()
        })
        .await;
        let mut greedy = connect(address).await;
        greedy
            .write_all(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .expect("sent");
        let since = Instant::now();
        tokio::time::sleep(SHORT / 2).await;
        assert_eq!(Arc::strong_count(&open), 2, "it is served");
        let took = all_closed(&open, since).await;
        assert!(took >= SHORT, "{took:?}");

        let mut slow = connect(address).await;
        slow.write_all(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await
            .expect("sent");
        let (mut read, mut buffer) = (0, vec![0; 4 * 1024 * 1024]);
        let since = Instant::now();
        loop {
            let more = slow.read(&mut buffer).await.expect("it is not cut off");
            if more == 0 {
                break;
            }
            // Pauses make the whole take longer than a client may be stalled.
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
    async fn heads_have_so_many_fields_and_bytes() {
        let (address, _open) = start(Bounds::default()).await;
        let fields = |count: usize| "a: b\r\n".repeat(count);
        for (fields, status) in [
            (fields(100), "200"),
            (fields(101), "431"),
            (format!("a: {}\r\n", "b".repeat(64 * 1024)), "431"),
        ] {
            let mut stream = connect(address).await;
            // The server may answer and close before it has read all.
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
    async fn no_more_than_the_places_are_served_at_once() {
        let (address, open) = start(Bounds {
            connections: 3,
            ..Bounds::default()
        })
        .await;
        let mut streams = Vec::new();
        for _ in 0..10 {
            streams.push(connect(address).await);
        }
        tokio::time::sleep(SHORT).await;
        assert_eq!(Arc::strong_count(&open), 4);
        // Each that leaves makes room for one that waits, until all are answered.
        for mut stream in streams {
            stream.write_all(REQUEST).await.expect("sent");
            tokio::time::timeout(Duration::from_secs(5), read_ok(&mut stream))
                .await
                .expect("it gets a place");
        }
        all_closed(&open, Instant::now()).await;
    }
}
