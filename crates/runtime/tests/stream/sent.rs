//! Responses that are streams, from a server to a client in the same process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use specwright_runtime::client::{Builder, Core, Transport};
use specwright_runtime::http::{self, Method, StatusCode};
use specwright_runtime::json::BySerde;
use specwright_runtime::parameter::Path;
use specwright_runtime::server::{NoVerifier, Operation, Reply, Server, Service};
use specwright_runtime::stream::{
    ByteStream, Event, EventData, EventStream, Format, ItemStream, StreamErrorKind,
};
use specwright_runtime::{axum, json_by_serde};
use tower::ServiceExt;

use crate::bodies::{StreamCall, collect, open};

struct Plain;

impl Service for Plain {
    type Principal = ();
}

static STREAM: Operation = Operation {
    id: "stream",
    method: Method::GET,
    path: Path::new("/stream"),
    security: &[],
    required_scopes: &[],
};

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Point {
    x: f64,
    label: String,
}

json_by_serde!(Point);

/// A server with one response.
fn server(reply: impl FnOnce(Reply) -> Reply) -> Router {
    let reply = Mutex::new(Some(reply(Reply::new(StatusCode::OK))));
    let server = Server::new(Plain, NoVerifier).route(&STREAM, move |server, input| {
        let reply = reply.lock().unwrap().take().unwrap();
        async move {
            let context = server.skip_authentication(&STREAM, input.head()).await;
            match context {
                Ok(context) => server.respond(&context.exchange(), Ok(reply)),
                Err(response) => response,
            }
        }
    });
    server.into_router()
}

fn client(router: Router) -> Core {
    let mut builder = Builder::new("http://api.example");
    builder.transport(Transport::new(router.map_request(
        |request: http::Request<specwright_runtime::client::Body>| request.map(Body::new),
    )));
    builder.build().unwrap()
}

async fn respond(router: Router, accept: &str) -> Response {
    let request = http::Request::get("/stream").header("accept", accept);
    router
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn text(response: Response) -> Result<String, String> {
    let body = response.into_body().collect().await;
    let body = body.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(body.to_bytes().to_vec()).unwrap())
}

fn points() -> Vec<Point> {
    let point = |x: f64, label: &str| Point {
        x,
        label: label.to_owned(),
    };
    vec![
        point(0.1, "a\nb\r\u{1e}"),
        point(-1e300, ""),
        point(1.0, "[DONE]"),
    ]
}

