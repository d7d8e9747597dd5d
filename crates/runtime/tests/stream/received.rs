//! Responses that are streams, as a client receives them.

use std::convert::Infallible;
use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use specwright_runtime::bytes;
use specwright_runtime::client::{CallOptions, Core, Error, Operation, RawResponse, RetryPolicy};
use specwright_runtime::stream::{
    BoxError, ByteStream, Event, EventData, EventStream, Format, ItemStream, StreamErrorKind,
};
use tokio::time::Instant;

use crate::bodies::{Answer, BODY, GET, StreamCall, client, collect, items, open, splits};

type Item<T> = Result<T, StreamErrorKind>;

fn event(data: &str) -> Event<String> {
    Event::new(data.to_owned())
}

/// The events of a body, however it is divided into chunks.
async fn events(body: &str) -> Vec<Result<Event<String>, StreamErrorKind>> {
    let format = Format::Events(EventData::Text);
    let whole = items::<EventStream<String>>(format, vec![Ok(body.to_owned().into())]).await;
    for chunks in splits(body.as_bytes()) {
        let message = format!("{chunks:?}");
        let split = items::<EventStream<String>>(format, chunks).await;
        assert_eq!(split, whole, "{message}");
    }
    whole
}

#[tokio::test]
async fn events_are_interpreted_as_browsers_do() {
    let second = Duration::from_secs(1);
    let cases: Vec<(&str, Vec<Event<String>>)> = vec![
        ("", vec![]),
        ("data: a\r\ndata: b\r\n\r\n", vec![event("a\nb")]),
        ("data: a\n\n", vec![event("a")]),
        (
            "data: a\r\rdata: b\r\n\r\ndata: c\n\n",
            vec![event("a"), event("b"), event("c")],
        ),
        ("\u{feff}data: a\n\n", vec![event("a")]),
        ("\n\u{feff}data: a\n\ndata: b\n\n", vec![event("b")]),
        (": comment\n:\n\ndata:a\n:comment\n\n", vec![event("a")]),
        (
            "data: a\ndata:  b\ndata\ndata:\n\n",
            vec![event("a\n b\n\n")],
        ),
        ("data\n\ndata:\n\n", vec![event(""), event("")]),
        (
            "event: x\nid: 1\nretry: 1000\ndata: a: b\n\ndata: c\n\n",
            vec![event("a: b").event("x").id("1").retry(second), event("c")],
        ),
        ("event: x\n\nid: 1\n\ndata: a\n\n", vec![event("a")]),
        (
            "id: 1\0\nretry: 1x\nretry:-1\nevent:\ndata: a\nunknown: b\nData: c\n\n",
            vec![event("a")],
        ),
        ("id\ndata: ä€😀\n\n", vec![event("ä€😀").id("")]),
        ("data: a\n\n: the last comment", vec![event("a")]),
    ];
    for (body, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(Ok).collect();
        assert_eq!(events(body).await, expected, "{body:?}");
    }
}

#[tokio::test]
async fn invalid_utf8_in_events_is_replaced() {
    let body = Bytes::from_static(b"data: a\xffb\xe2\x82\ndata: \xf0\n\n");
    let format = Format::Events(EventData::Text);
    for chunks in splits(&body) {
        let found = items::<ItemStream<String>>(format, chunks).await;
        assert_eq!(found, [Ok("a\u{fffd}b\u{fffd}\n\u{fffd}".to_owned())]);
    }
}

