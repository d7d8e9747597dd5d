//! Reads what a refused request still sends. A connection that is closed while its client is writing is reset, and the client may
//! lose the response that says why.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};

/// How much of a refused body is read, in bytes; who sends more is cut off.
const MOST: usize = 8 * 1024 * 1024;

/// How long it is read.
const LONGEST: Duration = Duration::from_secs(5);

/// Where a body is found again by who lent it.
type Slot = Arc<Mutex<Option<Body>>>;

/// A body that goes back to its slot when its reader drops it.
struct Lent {
    body: Option<Body>,
    slot: Slot,
}

/// Answers once the body is read, by who answers or here, within bounds.
pub fn linger<F: Future<Output = Response>>(
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> impl Future<Output = Response> {
    let (request, slot) = lend(request);
    answer(request).then(async move |response| {
        let left = slot.and_then(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(body) = left {
            // Too slow is as good as too much: the response goes out either way.
            let _ = Box::pin(tokio::time::timeout(LONGEST, drain(body))).await;
        }
        response
    })
}

/// A request whose body comes back to the slot. None where nothing is to be read.
fn lend(request: Request) -> (Request, Option<Slot>) {
    // Who waits for leave to send (RFC 9110, 10.1.1) has not begun, and reading on would give it.
    if request.headers().contains_key(header::EXPECT) || request.body().is_end_stream() {
        return (request, None);
    }
    let slot = Slot::default();
    let request = request.map(|body| {
        Body::new(Lent {
            body: Some(body),
            slot: Arc::clone(&slot),
        })
    });
    (request, Some(slot))
}

async fn drain(mut body: Body) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, Bytes::len);
        if read > MOST {
            return;
        }
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.body
            .as_mut()
            .map_or(Poll::Ready(None), |body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let unread = self.body.take().filter(|body| !body.is_end_stream());
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = unread;
    }
}
