//! Reading the rest of a request's body before the response is sent.
//!
//! If a connection is closed while its client is still writing, the client gets a reset and may
//! lose the response that explains the rejection.

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

/// The largest remainder that is read, in bytes. A client that sends more is disconnected.
const MAX_DRAINED: usize = 8 * 1024 * 1024;

/// The time limit for reading a remainder.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// The slot to which a body returns when its reader drops it.
type BodySlot = Arc<Mutex<Option<Body>>>;

/// A body that returns to its slot when it is dropped.
struct ReturningBody {
    body: Option<Body>,
    slot: BodySlot,
}

/// Answers a request, and returns the response after the body is read to its end, within limits.
pub fn drain_request<F: Future<Output = Response>>(
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> impl Future<Output = Response> {
    let (request, slot) = lend_body(request);
    answer(request).then(async move |response| {
        let unread =
            slot.and_then(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(body) = unread {
            // The response is sent either way, even if the client is too slow.
            let _ = Box::pin(tokio::time::timeout(DRAIN_TIMEOUT, drain(body))).await;
        }
        response
    })
}

/// Replaces the body of a request with a body that returns to the slot. Returns no slot if the
/// request has nothing to drain.
fn lend_body(request: Request) -> (Request, Option<BodySlot>) {
    // A client that waits for `100 Continue` (RFC 9110, 10.1.1) has not begun to send, and reading
    // the body would ask it to.
    if request.headers().contains_key(header::EXPECT) || request.body().is_end_stream() {
        return (request, None);
    }
    let slot = BodySlot::default();
    let request = request.map(|body| {
        Body::new(ReturningBody {
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
        if read > MAX_DRAINED {
            return;
        }
    }
}

impl HttpBody for ReturningBody {
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

impl Drop for ReturningBody {
    fn drop(&mut self) {
        let unread = self.body.take().filter(|body| !body.is_end_stream());
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = unread;
    }
}