#[tokio::test]
async fn events_end_with_the_sentinel() {
    let json = Format::Events(EventData::Json);
    for end in [
        "data: [DONE]\n\n",
        "data: [DONE]\n",
        "data:[DONE]",
        "",
        "data: [DONE]\n\nbroken",
    ] {
        let body = format!("data: 1\n\n{end}");
        for chunks in splits(body.as_bytes()) {
            let found = items::<ItemStream<i64>>(json, chunks).await;
            assert_eq!(found, [Ok(1)], "{end:?}");
        }
    }
    // A string can be the default sentinel.
    assert_eq!(events("data: [DONE]\n\n").await, [Ok(event("[DONE]"))]);

    let incomplete = || Err(StreamErrorKind::Incomplete);
    for (body, expected) in [
        (
            "data: 1\n\ndata: end\n\ndata: 2\n\n",
            vec![Ok("1".to_owned())],
        ),
        ("data: 1\n\ndata: end", vec![Ok("1".to_owned())]),
        ("data: 1\n\n", vec![Ok("1".to_owned()), incomplete()]),
        (
            "data: 1\n\ndata: en",
            vec![Ok("1".to_owned()), incomplete()],
        ),
    ] {
        let core = client([Answer::stream("text/event-stream", vec![Ok(body.into())])]).0;
        let stream: EventStream<String> = open(&core, Format::Events(EventData::Text)).await;
        let found = collect(stream.until("end").into_data()).await;
        assert_eq!(found, expected, "{body:?}");
    }
}

#[tokio::test]
async fn whole_events_are_objects() {
    let body = "data: a\ndata: b\nevent: x\nid: 7\nretry: 5\n\ndata: {\\}\n\n";
    let format = Format::Events(EventData::Whole);
    let found = items::<EventStream<Value>>(format, vec![Ok(body.into())]).await;
    let whole = json!({ "data": "a\nb", "event": "x", "id": "7", "retry": 5 });
    let whole = Event::new(whole)
        .event("x")
        .id("7")
        .retry(Duration::from_millis(5));
    assert_eq!(
        found,
        [Ok(whole), Ok(Event::new(json!({ "data": "{\\}" })))]
    );
}

#[tokio::test]
async fn lines_are_json_values() {
    use StreamErrorKind::{Decode, Incomplete};
    let cases: &[(&[u8], &[Item<i64>])] = &[
        (b"", &[]),
        (b"\n \r\n\n", &[]),
        (b"1\n2\n", &[Ok(1), Ok(2)]),
        (b"1\r\n\r\n 2 \r\n3", &[Ok(1), Ok(2), Ok(3)]),
        (b"1\n\"a\"\n3\n", &[Ok(1), Err(Decode), Ok(3)]),
        (
            b"1\n\xff\n{\n3\n",
            &[Ok(1), Err(Decode), Err(Decode), Ok(3)],
        ),
        (b"1\n{\"a\"", &[Ok(1), Err(Incomplete)]),
        (b"1\n{\"a\":1}", &[Ok(1), Err(Decode)]),
        (b"1\n-", &[Ok(1), Err(Incomplete)]),
    ];
    for (body, expected) in cases {
        for chunks in splits(body) {
            let found = items::<ItemStream<i64>>(Format::Lines, chunks).await;
            assert_eq!(found, *expected, "{}", body.escape_ascii());
        }
    }
}

#[tokio::test]
async fn records_are_json_values() {
    use StreamErrorKind::{Decode, Incomplete};
    let cases: &[(&[u8], &[Item<Value>])] = &[
        (b"", &[]),
        (b"\x1e\x1e\n\x1e", &[]),
        (b"\x1e1\n\x1e[2]\n", &[Ok(json!(1)), Ok(json!([2]))]),
        (
            b"\x1e{\n\"a\": [\n\"}\\\"\"]\n}\n",
            &[Ok(json!({ "a": ["}\""] }))],
        ),
        (
            b"\x1e\n 1 \x1e\"a\"\x1e[]",
            &[Ok(json!(1)), Ok(json!("a")), Ok(json!([]))],
        ),
        // A truncated record, and a number that may be truncated.
        (
            b"\x1e{\"a\"\x1e12\x1e3\n",
            &[Err(Decode), Err(Decode), Ok(json!(3))],
        ),
        (
            b"1\n\x1e2\n3\n\x1e4\n",
            &[Err(Decode), Ok(json!(2)), Err(Decode), Ok(json!(4))],
        ),
        (b"\x1e\"\xff\"\n\x1e1\n", &[Err(Decode), Ok(json!(1))]),
        (b"\x1e1", &[Err(Incomplete)]),
        (b"\x1etrue", &[Err(Incomplete)]),
        (b"\x1e{\"a\":1", &[Err(Incomplete)]),
        (b"1", &[Err(Incomplete)]),
    ];
    for (body, expected) in cases {
        for chunks in splits(body) {
            let found = items::<ItemStream<Value>>(Format::Records, chunks).await;
            assert_eq!(found, *expected, "{}", body.escape_ascii());
        }
    }
}

