use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use tokio::time::{Instant, Sleep};

use super::{Body, BoxError};
use crate::stream::{ByteStream, StreamError, StreamErrorKind};

/// The chunks of a response body. The idle timeout limits each wait for a chunk.
struct Incoming {
    body: Body,
    idle_timeout: Duration,
    /// `None` until the body is pending for the first time.
    timer: Option<Pin<Box<Sleep>>>,
    /// Whether the timer runs for the next chunk.
    is_waiting: bool,
}

/// Returns the body of a response as a stream that fails if no bytes arrive for `idle_timeout`.
pub(super) fn byte_stream(body: Body, idle_timeout: Duration) -> ByteStream {
    let size = body.size_hint().exact();
    let incoming = Incoming {
        body,
        idle_timeout,
        timer: None,
        is_waiting: false,
    };
    ByteStream::of_chunks(Box::pin(incoming), size)
}

impl Incoming {
    /// Polls the timer while the body is pending. Does nothing if the clock cannot represent the
    /// timeout.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !std::mem::replace(&mut self.is_waiting, true) {
            let deadline = Instant::now().checked_add(self.idle_timeout);
            match (&mut self.timer, deadline) {
                (Some(timer), Some(deadline)) => timer.as_mut().reset(deadline),
                (timer, deadline) => {
                    *timer = deadline.map(|deadline| Box::pin(tokio::time::sleep_until(deadline)));
                }
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(context),
            None => Poll::Pending,
        }
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.is_waiting = false;
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                Some(Ok(Ok(chunk))) => return Poll::Ready(Some(Ok(chunk))),
                // Trailers are ignored.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => {
                    let error = StreamError::new(StreamErrorKind::Incomplete, error);
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => return Poll::Ready(None),
            }
        }
        this.poll_timer(context).map(|()| {
            let message = format!("no bytes within {:?}", this.idle_timeout);
            Some(Err(StreamError::new(StreamErrorKind::Idle, message).into()))
        })
    }
}
