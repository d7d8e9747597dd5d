//! Responses that are streams: server-sent events, lines and sequences of JSON, and bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use roundtrip_tests::Zoo;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{CallOptions, RetryPolicy};
use specwright_runtime::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use specwright_runtime::server::Failure;
use zoo_client::Error;
use zoo_client::streams::{CreateReplyError, ListSightingsError};
use zoo_client::{ByteStream, Event, EventStream, ItemStream, StreamErrorKind};
use zoo_server::{
    CreateReplyRequest, CreateReplyResponse, GetRecordingResponse, ListSightingsResponse,
    ListTracksResponse, PutPicturesRequest, PutPicturesResponse, WatchSoundsResponse,
};
use zoo_types::{CreateReplyOkHeaders, Problem, ProblemHeaders, Question, Reply, Syllable};

fn question() -> Question {
    Question::new("Who is there?")
}

fn syllables() -> Vec<Syllable> {
    let last = Syllable {
        last: Some(true),
        ..Syllable::new("\u{1f99c}\n\"ly\"")
    };
    vec![Syllable::new("Pol"), Syllable::new(""), last]
}

fn events() -> CreateReplyResponse {
    CreateReplyResponse::OkStream {
        headers: CreateReplyOkHeaders {
            x_parrot: Some("Polly".to_owned()),
        },
        body: EventStream::of_data(stream::iter(syllables())),
    }
}

