use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use sync_wrapper::SyncWrapper;

use super::{BoxError, StreamError, StreamErrorKind};

/// A body as a stream of chunks, without a size limit. Chunks have any size, but are not empty.
///
/// The stream ends after the first error.
#[must_use = "a stream does nothing unless it is read"]
pub struct ByteStream {
    source: Source,
    size: Option<u64>,
    /// The number of bytes read.
    read: u64,
}

enum Source {
    /// Bytes of which none was read.
    Whole(Bytes),
    Chunks(SyncWrapper<Chunks>),
    End,
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl ByteStream {
    /// Creates a stream of unknown size. In a response of a server, an error ends the response
    /// abnormally, so that the client detects that the body is incomplete.
    pub fn new<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::of_chunks(Box::pin(stream.map(|item| item.map_err(Into::into))), None)
    }

    /// Creates a stream of chunks that have this size in total, if it is known.
    pub(crate) fn of_chunks(chunks: Chunks, size: Option<u64>) -> Self {
        Self {
            source: Source::Chunks(SyncWrapper::new(chunks)),
            size,
            read: 0,
        }
    }

    /// Returns the bytes from which the stream was created, if none of them was read.
    #[cfg(feature = "client")]
    pub(crate) fn into_whole(self) -> Result<Bytes, Self> {
        match self.source {
            Source::Whole(bytes) => Ok(bytes),
            source => Err(Self { source, ..self }),
        }
    }

    /// The size of the whole body in bytes, including the chunks that were read already, if it is
    /// known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns the next chunk, or `None` at the end. No chunk is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads the rest of the body, up to a size limit in bytes.
    ///
    /// # Errors
    /// If the rest is incomplete or larger than the limit.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, StreamError> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if bytes.len().saturating_add(chunk.len()) > limit {
                let message = format!("the body is larger than {limit} bytes");
                return Err(StreamError::new(StreamErrorKind::TooLarge, message));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            let chunk = match &mut self.source {
                Source::Whole(bytes) => {
                    let bytes = std::mem::take(bytes);
                    // The end is detected like that of chunks.
                    self.source = Source::Chunks(SyncWrapper::new(Box::pin(stream::empty())));
                    Some(Ok(bytes))
                }
                Source::Chunks(chunks) => ready!(chunks.get_mut().as_mut().poll_next(context)),
                Source::End => None,
            };
            match chunk {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                other => return Poll::Ready(other),
            }
        }
    }

    /// Adds the size of a chunk. A chunk that exceeds the known size is an error.
    fn check_size(&mut self, chunk: Bytes) -> Result<Bytes, StreamError> {
        self.read = self.read.saturating_add(chunk.len() as u64);
        match self.size {
            Some(size) if self.read > size => Err(StreamError::new(
                StreamErrorKind::Producer,
                format!("the stream has more than the expected {size} bytes"),
            )),
            _ => Ok(chunk),
        }
    }

    /// Returns the error about an end before the known size.
    fn missing(&self) -> Option<StreamError> {
        let size = self.size.filter(|size| *size > self.read)?;
        let message = format!("the stream ended after {} of {size} bytes", self.read);
        Some(StreamError::new(StreamErrorKind::Incomplete, message))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let result = match ready!(self.poll_chunk(context)) {
            Some(Ok(chunk)) => Some(self.check_size(chunk)),
            Some(Err(error)) => Some(Err(StreamError::from_producer(error))),
            None if matches!(self.source, Source::End) => None,
            None => self.missing().map(Err),
        };
        if !matches!(result, Some(Ok(_))) {
            self.source = Source::End;
        }
        Poll::Ready(result)
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self {
            size: Some(bytes.len() as u64),
            source: Source::Whole(bytes),
            read: 0,
        }
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

/// Shows the size, but no content.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