#[tokio::test]
async fn items_arrive_as_they_were_sent() {
    let router = server(|reply| {
        reply.lines(
            "application/jsonl",
            ItemStream::of_items(stream::iter(points())),
        )
    });
    let items: ItemStream<Point> = open(&client(router), Format::Lines).await;
    assert_eq!(
        collect(items).await,
        points().into_iter().map(Ok).collect::<Vec<_>>()
    );
    let router = server(|reply| {
        reply.records(
            "application/json-seq",
            ItemStream::of_items(stream::iter(points())),
        )
    });
    let items: ItemStream<Point> = open(&client(router), Format::Records).await;
    assert_eq!(
        collect(items).await,
        points().into_iter().map(Ok).collect::<Vec<_>>()
    );
    for sentinel in [None, Some("[DONE]")] {
        let mut events = EventStream::of_data(stream::iter(points()));
        if let Some(sentinel) = sentinel {
            events = events.until(sentinel);
        }
        let router = server(|reply| reply.events("text/event-stream", EventData::Json, events));
        let mut events: EventStream<Point> =
            open(&client(router), Format::Events(EventData::Json)).await;
        if let Some(sentinel) = sentinel {
            events = events.until(sentinel);
        }
        let items = collect(events.into_data()).await;
        assert_eq!(items, points().into_iter().map(Ok).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn events_arrive_as_they_were_sent() {
    let sent = || {
        vec![
            Event::new("a\n\n b\n".to_owned())
                .event(" x: y")
                .id("")
                .retry(Duration::from_millis(7)),
            Event::new(String::new()),
            Event::new(": [DONE]".to_owned()).id("ä"),
        ]
    };
    let events = EventStream::new(stream::iter(sent().into_iter().map(Ok::<_, String>)));
    let router = server(|reply| reply.events("text/event-stream", EventData::Text, events));
    let events: EventStream<String> = open(&client(router), Format::Events(EventData::Text)).await;
    assert_eq!(
        collect(events).await,
        sent().into_iter().map(Ok).collect::<Vec<_>>()
    );

    let sent = [
        json!({ "data": "a\nb", "event": "x", "id": "1", "retry": 5 }),
        json!({ "data": "" }),
    ];
    let events = EventStream::of_data(stream::iter(sent.clone()));
    let router = server(|reply| reply.events("text/event-stream", EventData::Whole, events));
    let items: ItemStream<Value> = open(&client(router), Format::Events(EventData::Whole)).await;
    assert_eq!(collect(items).await, sent.map(Ok));
}

#[tokio::test]
async fn formats_have_their_syntax() {
    let values = || ItemStream::of_items(stream::iter([json!(1), json!({ "a": "\n" })]));
    let response = respond(
        server(|reply| reply.lines("application/jsonl", values())),
        "*/*",
    )
    .await;
    assert_eq!(response.headers()["content-type"], "application/jsonl");
    assert_eq!(response.headers().get("content-length"), None);
    assert_eq!(text(response).await.unwrap(), "1\n{\"a\":\"\\n\"}\n");
    let router = server(|reply| reply.records("application/json-seq", values()));
    let response = respond(router, "*/*").await;
    assert_eq!(
        text(response).await.unwrap(),
        "\u{1e}1\n\u{1e}{\"a\":\"\\n\"}\n"
    );
    let event = Event::new("a\r\n\rb".to_owned())
        .event("x")
        .id("1")
        .retry(Duration::from_secs(2));
    let events = EventStream::new(stream::iter([Ok::<_, String>(event)])).until("end");
    let router = server(|reply| reply.events("text/event-stream", EventData::Text, events));
    let response = respond(router, "*/*").await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    assert_eq!(
        text(response).await.unwrap(),
        "event: x\nid: 1\nretry: 2000\ndata: a\ndata: \ndata: b\n\ndata: end\n\n"
    );
}

#[tokio::test]
async fn line_breaks_in_raw_json_are_no_separators() {
    let raw = || {
        let raw = serde_json::value::RawValue::from_string("{\n\"a\":\r\n1}".to_owned());
        BySerde::new(raw.unwrap())
    };
    let items = ItemStream::of_items(stream::iter([raw(), raw()]));
    let router = server(|reply| reply.lines("application/jsonl", items));
    let items: ItemStream<Value> = open(&client(router), Format::Lines).await;
    assert_eq!(
        collect(items).await,
        [Ok(json!({ "a": 1 })), Ok(json!({ "a": 1 }))]
    );
}

/// Sends an event after one that is valid, and returns what the client receives.
async fn sent_second(
    data: EventData,
    event: Event<Value>,
    end: &str,
) -> Vec<Result<Value, StreamErrorKind>> {
    let first = match data {
        EventData::Json | EventData::Text => json!("first"),
        EventData::Whole => json!({ "data": "first" }),
    };
    let events = [Event::new(first), event].map(Ok::<_, String>);
    let events = EventStream::new(stream::iter(events)).until(end);
    let router = server(|reply| reply.events("text/event-stream", data, events));
    let items: ItemStream<Value> = open(&client(router), Format::Events(data)).await;
    collect(items).await
}

#[tokio::test]
async fn an_event_that_cannot_be_encoded_breaks_the_response() {
    use EventData::{Json, Text, Whole};
    let event = || Event::new(json!("a"));
    for (data, event) in [
        (Text, event().event("x\ndata: b")),
        (Json, event().id("x\r")),
        (Json, event().id("\0")),
        (Text, Event::new(json!(1))),
        (Text, Event::new(json!("end"))),
        (Whole, event()),
        (Whole, Event::new(json!({ "data": 1 }))),
        (Whole, Event::new(json!({ "data": "a", "event": "x\ny" }))),
        (Whole, Event::new(json!({ "data": "a", "retry": -1 }))),
        (Whole, Event::new(json!({ "data": "a", "other": "b" }))),
    ] {
        let found = sent_second(data, event.clone(), "end").await;
        assert_eq!(found.len(), 2, "{event:?} {found:?}");
        assert!(found[0].is_ok(), "{event:?}");
        assert_eq!(found[1], Err(StreamErrorKind::Incomplete), "{event:?}");
    }
    assert!(
        sent_second(Text, event(), "end")
            .await
            .iter()
            .all(Result::is_ok)
    );
}

#[tokio::test]
async fn an_error_of_the_producer_breaks_the_response() {
    let items = || ItemStream::new(stream::iter([Ok(1.5), Err("secret"), Ok(2.0)]));
    for (format, router) in [
        (
            Format::Lines,
            server(|reply| reply.lines("application/jsonl", items())),
        ),
        (
            Format::Records,
            server(|reply| reply.records("application/json-seq", items())),
        ),
    ] {
        let stream: ItemStream<f64> = open(&client(router), format).await;
        assert_eq!(
            collect(stream).await,
            [Ok(1.5), Err(StreamErrorKind::Incomplete)]
        );
    }
    // A number that is not finite has no JSON.
    let items = ItemStream::of_items(stream::iter([1.5, f64::NAN]));
    let router = server(|reply| reply.lines("application/jsonl", items));
    let stream: ItemStream<f64> = open(&client(router), Format::Lines).await;
    assert_eq!(
        collect(stream).await,
        [Ok(1.5), Err(StreamErrorKind::Incomplete)]
    );
    let bytes = ByteStream::new(stream::iter([Ok("a".into()), Err("secret")]));
    let router = server(|reply| reply.byte_stream("text/plain", bytes));
    assert!(text(respond(router, "*/*").await).await.is_err());
}

#[tokio::test]
async fn a_producer_can_be_read_directly() {
    let mut items = ItemStream::new(stream::iter([Ok(1), Err("broken"), Ok(2)]));
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.index()),
        (StreamErrorKind::Producer, Some(1))
    );
    assert_eq!(error.to_string(), "item 1: the source of the stream failed");
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert!(items.next().await.is_none());
    // An error keeps its kind when its stream is the source of another one.
    let inner = ByteStream::new(stream::iter([Err("broken")]));
    let mut outer = ByteStream::new(inner);
    let error = outer.next().await.unwrap().unwrap_err();
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "broken"
    );
}

