use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::{Body, TransportError, TransportErrorKind};
use crate::stream::{ByteStream, StreamError};

/// The body of a request that is a stream, which can be sent once.
#[derive(Clone)]
pub(super) struct Outgoing {
    stream: Arc<Mutex<Option<ByteStream>>>,
}

/// A stream as the body of a request.
struct StreamingBody {
    stream: ByteStream,
    /// The number of bytes left, if it is known.
    left: Option<u64>,
}

impl Outgoing {
    pub(super) fn new(stream: ByteStream) -> Self {
        Self {
            stream: Arc::new(Mutex::new(Some(stream))),
        }
    }

    /// Takes the body for the only attempt.
    pub(super) fn take(&self) -> Result<Body, TransportError> {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let stream = stream.take().ok_or_else(|| {
            let message = "the body is a stream, which was sent already";
            TransportError::new(TransportErrorKind::Other, message)
        })?;
        Ok(Body::stream(StreamingBody {
            left: stream.size(),
            stream,
        }))
    }
}

impl HttpBody for StreamingBody {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let chunk = Pin::new(&mut self.stream).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &chunk {
            let read = bytes.len() as u64;
            self.left = self.left.map(|left| left.saturating_sub(read));
        }
        chunk.map_ok(Frame::data)
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
