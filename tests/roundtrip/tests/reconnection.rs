//! Streams of events over connections that break.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream;
use operation_driver::{AnyCredential, KEY};
use specwright_runtime::client::{CallOptions, RetryPolicy};
use specwright_runtime::server::{Context, Failure, Service};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use zoo_client::{Client, Event, EventStream};
use zoo_server::{
    Animals, Files, Hosts, Notes, Operations, Records, Reports, Search, Streams, Visits,
    WatchSoundsRequest, WatchSoundsResponse,
};

/// The number of connections that break before a stream is complete, at least.
const CUTS: usize = 100;
/// The number of events of a stream.
const EVENTS: usize = 3_000;
/// The maximum number of bytes that a connection passes on.
const MAX_BYTES: usize = 2_000;

/// A server whose events continue after the last one that the client has received.
struct Night;

impl Service for Night {
    type Principal = ();
}

impl Streams for Night {
    async fn watch_sounds(
        &self,
        context: Context<()>,
        _: WatchSoundsRequest,
    ) -> Result<WatchSoundsResponse, Failure> {
        let last = context.last_event_id().and_then(|id| id.parse().ok());
        let events = (last.unwrap_or(0)..EVENTS).map(|number| event(number + 1));
        let events = stream::iter(events.map(Ok::<_, Infallible>));
        Ok(WatchSoundsResponse::Ok {
            body: EventStream::new(events).until("[DONE]"),
        })
    }
}

impl Animals for Night {}
impl Files for Night {}
impl Hosts for Night {}
impl Notes for Night {}
impl Operations for Night {}
impl Records for Night {}
impl Reports for Night {}
impl Search for Night {}
impl Visits for Night {}

/// An event with characters of several bytes, and data of several lines.
fn event(number: usize) -> Event<String> {
    Event::new(format!("h\u{fc}-h\u{fc} \u{1f989}\n{number}")).id(number.to_string())
}

async fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = zoo_server::router(Night, AnyCredential);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// Passes connections on to a server, and closes each after a random number of bytes of the response.
/// Counts the connections.
async fn cut(server: SocketAddr, connections: Arc<AtomicUsize>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut random = Random(1);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::Relaxed);
            let bytes = random.below(MAX_BYTES);
            tokio::spawn(pass_on(client, server, bytes));
        }
    });
    Ok(address)
}

async fn pass_on(mut client: TcpStream, server: SocketAddr, bytes: usize) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut requests, mut to_client) = client.split();
    let (responses, mut to_server) = server.split();
    let mut responses = responses.take(bytes.try_into().unwrap_or(u64::MAX));
    tokio::select! {
        _ = tokio::io::copy(&mut requests, &mut to_server) => {}
        _ = tokio::io::copy(&mut responses, &mut to_client) => {}
    }
    to_client.shutdown().await
}

/// Numbers that look random (a linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

#[tokio::test]
async fn every_event_arrives_once_over_connections_that_break() {
    let server = serve().await.expect("a local address is free");
    let connections = Arc::default();
    let proxy = cut(server, Arc::clone(&connections)).await;
    let proxy = proxy.expect("a local address is free");
    let client = Client::builder()
        .server(format!("http://{proxy}"))
        .key(KEY)
        .build()
        .expect("the settings are valid");
    let policy = RetryPolicy::default()
        .attempts(100)
        .delays(Duration::ZERO, Duration::ZERO);
    let call = client.watch_sounds().with_retry(policy.clone());
    let response = call.with_reconnect(policy).await.expect("a stream");
    let mut events = response.into_body().until("[DONE]");
    for number in 1..=EVENTS {
        let received = events.next().await.expect("an event").expect("valid");
        assert_eq!(received, event(number));
    }
    assert!(events.next().await.is_none());
    let connections = connections.load(Ordering::Relaxed);
    assert!(connections > CUTS, "{connections} connections");
}