#[tokio::test(start_paused = true)]
async fn comments_keep_silent_events_open() {
    let events = stream::iter([1, 2, 3]).then(|number| async move {
        let pause = if number == 2 { 40 } else { 10 };
        tokio::time::sleep(Duration::from_secs(pause)).await;
        number
    });
    let events = EventStream::of_data(events);
    let router = server(|reply| reply.events("text/event-stream", EventData::Json, events));
    let response = respond(router, "*/*").await;
    assert_eq!(
        text(response).await.unwrap(),
        "data: 1\n\n:\n:\ndata: 2\n\ndata: 3\n\n"
    );
}

#[tokio::test]
async fn the_producer_is_polled_only_on_demand() {
    struct Guard(Arc<AtomicU64>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.store(u64::MAX, Ordering::Relaxed);
        }
    }
    for format in [
        Format::Lines,
        Format::Records,
        Format::Events(EventData::Json),
    ] {
        let produced = Arc::new(AtomicU64::new(0));
        let guard = Guard(Arc::clone(&produced));
        let numbers = stream::iter(0_u64..).map(move |number| {
            guard.0.store(number + 1, Ordering::Relaxed);
            number
        });
        let router = server(|reply| match format {
            Format::Lines => reply.lines("application/jsonl", ItemStream::of_items(numbers)),
            Format::Records => reply.records("application/json-seq", ItemStream::of_items(numbers)),
            Format::Events(data) => {
                reply.events("text/event-stream", data, EventStream::of_data(numbers))
            }
            Format::Bytes => reply,
        });
        let mut items: ItemStream<u64> = open(&client(router), format).await;
        assert_eq!(produced.load(Ordering::Relaxed), 0);
        for number in 0..100 {
            assert_eq!(items.next().await.unwrap().unwrap(), number);
            assert_eq!(produced.load(Ordering::Relaxed), number + 1);
        }
        drop(items);
        assert_eq!(produced.load(Ordering::Relaxed), u64::MAX);
    }
}