/// A response of 200 whose body is made of chunks.
fn raw(media_type: &str, chunks: &[&'static str]) -> Response {
    let chunks: Vec<_> = chunks
        .iter()
        .copied()
        .map(Ok::<_, std::io::Error>)
        .collect();
    Response::builder()
        .header(CONTENT_TYPE, media_type)
        .body(Body::from_stream(stream::iter(chunks)))
        .expect("the headers are valid")
}

#[tokio::test]
async fn events_with_json_are_received_one_by_one() {
    let zoo = Zoo::answering(events());
    let response = zoo.client().create_reply(question()).stream().await;
    let response = response.expect("a stream");
    assert_eq!(response.header_map()[CONTENT_TYPE], "text/event-stream");
    assert_eq!(response.header_map()[CACHE_CONTROL], "no-cache");
    let headers = response.headers().expect("the headers are valid");
    assert_eq!(headers.x_parrot.as_deref(), Some("Polly"));
    let mut events = response.into_body();
    for expected in syllables() {
        let event = events.next().await.expect("an event").expect("valid");
        assert_eq!(event, Event::new(expected));
    }
    assert!(events.next().await.is_none());
    let accept = &zoo.parts().headers[ACCEPT];
    assert_eq!(accept, "text/event-stream, application/json");
}

#[tokio::test]
async fn the_method_sets_the_property_that_selects_the_stream() {
    let zoo = Zoo::answering(events());
    let call = zoo.client().create_reply(question());
    call.stream().await.expect("a stream");
    assert_eq!(zoo.asked::<CreateReplyRequest>().body.stream, Some(true));

    zoo.answer(CreateReplyResponse::Ok {
        headers: CreateReplyOkHeaders::default(),
        body: Reply::new("Polly."),
    });
    let reply = zoo
        .client()
        .create_reply(question())
        .await
        .expect("a reply");
    assert_eq!(reply.text, "Polly.");
    assert_eq!(zoo.asked::<CreateReplyRequest>().body.stream, None);
    assert_eq!(zoo.parts().headers[ACCEPT], "application/json");
}

#[tokio::test]
async fn an_error_response_is_decoded_instead_of_the_stream() {
    let zoo = Zoo::answering(CreateReplyResponse::TooManyRequests {
        headers: ProblemHeaders::default(),
        body: Problem::new("busy", "Ask again later."),
    });
    let error = zoo.client().create_reply(question()).stream().await;
    match error.expect_err("an error") {
        Error::Api(CreateReplyError::TooManyRequests(problem)) => {
            assert_eq!(problem.code, "busy");
        }
        other => panic!("{other}"),
    }
    // A success with another body than a stream is not mistaken for one.
    zoo.answer(CreateReplyResponse::Ok {
        headers: CreateReplyOkHeaders::default(),
        body: Reply::new("Polly."),
    });
    let error = zoo.client().create_reply(question()).stream().await;
    let error = error.expect_err("not a stream");
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

#[tokio::test]
async fn events_keep_their_fields() {
    let sent = Event::new("a\nb".to_owned())
        .event("song")
        .id("7")
        .retry(Duration::from_millis(250));
    let zoo = Zoo::answering(WatchSoundsResponse::Ok {
        body: EventStream::new(stream::iter([Ok::<_, std::io::Error>(sent.clone())])),
    });
    let mut sounds = zoo
        .client()
        .watch_sounds()
        .await
        .expect("a stream")
        .into_body();
    assert_eq!(sounds.next().await.expect("an event").expect("valid"), sent);
    assert!(sounds.next().await.is_none());
}

#[tokio::test]
async fn successes_that_are_the_same_stream_are_read_alike() {
    let sounds = || EventStream::of_data(stream::iter(["quack".to_owned()]));
    for (status, response) in [
        (200, WatchSoundsResponse::Ok { body: sounds() }),
        (201, WatchSoundsResponse::Created { body: sounds() }),
    ] {
        let zoo = Zoo::answering(response);
        let response = zoo.client().watch_sounds().await.expect("a stream");
        assert_eq!(response.status(), status);
        let mut events = response.into_body();
        let event = events.next().await.expect("an event").expect("valid");
        assert_eq!(event.data, "quack");
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn lines_and_sequences_are_received_one_by_one() {
    let zoo = Zoo::answering(ListSightingsResponse::Ok {
        body: ItemStream::of_items(stream::iter(syllables())),
    });
    let sightings = zoo.client().list_sightings().await.expect("a stream");
    assert_eq!(sightings.header_map()[CONTENT_TYPE], "application/x-ndjson");
    let sightings: Vec<_> = sightings
        .into_body()
        .map(|it| it.expect("valid"))
        .collect()
        .await;
    assert_eq!(sightings, syllables());

    zoo.answer(ListTracksResponse::Ok {
        body: ItemStream::of_items(stream::iter([0.5, -1.0, 3e9])),
    });
    let tracks = zoo.client().list_tracks().await.expect("a stream");
    assert_eq!(tracks.header_map()[CONTENT_TYPE], "application/json-seq");
    let tracks: Vec<_> = tracks
        .into_body()
        .map(|it| it.expect("valid"))
        .collect()
        .await;
    assert_eq!(tracks, [0.5, -1.0, 3e9]);
}

#[tokio::test]
async fn a_success_without_content_is_a_stream_without_items() {
    let zoo = Zoo::answering(ListSightingsResponse::NoContent);
    let sightings = zoo.client().list_sightings().await.expect("a stream");
    assert_eq!(sightings.status(), 204);
    assert!(sightings.into_body().next().await.is_none());
    zoo.answer(ListSightingsResponse::Default {
        status: 404.try_into().expect("a status"),
        headers: ProblemHeaders::default(),
        body: Problem::new("gone", "No sightings."),
    });
    let error = zoo.client().list_sightings().await.expect_err("an error");
    assert!(
        matches!(error, Error::Api(ListSightingsError::Default(_))),
        "{error}"
    );
}

#[tokio::test]
async fn an_item_that_does_not_fit_does_not_end_the_stream() {
    let chunks = ["{\"text\":\"a\"}\n{\"te", "xt\":1}\n{\"text\":\"c\"}\n"];
    let zoo = Zoo::failing::<ListSightingsResponse>(raw("application/x-ndjson", &chunks));
    let sightings = zoo.client().list_sightings().await.expect("a stream");
    let mut sightings = sightings.into_body();
    let first = sightings.next().await.expect("an item").expect("valid");
    assert_eq!(first.text, "a");
    let error = sightings
        .next()
        .await
        .expect("an item")
        .expect_err("invalid");
    assert_eq!(
        (error.kind(), error.index()),
        (StreamErrorKind::Decode, Some(1))
    );
    let third = sightings.next().await.expect("an item").expect("valid");
    assert_eq!(third.text, "c");
    assert!(sightings.next().await.is_none());
}

#[tokio::test]
async fn an_incomplete_stream_is_an_error() {
    for (media_type, chunks) in [
        ("text/event-stream", ["data: a\n\n", "data: b\n"]),
        ("text/event-stream; charset=utf-8", ["data: a\n\n", "da"]),
    ] {
        let zoo = Zoo::failing::<WatchSoundsResponse>(raw(media_type, &chunks));
        let sounds = zoo.client().watch_sounds().await.expect("a stream");
        let mut sounds = sounds.into_body();
        let first = sounds.next().await.expect("an event").expect("valid");
        assert_eq!(first.data, "a");
        let error = sounds
            .next()
            .await
            .expect("an error")
            .expect_err("incomplete");
        assert_eq!(error.kind(), StreamErrorKind::Incomplete, "{chunks:?}");
        assert!(sounds.next().await.is_none());
    }
}

#[tokio::test]
async fn an_error_of_the_source_reaches_the_client() {
    let items = [Ok(Syllable::new("Pol")), Err("the parrot flew away")];
    let zoo = Zoo::answering(ListSightingsResponse::Ok {
        body: ItemStream::new(stream::iter(items)),
    });
    let mut sightings = zoo
        .client()
        .list_sightings()
        .await
        .expect("a stream")
        .into_body();
    let first = sightings.next().await.expect("an item").expect("valid");
    assert_eq!(first.text, "Pol");
    let error = sightings
        .next()
        .await
        .expect("an error")
        .expect_err("incomplete");
    assert_eq!(error.kind(), StreamErrorKind::Incomplete);
    assert!(sightings.next().await.is_none());
}

#[tokio::test]
async fn the_source_is_polled_only_as_fast_as_the_client_reads() {
    let polled = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&polled);
    let endless = stream::iter(0_u32..).map(move |number| {
        counter.fetch_add(1, Ordering::Relaxed);
        Syllable::new(number.to_string())
    });
    let zoo = Zoo::answering(ListSightingsResponse::Ok {
        body: ItemStream::of_items(endless),
    });
    let mut sightings = zoo
        .client()
        .list_sightings()
        .await
        .expect("a stream")
        .into_body();
    for number in 0..100 {
        let syllable = sightings.next().await.expect("an item").expect("valid");
        assert_eq!(syllable.text, number.to_string());
        assert!(polled.load(Ordering::Relaxed) <= number + 2);
    }
    // Dropping the stream drops the source, which is endless.
    drop(sightings);
    assert_eq!(Arc::strong_count(&polled), 1);
}

#[tokio::test]
async fn bytes_are_received_as_they_arrive() {
    let chunks = ["Pol", "ly."].map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk)));
    let zoo = Zoo::answering(GetRecordingResponse::Ok {
        body: ByteStream::new(stream::iter(chunks)),
    });
    let recording = zoo
        .client()
        .get_recording()
        .stream()
        .await
        .expect("a stream");
    assert_eq!(recording.header_map()[CONTENT_TYPE], "audio/ogg");
    let mut recording = recording.into_body();
    assert_eq!(
        recording.next().await.expect("a chunk").expect("valid"),
        "Pol"
    );
    let rest = recording.bytes(3).await.expect("the rest");
    assert_eq!(rest, "ly.");

    zoo.answer(GetRecordingResponse::Ok {
        body: "Polly.".into(),
    });
    let whole = zoo
        .client()
        .get_recording()
        .with_timeout(Duration::from_secs(5))
        .await;
    assert_eq!(*whole.expect("a recording"), "Polly.");
}

