//! Calls whose responses have bodies in chunks.
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt};
use http_body_util::{BodyExt, Full, StreamBody as ChunkedBody};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{
    Body, Builder, Call, CallOptions, Core, Error, Operation, RawResponse, Response, StreamBody,
    Streaming, Transport,
};
use specwright_runtime::http::{self, Method, Request};
use specwright_runtime::parameter::Path;
use specwright_runtime::stream::{
    BoxError, ByteStream, Event, EventStream, Format, ItemStream, StreamError, StreamErrorKind,
};
use tower::service_fn;

pub type Chunk = Result<Bytes, BoxError>;
pub type Seen = Arc<Mutex<Vec<Request<Bytes>>>>;

/// A response to one request.
pub struct Answer {
    status: u16,
    media_type: &'static str,
    body: Body,
}

pub static GET: Operation = operation(Method::GET);
pub static BODY: Operation = operation(Method::POST);

const fn operation(method: Method) -> Operation {
    Operation {
        id: "stream",
        method,
        path: Path::new("/stream"),
        accept: "application/json",
        security: &[],
        idempotency_key: None,
    }
}

impl Answer {
    fn chunked(
        media_type: &'static str,
        chunks: impl Stream<Item = Chunk> + Send + 'static,
    ) -> Self {
        let frames = chunks.map(|chunk| chunk.map(http_body::Frame::data));
        Self {
            status: 200,
            media_type,
            body: Body::stream(ChunkedBody::new(frames)),
        }
    }

    /// A body in chunks. An empty media type is not sent.
    pub fn stream(media_type: &'static str, chunks: Vec<Chunk>) -> Self {
        Self::chunked(media_type, stream::iter(chunks))
    }

    /// A body with a known size.
    pub fn whole(status: u16, media_type: &'static str, body: &'static str) -> Self {
        Self {
            status,
            media_type,
            body: Body::stream(Full::new(Bytes::from(body))),
        }
    }

    /// A body that never ends.
    pub fn silent(media_type: &'static str, body: &'static str) -> Self {
        let first = stream::iter([Ok(Bytes::from(body))]);
        Self::chunked(media_type, first.chain(stream::pending()))
    }

    /// A body whose bytes are sent one by one.
    pub fn paced(media_type: &'static str, body: &'static str, pause: Duration) -> Self {
        let bytes = stream::iter(body.as_bytes().chunks(1));
        let bytes = bytes.then(move |byte| async move {
            tokio::time::sleep(pause).await;
            Ok(Bytes::from(byte))
        });
        Self::chunked(media_type, bytes)
    }

    /// A body that never ends, and decreases a number when it is dropped.
    pub fn counted(media_type: &'static str, body: &'static str, alive: Arc<AtomicUsize>) -> Self {
        struct Guard(Arc<AtomicUsize>);
        impl Drop for Guard {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        let guard = Guard(alive);
        let first = stream::iter([Ok(Bytes::from(body))]);
        let rest = stream::pending().map(move |chunk: Chunk| {
            let _ = &guard;
            chunk
        });
        Self::chunked(media_type, first.chain(rest))
    }
}

pub fn client<const N: usize>(answers: [Answer; N]) -> (Core, Seen) {
    client_with(answers, |_| {})
}

pub fn client_with<const N: usize>(
    answers: [Answer; N],
    change: impl FnOnce(&mut Builder),
) -> (Core, Seen) {
    let seen = Seen::default();
    let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
    let mut builder = Builder::new("http://api.example");
    let requests = Arc::clone(&seen);
    builder.transport(Transport::new(service_fn(move |request: Request<Body>| {
        let (answers, requests) = (Arc::clone(&answers), Arc::clone(&requests));
        async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            requests
                .lock()
                .unwrap()
                .push(Request::from_parts(parts, body));
            let answer = answers.lock().unwrap().pop_front().unwrap();
            let mut response = http::Response::builder().status(answer.status);
            if !answer.media_type.is_empty() {
                response = response.header("content-type", answer.media_type);
            }
            Ok::<_, BoxError>(response.body(answer.body)?)
        }
    })));
    change(&mut builder);
    (builder.build().unwrap(), seen)
}

pub struct StreamCall {
    call: Call,
    streaming: &'static Streaming,
}

impl CallOptions for StreamCall {
    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }
}

impl StreamCall {
    pub fn new(core: &Core, format: Format) -> Self {
        Self::of(core, &GET, format)
    }

    pub fn of(core: &Core, operation: &'static Operation, format: Format) -> Self {
        let media_types: &'static [&'static str] = match format {
            Format::Bytes => &["text/plain"],
            Format::Events(_) => &["text/event-stream"],
            Format::Lines => &["application/jsonl"],
            Format::Records => &["application/json-seq"],
        };
        let streaming = Streaming {
            accept: media_types[0],
            statuses: &[200..=299],
            media_types,
            format,
        };
        Self {
            call: core.call(operation),
            streaming: Box::leak(Box::new(streaming)),
        }
    }

    pub async fn send<B: StreamBody + 'static>(self) -> Result<Response<B>, Error<u16>> {
        self.call.stream_as(self.streaming, fail).await
    }
}

pub fn fail(response: RawResponse) -> Result<Infallible, Error<u16>> {
    Err(Error::Api(response.status().as_u16()))
}

pub async fn open<B: StreamBody + 'static>(core: &Core, format: Format) -> B {
    let response: Response<B> = StreamCall::new(core, format).send().await.unwrap();
    response.into_body()
}

/// Returns all items, or the kinds of their errors.
pub async fn collect<S, T>(stream: S) -> Vec<Result<T, StreamErrorKind>>
where
    S: Stream<Item = Result<T, StreamError>>,
{
    let items = stream.map(|item| item.map_err(|error| error.kind()));
    items.collect().await
}

/// Returns all items of a body in chunks.
pub async fn items<B>(format: Format, chunks: Vec<Chunk>) -> Vec<Result<B::Value, StreamErrorKind>>
where
    B: StreamBody + Items + Unpin + 'static,
{
    let core = client([Answer::stream("", chunks)]).0;
    collect(open::<B>(&core, format).await).await
}

/// Names the type of the items.
pub trait Items: Stream<Item = Result<Self::Value, StreamError>> {
    type Value;
}

impl<T> Items for EventStream<T> {
    type Value = Event<T>;
}

impl<T> Items for ItemStream<T> {
    type Value = T;
}

impl Items for ByteStream {
    type Value = Bytes;
}

/// Returns a body as one chunk, in two chunks that are divided at each position, and byte by byte.
pub fn splits(body: &[u8]) -> Vec<Vec<Chunk>> {
    let chunk = |bytes: &[u8]| Ok(Bytes::copy_from_slice(bytes));
    let mut splits: Vec<Vec<Chunk>> = Vec::new();
    for at in 0..=body.len() {
        let (head, tail) = body.split_at(at);
        splits.push(vec![chunk(head), chunk(tail)]);
    }
    splits.push(body.chunks(1).map(chunk).collect());
    splits
}
