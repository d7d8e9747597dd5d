//! A transport that returns the responses of a test and records the requests.
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, BoxError, Transport};
use specwright_runtime::http::{HeaderMap, Request, Response, Uri};
use tokio::time::Instant;
use tower::service_fn;

/// The response to one request.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Status(u16),
    /// A status and `Retry-After`.
    After(u16, &'static str),
    /// A JSON body, and the header `Link` unless it is empty.
    Page(&'static str, &'static str),
    /// The connection is refused.
    Refused,
    /// The connection ends without a response.
    Broken,
    Never,
    /// A body of this size in bytes, with its size announced.
    Bytes(usize),
    /// A body of this size in bytes, sent byte by byte without announcing its size.
    Stream(usize),
    Endless,
    /// A body that fails before its end.
    BreaksOff,
}

/// A request as it was sent.
pub struct Seen {
    pub at: Instant,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// The answers of a transport, the last of which repeats, and the requests that it received.
#[derive(Clone)]
pub struct Script {
    answers: Arc<[Answer]>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type AnyBody = UnsyncBoxBody<Bytes, BoxError>;

impl Seen {
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    }
}

impl Script {
    pub fn new(answers: &[Answer]) -> Self {
        Self {
            answers: answers.into(),
            seen: Arc::default(),
        }
    }

    pub fn seen(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().unwrap()
    }

    /// The times between requests.
    pub fn delays(&self) -> Vec<Duration> {
        self.seen()
            .windows(2)
            .map(|pair| pair[1].at - pair[0].at)
            .collect()
    }

    pub fn transport(&self) -> Transport {
        let script = self.clone();
        Transport::new(service_fn(move |request| script.clone().answer(request)))
    }

    async fn answer(self, request: Request<Body>) -> Result<Response<AnyBody>, BoxError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes().to_vec();
        let answer = {
            let mut seen = self.seen();
            seen.push(Seen {
                at: Instant::now(),
                uri: parts.uri,
                headers: parts.headers,
                body,
            });
            self.answers[seen.len().min(self.answers.len()) - 1]
        };
        let whole = |length| {
            Full::new(Bytes::from(vec![b'a'; length]))
                .map_err(|never| match never {})
                .boxed_unsync()
        };
        let mut response = Response::builder();
        let body = match answer {
            Answer::Status(status) => {
                response = response.status(status);
                whole(0)
            }
            Answer::After(status, text) => {
                response = response.status(status).header("retry-after", text);
                whole(0)
            }
            Answer::Page(json, link) => {
                response = response.header("content-type", "application/json");
                if !link.is_empty() {
                    response = response.header("link", link);
                }
                Full::new(Bytes::from(json))
                    .map_err(|never| match never {})
                    .boxed_unsync()
            }
            Answer::Refused => return Err(io::Error::from(io::ErrorKind::ConnectionRefused).into()),
            Answer::Broken => return Err(io::Error::from(io::ErrorKind::ConnectionReset).into()),
            Answer::Never => return std::future::pending().await,
            Answer::Bytes(length) => whole(length),
            Answer::Stream(length) => StreamBody::new(bytes().take(length)).boxed_unsync(),
            Answer::Endless => StreamBody::new(bytes()).boxed_unsync(),
            Answer::BreaksOff => {
                let end = stream::iter([Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())]);
                StreamBody::new(bytes().take(2).chain(end)).boxed_unsync()
            }
        };
        Ok(response.body(body)?)
    }
}

fn bytes() -> impl stream::Stream<Item = Result<http_body::Frame<Bytes>, BoxError>> + Send {
    stream::repeat_with(|| Ok(http_body::Frame::data(Bytes::from_static(b"a"))))
}