#[tokio::test]
async fn the_bytes_of_a_request_are_sent_and_received_as_they_arrive() {
    let chunks = ["Pol", "ly."].map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk)));
    let zoo = Zoo::answering(PutPicturesResponse::Ok { body: 6 });
    let body = ByteStream::new(stream::iter(chunks));
    zoo.client().put_pictures(1, 2, body).await.expect("put");
    let mut received = zoo.asked::<PutPicturesRequest>().body;
    assert_eq!(received.size(), None);
    assert_eq!(
        received.next().await.expect("a chunk").expect("valid"),
        "Pol"
    );
    assert_eq!(received.bytes(3).await.expect("the rest"), "ly.");
}

#[tokio::test]
async fn a_request_with_a_stream_is_sent_once() {
    let retries = |builder: zoo_client::ClientBuilder| {
        let policy = RetryPolicy::default();
        builder.key(roundtrip_tests::KEY).retry(policy)
    };
    let unavailable = || {
        let response = Response::builder().status(503).header("Retry-After", "0");
        response.body(Body::empty()).expect("the headers are valid")
    };
    let zoo = Zoo::failing::<PutPicturesResponse>(unavailable());
    let body = ByteStream::new(stream::iter([Ok::<_, std::io::Error>(Bytes::from(
        "Polly.",
    ))]));
    let call = zoo.client_with(retries).put_pictures(1, 2, body);
    let error = call.await.expect_err("unavailable");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));

    // Bytes in memory can be sent again. The second attempt has no prepared response.
    let zoo = Zoo::failing::<PutPicturesResponse>(unavailable());
    let call = zoo.client_with(retries).put_pictures(1, 2, "Polly.");
    let error = call.await.expect_err("not implemented");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(501));
}

#[tokio::test]
async fn a_request_that_exceeds_the_size_limit_is_an_error_of_the_stream() {
    let zoo = Zoo::answering(PutPicturesResponse::Ok { body: 0 });
    let chunk = Bytes::from(vec![0; 1 << 19]);
    let chunks = [chunk.clone(), chunk.clone(), chunk].map(Ok::<_, std::io::Error>);
    let body = ByteStream::new(stream::iter(chunks));
    zoo.client().put_pictures(1, 2, body).await.expect("put");
    let received = zoo.asked::<PutPicturesRequest>().body;
    let error = received.bytes(usize::MAX).await.expect_err("too large");
    assert_eq!(error.kind(), StreamErrorKind::TooLarge);
    let failure = Failure::from(error);
    assert!(
        format!("{failure:?}").contains("BodyTooLarge"),
        "{failure:?}"
    );
}