#[tokio::test]
async fn bytes_have_a_length_if_it_is_known() {
    let router = server(|reply| reply.byte_stream("text/plain", "abc".into()));
    let response = respond(router, "*/*").await;
    assert_eq!(response.headers()["content-length"], "3");
    assert_eq!(text(response).await.unwrap(), "abc");
    let router = server(|reply| {
        let chunks = stream::iter([Ok::<_, String>("ab".into()), Ok("c".into())]);
        reply.byte_stream("text/plain", ByteStream::new(chunks))
    });
    let response = respond(router, "*/*").await;
    assert_eq!(response.headers().get("content-length"), None);
    assert_eq!(text(response).await.unwrap(), "abc");
}

#[tokio::test]
async fn the_request_selects_json_or_a_stream() {
    let router = || {
        server(|reply| {
            let events = EventStream::of_data(stream::iter([1, 2]));
            let reply = reply.json(&BySerde::new([1, 2]));
            reply.events("text/event-stream", EventData::Json, events)
        })
    };
    let response = respond(router(), "text/event-stream").await;
    assert_eq!(response.headers()["vary"], "accept");
    assert_eq!(text(response).await.unwrap(), "data: 1\n\ndata: 2\n\n");
    let response = respond(router(), "application/json").await;
    assert_eq!(response.headers().get("cache-control"), None);
    assert_eq!(text(response).await.unwrap(), "[1,2]");
    let call = StreamCall::new(&client(router()), Format::Events(EventData::Json));
    let response = call.send::<ItemStream<i64>>().await.unwrap();
    assert_eq!(response.header_map()["content-type"], "text/event-stream");
    assert_eq!(collect(response.into_body()).await, [Ok(1), Ok(2)]);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn streams_work_over_the_default_transport() {
    let serve = async |router: Router| {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Builder::new(origin).build().unwrap()
    };
    for is_broken in [false, true] {
        // A pause, so that the item before the error is sent.
        let items = stream::iter([Ok(1.0), Ok(2.0), Err("broken")]).then(async |item| {
            tokio::time::sleep(Duration::from_millis(50)).await;
            item
        });
        let items = ItemStream::new(items.take(if is_broken { 3 } else { 2 }));
        let core = serve(server(|reply| reply.lines("application/jsonl", items))).await;
        let items: ItemStream<f64> = open(&core, Format::Lines).await;
        let mut expected = vec![Ok(1.0), Ok(2.0)];
        expected.extend(is_broken.then_some(Err(StreamErrorKind::Incomplete)));
        assert_eq!(collect(items).await, expected);
    }
    let content = vec![b'a'; 1_000_000];
    let body = ByteStream::from(content.clone());
    let core = serve(server(|reply| reply.byte_stream("text/plain", body))).await;
    let bytes: ByteStream = open(&core, Format::Bytes).await;
    assert_eq!(bytes.size(), Some(1_000_000));
    assert_eq!(bytes.bytes(usize::MAX).await.unwrap(), content);
    // The producer is dropped when the client disconnects.
    let (sender, dropped) = tokio::sync::oneshot::channel::<()>();
    let silent = stream::iter([1])
        .chain(stream::pending())
        .map(move |item: i32| {
            let _ = &sender;
            item
        });
    let events = EventStream::of_data(silent);
    let router = server(|reply| reply.events("text/event-stream", EventData::Json, events));
    let mut events: EventStream<i32> =
        open(&serve(router).await, Format::Events(EventData::Json)).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    drop(events);
    let _ = tokio::time::timeout(Duration::from_secs(10), dropped)
        .await
        .unwrap();
}

#[test]
fn debug_shows_no_content() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Reply>();
    let reply = Reply::new(StatusCode::OK)
        .byte_stream("text/plain", "secret".into())
        .lines(
            "application/jsonl",
            ItemStream::of_items(stream::iter(["secret".to_owned()])),
        );
    assert!(!format!("{reply:?}").contains("secret"), "{reply:?}");
}