#[tokio::test]
async fn a_cut_body_is_never_a_short_success() {
    let bodies: [(Format, &str, &str); 3] = [
        (
            Format::Events(EventData::Json),
            "data: {\"a\": 10}\n\n|id: 1\r\ndata: [\r\ndata: 20]\r\n\r|\n: x\n|data: 30\n\n|",
            "text/event-stream",
        ),
        (
            Format::Records,
            "\u{1e}{\"a\": 10}\n|\u{1e}[20]\n|\u{1e}30\n|",
            "application/json-seq",
        ),
        (
            Format::Lines,
            "{\"a\": 10}\n|[20]\n|[30]\n|",
            "application/jsonl",
        ),
    ];
    for (format, marked, media_type) in bodies {
        let body = marked.replace('|', "");
        let whole = items::<ItemStream<Value>>(format, vec![Ok(body.clone().into())]).await;
        assert_eq!(whole.len(), 3, "{whole:?}");
        for end in 0..=body.len() {
            let cut = body.get(..end).unwrap().to_owned();
            let found = items::<ItemStream<Value>>(format, vec![Ok(cut.clone().into())]).await;
            let count = found.iter().take_while(|item| item.is_ok()).count();
            assert_eq!(found[..count], whole[..count], "{cut:?}");
            let is_end = found.len() == count;
            assert!(
                is_end || found[count..] == [Err(StreamErrorKind::Incomplete)],
                "{cut:?}"
            );
            if is_end {
                assert_ends_between_items(format, &cut, count);
            }
            // A broken connection is an error at every position.
            let broken = vec![Ok(cut.clone().into()), Err("broken".into())];
            let core = client([Answer::stream(media_type, broken)]).0;
            let mut stream: ItemStream<Value> = open(&core, format).await;
            let error = loop {
                match stream.next().await {
                    Some(Ok(_)) => {}
                    Some(Err(error)) => break error,
                    None => panic!("{cut:?} is complete"),
                }
            };
            assert_eq!(error.kind(), StreamErrorKind::Incomplete, "{cut:?}");
            assert!(error.source().is_some());
            assert!(stream.next().await.is_none());
        }
    }
}

/// Checks that a body with this many items contains nothing of the next one.
fn assert_ends_between_items(format: Format, body: &str, count: usize) {
    let values = ["10", "20", "30"];
    let next = values.get(count).copied().unwrap_or("no value");
    let rest = match format {
        Format::Events(_) => {
            let blocks = body.replace("\r\n", "\n").replace('\r', "\n");
            blocks.rsplit("\n\n").next().unwrap().to_owned()
        }
        _ => body.rsplit(['\n', '\u{1e}']).next().unwrap().to_owned(),
    };
    let is_blank = rest.trim().is_empty() || rest.trim_start().starts_with(':');
    let is_line = format == Format::Lines && serde_json::from_str::<Value>(&rest).is_ok();
    let is_record = format == Format::Records && rest.ends_with(['}', ']']);
    assert!(is_blank || is_line || is_record, "{body:?}");
    assert!(!body.contains(next), "{body:?}");
}

