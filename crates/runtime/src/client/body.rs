use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use sync_wrapper::SyncWrapper;

use super::BoxError;

/// The body of a request or a response.
pub struct Body {
    content: Content,
}

enum Content {
    /// Non-empty chunks.
    Full(VecDeque<Bytes>),
    Stream {
        stream: SyncWrapper<Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>>,
        hint: SizeHint,
    },
}

impl Body {
    /// Creates an empty body.
    pub fn empty() -> Self {
        Self::chunks([])
    }

    /// Creates a body from bytes.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        Self::chunks([bytes.into()])
    }

    /// Creates a body from chunks, without copying them.
    pub fn chunks(chunks: impl IntoIterator<Item = Bytes>) -> Self {
        Self {
            content: Content::Full(
                chunks
                    .into_iter()
                    .filter(|chunk| !chunk.is_empty())
                    .collect(),
            ),
        }
    }

    /// Creates a body from a stream.
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

    /// Returns the body, if it is not a stream and has at most one chunk.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        static NOTHING: Bytes = Bytes::new();
        match &self.content {
            Content::Full(chunks) if chunks.len() < 2 => Some(chunks.front().unwrap_or(&NOTHING)),
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
            Content::Full(chunks) => {
                Poll::Ready(chunks.pop_front().map(|chunk| Ok(Frame::data(chunk))))
            }
            Content::Stream { stream, .. } => stream.get_mut().as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.content, Content::Full(chunks) if chunks.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Full(chunks) => {
                SizeHint::with_exact(chunks.iter().map(|chunk| chunk.len() as u64).sum())
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
