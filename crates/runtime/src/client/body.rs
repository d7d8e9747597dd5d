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
    Full(Option<Bytes>),
    Stream { stream: SyncWrapper<Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>>, hint: SizeHint },
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Self { content: Content::Full(None) }
    }

    /// A body that is at hand.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Full(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty())) }
    }

    /// A body that is still to come.
    pub fn stream<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let hint = body.size_hint();
        let stream = SyncWrapper::new(Box::pin(body.map_err(Into::into)) as Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>);
        Self { content: Content::Stream { stream, hint } }
    }

    /// The whole body, if it is at hand.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Full(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Content::Stream { .. } => None,
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.content {
            Content::Full(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Content::Stream { stream, .. } => stream.get_mut().as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.content, Content::Full(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Full(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Content::Stream { hint, .. } => *hint,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(..)")
    }
}