#[tokio::test]
async fn an_error_names_its_item() {
    let core = client([Answer::stream(
        "application/jsonl",
        vec![Ok("1\n\n{\"a\":0}\n3\n[,\n4".into())],
    )])
    .0;
    let mut stream: ItemStream<i64> = open(&core, Format::Lines).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.index(), error.line()),
        (StreamErrorKind::Decode, Some(1), Some(3))
    );
    assert_eq!(
        error.to_string(),
        "item 1 on line 3: invalid type: map, expected i64"
    );
    assert_eq!(stream.next().await.unwrap().unwrap(), 3);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "item 3 on line 5: expected value (column 2)"
    );
    assert_eq!(stream.next().await.unwrap().unwrap(), 4);
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn the_size_of_an_item_is_limited() {
    let long = "x".repeat(20);
    let bodies = [
        (Format::Lines, format!("\"a\"\n\"{long}\"\n\"b\"\n")),
        (
            Format::Records,
            format!("\u{1e}\"a\"\n\u{1e}\"{long}\"\n\u{1e}\"b\"\n"),
        ),
        (
            Format::Events(EventData::Text),
            format!("data: a\n\ndata: {long}\n\ndata: b\n\n"),
        ),
        (
            Format::Events(EventData::Text),
            "data: a\n\n".to_owned() + &"data: b\n".repeat(9) + "\n",
        ),
    ];
    for (format, body) in bodies {
        for chunks in splits(body.as_bytes()) {
            let answer = Answer::stream("", chunks);
            let core =
                crate::bodies::client_with([answer], |builder| builder.max_response_bytes(16)).0;
            let found = collect(open::<ItemStream<String>>(&core, format).await).await;
            assert_eq!(
                found,
                [Ok("a".to_owned()), Err(StreamErrorKind::TooLarge)],
                "{body:?}"
            );
        }
    }
    // The number of items is not limited, and neither are comments.
    let body = ": comment\ndata: a\n\n".repeat(100);
    let answer = Answer::stream("", vec![Ok(body.into())]);
    let core = crate::bodies::client_with([answer], |builder| builder.max_response_bytes(16)).0;
    let stream: ItemStream<String> = open(&core, Format::Events(EventData::Text)).await;
    assert_eq!(collect(stream).await.len(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_no_bytes_arrive() {
    let minute = Duration::from_secs(60);
    for (timeout, waits) in [(None, 5 * minute), (Some(minute), minute)] {
        let core = client([Answer::silent("text/event-stream", "data: 1\n\n")]).0;
        let mut call = StreamCall::new(&core, Format::Events(EventData::Json));
        if let Some(timeout) = timeout {
            call = call.with_idle_timeout(timeout);
        }
        // The time limit of the call ends with the head of the response.
        let call = call.with_timeout(Duration::from_secs(1));
        let response = call.send::<EventStream<i64>>().await.unwrap();
        let mut stream = response.into_body();
        tokio::time::sleep(10 * minute).await;
        assert_eq!(stream.next().await.unwrap().unwrap(), Event::new(1));
        let started = Instant::now();
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Idle);
        assert_eq!(
            error.to_string(),
            format!("item 1: no bytes within {waits:?}")
        );
        assert_eq!(started.elapsed().as_secs(), waits.as_secs());
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn steady_bytes_prevent_the_idle_timeout() {
    let answer = Answer::paced(
        "",
        "data: 1\n\n:\n:\n:\ndata: 2\n\n",
        Duration::from_secs(59),
    );
    let core = crate::bodies::client_with([answer], |builder| {
        builder.idle_timeout(Duration::from_secs(60));
    });
    let stream: ItemStream<i64> = open(&core.0, Format::Events(EventData::Json)).await;
    assert_eq!(collect(stream).await, [Ok(1), Ok(2)]);
}

#[tokio::test(start_paused = true)]
async fn the_head_of_a_stream_is_retried() {
    let answers = [
        Answer::whole(503, "", ""),
        Answer::stream("application/jsonl; charset=utf-8", vec![Ok("1\n".into())]),
    ];
    let (core, seen) = client(answers);
    let stream: ItemStream<i64> = open(&core, Format::Lines).await;
    assert_eq!(collect(stream).await, [Ok(1)]);
    assert_eq!(seen.lock().unwrap().len(), 2);
}

async fn fails(core: &Core, call: impl FnOnce(StreamCall) -> StreamCall) -> Error<u16> {
    let call = call(StreamCall::new(core, Format::Lines));
    call.send::<ItemStream<i64>>()
        .await
        .map(|_| ())
        .unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn other_responses_are_read_whole() {
    let none = |call: StreamCall| call.with_retry(RetryPolicy::none());
    let core = client([Answer::whole(404, "application/json", "[1]")]).0;
    assert!(matches!(fails(&core, none).await, Error::Api(404)));
    let core = client([Answer::whole(503, "application/jsonl", "1\n")]).0;
    assert!(matches!(fails(&core, none).await, Error::Api(503)));
    let core = client([Answer::whole(200, "text/html", "<p>")]).0;
    let Error::Decode(error) = fails(&core, none).await else {
        panic!("the media type is wrong");
    };
    assert_eq!(
        error.to_string(),
        "expected the media type `application/jsonl`, found `text/html` \
         (in a response with the status 200 OK)"
    );
    assert_eq!(error.response().body().as_ref(), b"<p>");
    let core = client([Answer::silent("text/html", "<p>")]).0;
    let error = fails(&core, none).await;
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn the_caller_overrides_accept() {
    for (accept, expected) in [
        (None, "application/jsonl"),
        (Some("text/plain"), "text/plain"),
    ] {
        let (core, seen) = client([Answer::stream("", vec![])]);
        let mut call = StreamCall::new(&core, Format::Lines);
        if let Some(accept) = accept {
            call = call.with_accept(accept);
        }
        let response = call.send::<ItemStream<i64>>().await.unwrap();
        assert_eq!(format!("{:?}", response.body()), "ItemStream(..)");
        assert_eq!(seen.lock().unwrap()[0].headers()["accept"], expected);
    }
}

#[tokio::test]
async fn dropping_a_stream_drops_the_body() {
    let alive = Arc::new(AtomicUsize::new(1));
    let core = client([Answer::counted(
        "application/jsonl",
        "1\n",
        Arc::clone(&alive),
    )])
    .0;
    let mut stream: ItemStream<i64> = open(&core, Format::Lines).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    assert_eq!(alive.load(Ordering::Relaxed), 1);
    drop(stream);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
    // The sentinel and errors drop the body before the stream is dropped.
    for body in ["data: [DONE]\n\n", "data: 12345678901234567890"] {
        let alive = Arc::new(AtomicUsize::new(1));
        let answer = Answer::counted("", body, Arc::clone(&alive));
        let core = crate::bodies::client_with([answer], |builder| builder.max_response_bytes(16)).0;
        let mut stream: ItemStream<i64> = open(&core, Format::Events(EventData::Json)).await;
        let _ = stream.next().await;
        assert_eq!(alive.load(Ordering::Relaxed), 0, "{body}");
    }
}

/// Reads a stream that reconnects. Returns its items, the values of `Last-Event-ID`, and the time that
/// it takes.
async fn reconnected<const N: usize>(
    operation: &'static Operation,
    answers: [Answer; N],
) -> (Vec<Item<i64>>, Vec<String>, Duration) {
    let (core, seen) = client(answers);
    let started = Instant::now();
    let policy = RetryPolicy::default().delays(Duration::ZERO, Duration::ZERO);
    let call = StreamCall::of(&core, operation, Format::Events(EventData::Json));
    let response = call.with_reconnect(policy).send::<ItemStream<i64>>().await;
    let items = collect(response.unwrap().into_body()).await;
    let seen = seen.lock().unwrap();
    let ids = seen.iter().map(|request| {
        let id = request.headers().get("last-event-id");
        id.map_or_else(String::new, |id| {
            String::from_utf8(id.as_bytes().to_vec()).unwrap()
        })
    });
    (items, ids.collect(), started.elapsed())
}

fn breaking(body: &'static str) -> Answer {
    Answer::stream(
        "text/event-stream",
        vec![Ok(body.into()), Err("broken".into())],
    )
}

fn ending(body: &'static str) -> Answer {
    Answer::stream("text/event-stream", vec![Ok(body.into())])
}

#[tokio::test(start_paused = true)]
async fn a_broken_stream_reconnects_after_the_last_event() {
    let (items, ids, time) = reconnected(
        &GET,
        [
            breaking("retry: 7000\n\nid: ä\ndata: 1\n\nid: b\ndata: 2\n"),
            ending("id: b\ndata: 2\n\nid: c\ndata: {"),
            breaking("id: c\ndata: {}\n\n"),
            breaking(""),
            Answer::whole(503, "", ""),
            Answer::silent("text/event-stream", "id: d\ndata: 4\n\n"),
            ending("id: e\ndata: 5\n\ndata: [DONE]\n\n"),
        ],
    )
    .await;
    assert_eq!(
        items,
        [Ok(1), Ok(2), Err(StreamErrorKind::Decode), Ok(4), Ok(5)]
    );
    assert_eq!(ids, ["", "ä", "b", "c", "c", "c", "d"]);
    // Five reconnections after seven seconds each, and the idle timeout.
    assert_eq!(time.as_secs(), 5 * 7 + 5 * 60);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_cannot_continue_ends_with_its_error() {
    let incomplete = || Err(StreamErrorKind::Incomplete);
    // Without an ID, the server would send the event again.
    let (items, ids, _) = reconnected(&GET, [breaking("id: a\ndata: 1\n\ndata: 2\n\n")]).await;
    assert_eq!((items, ids.len()), (vec![Ok(1), Ok(2), incomplete()], 1));
    let (items, ids, _) = reconnected(&GET, [breaking("id\ndata: 1\n\n")]).await;
    assert_eq!((items, ids.len()), (vec![Ok(1), incomplete()], 1));
    // Repeating the request is not safe.
    let (items, ids, _) = reconnected(&BODY, [breaking("id: a\ndata: 1\n\n")]).await;
    assert_eq!((items, ids.len()), (vec![Ok(1), incomplete()], 1));
    // The policy allows three connections without an event.
    let answers = [
        breaking("id: a\ndata: 1\n\n"),
        breaking(""),
        breaking("id: b\n\n:"),
    ];
    let (items, ids, _) = reconnected(&GET, answers).await;
    assert_eq!((items, ids.len()), (vec![Ok(1), incomplete()], 3));
    // The reconnection time is longer than the policy allows.
    let (items, ids, _) = reconnected(&GET, [breaking("retry: 60001\n\n")]).await;
    assert_eq!((items, ids.len()), (vec![incomplete()], 1));
    // The response to a reconnection is not a stream.
    let answers = [breaking("id: a\ndata: 1\n\n"), Answer::whole(404, "", "")];
    let (items, ids, _) = reconnected(&GET, answers).await;
    assert_eq!((items, ids.len()), (vec![Ok(1), incomplete()], 2));
    // A stream that ends after an event is complete.
    let (items, ids, _) = reconnected(&GET, [ending("id: a\ndata: 1\n\n")]).await;
    assert_eq!((items, ids.len()), (vec![Ok(1)], 1));
}

#[tokio::test]
async fn bytes_are_not_interpreted() {
    let chunks = || -> Vec<Result<Bytes, BoxError>> {
        vec![Ok("ab".into()), Ok(Bytes::new()), Ok("\n\u{1e}".into())]
    };
    let core = client([Answer::stream("", chunks())]).0;
    let mut stream: ByteStream = open(&core, Format::Bytes).await;
    assert_eq!(stream.size(), None);
    assert_eq!(stream.next().await.unwrap().unwrap(), "ab");
    assert_eq!(stream.next().await.unwrap().unwrap(), "\n\u{1e}");
    assert!(stream.next().await.is_none());
    let core = client([Answer::stream("", chunks())]).0;
    let stream: ByteStream = open(&core, Format::Bytes).await;
    assert_eq!(stream.bytes(4).await.unwrap(), "ab\n\u{1e}");
    let core = client([Answer::stream("", chunks())]).0;
    let stream: ByteStream = open(&core, Format::Bytes).await;
    let error = stream.bytes(3).await.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::TooLarge);
    assert_eq!(error.to_string(), "the body is larger than 3 bytes");
    let core = client([Answer::whole(200, "", "abc")]).0;
    let stream: ByteStream = open(&core, Format::Bytes).await;
    assert_eq!(stream.size(), Some(3));
}

#[tokio::test]
async fn bytes_are_read_from_files_and_written_to_files() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, target) = (folder.join("source"), folder.join("target"));
    let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    std::fs::write(&source, &content).unwrap();
    std::fs::write(&target, vec![0; 1_000_000]).unwrap();
    let mut stream = ByteStream::from_file(&source).await.unwrap();
    assert_eq!(stream.size(), Some(800_000));
    let first = stream.next().await.unwrap().unwrap();
    assert!(first.len() <= 64 * 1024);
    let stream = ByteStream::from_file(&source).await.unwrap();
    assert_eq!(stream.into_file(&target).await.unwrap(), 800_000);
    assert_eq!(std::fs::read(&target).unwrap(), content);
    // Bytes that are appended later are not part of the stream, and missing ones are an error.
    let stream = ByteStream::from_file(&source).await.unwrap();
    std::fs::write(&source, [&*content, b"more"].concat()).unwrap();
    assert_eq!(stream.bytes(usize::MAX).await.unwrap(), content);
    let stream = ByteStream::from_file(&source).await.unwrap();
    std::fs::write(&source, b"less").unwrap();
    let error = stream.into_file(&target).await.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Incomplete);
    assert_eq!(std::fs::read(&target).unwrap(), b"less");
    let stream = ByteStream::from("text");
    let error = stream.into_file(folder).await.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::File);
    assert!(ByteStream::from_file(folder.join("missing")).await.is_err());
}

#[tokio::test]
async fn a_broken_body_is_not_written_as_complete() {
    let core = client([Answer::stream(
        "",
        vec![Ok("ab".into()), Err("broken".into())],
    )])
    .0;
    let stream: ByteStream = open(&core, Format::Bytes).await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let error = stream.into_file(folder.join("file")).await.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Incomplete);
    assert_eq!(error.index(), None);
    assert_eq!(error.to_string(), "the stream is incomplete");
    assert_eq!(error.source().unwrap().to_string(), "broken");
}

#[tokio::test]
async fn a_property_of_the_body_is_set() {
    let cases = [
        (
            r#"{"a":1,"b":{"c":[1.0]}}"#,
            Ok(r#"{"a":1,"b":{"c":[1.0]},"stream":true}"#),
        ),
        (r#"{"stream": null,"a":1}"#, Ok(r#"{"stream":true,"a":1}"#)),
        ("{}", Ok(r#"{"stream":true}"#)),
        (r#"{"a\n":1e400}"#, Ok(r#"{"a\n":1e400,"stream":true}"#)),
        ("[]", Err(())),
        ("", Err(())),
        ("{", Err(())),
    ];
    for (body, expected) in cases {
        let (core, seen) = client([Answer::stream("", vec![])]);
        let mut call = core.call(&BODY);
        call.bytes("application/json", body.into());
        call.set_body_property("stream", "true");
        let result = call.send().await;
        assert_eq!(result.is_ok(), expected.is_ok(), "{body}");
        let sent = seen
            .lock()
            .unwrap()
            .pop()
            .map(|request| request.into_body());
        assert_eq!(sent, expected.ok().map(Bytes::from), "{body}");
    }
}

#[test]
fn streams_are_send_sync_and_unpin() {
    fn check<T: Send + Sync + Unpin + std::fmt::Debug>() {}
    struct NotSync(#[expect(dead_code, reason = "only the type matters")] std::cell::Cell<u8>);
    check::<EventStream<NotSync>>();
    check::<ItemStream<NotSync>>();
    check::<ByteStream>();
    let _: fn(RawResponse) -> Result<Infallible, Error<u16>> = crate::bodies::fail;
}
