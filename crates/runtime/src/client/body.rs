use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use sync_wrapper::SyncWrapper;

use super::BoxError;

/// The body of a request or a response as transports see it.
pub struct Body {
    content: Content,
}

enum Content {
    /// None of the pieces is empty.
    Full(VecDeque<Bytes>),
    Stream {
        stream: SyncWrapper<Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>>,
        hint: SizeHint,
    },
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Self::pieces([])
    }

    /// A body that is at hand.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        Self::pieces([bytes.into()])
    }

    /// A body that is at hand in pieces, which are not copied together.
    pub fn pieces(pieces: impl IntoIterator<Item = Bytes>) -> Self {
        Self {
            content: Content::Full(
                pieces
                    .into_iter()
                    .filter(|piece| !piece.is_empty())
                    .collect(),
            ),
        }
    }

    /// A body that is still to come.
    pub fn stream<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let hint = body.size_hint();
        let stream = SyncWrapper::new(Box::pin(body.map_err(Into::into))
            as Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>);
        Self {
            content: Content::Stream { stream, hint },
        }
    }

    /// The whole body, if it is at hand in one piece.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        static NOTHING: Bytes = Bytes::new();
        match &self.content {
            Content::Full(pieces) if pieces.len() < 2 => Some(pieces.front().unwrap_or(&NOTHING)),
            Content::Full(_) | Content::Stream { .. } => None,
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.content {
            Content::Full(pieces) => {
                Poll::Ready(pieces.pop_front().map(|piece| Ok(Frame::data(piece))))
            }
            Content::Stream { stream, .. } => stream.get_mut().as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, Content::Full(pieces) if pieces.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Full(pieces) => {
                SizeHint::with_exact(pieces.iter().map(|piece| piece.len() as u64).sum())
            }
            Content::Stream { hint, .. } => *hint,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(..)")
    }
}
