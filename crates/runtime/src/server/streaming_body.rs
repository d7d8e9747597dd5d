//! Bodies of responses that are streams.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use http_body::{Body, Frame, SizeHint};
use sync_wrapper::SyncWrapper;
use tokio::time::{Instant, Sleep};

use crate::stream::{BoxError, ByteStream, Encoder, JsonEvents};

/// The comment that keeps the connection of silent events open
/// ([WHATWG HTML, 9.2.7](https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes)).
const COMMENT: &[u8] = b":\n";

/// The duration of silence after which a comment is sent.
const SILENCE: Duration = Duration::from_secs(15);

/// A body that polls its source only when the connection can send more. It ends abnormally if the
/// source fails, or an item cannot be encoded.
pub(super) struct StreamingBody {
    /// `None` after the end.
    chunks: Option<SyncWrapper<Chunks>>,
    /// The number of bytes left, if it is known.
    size: Option<u64>,
    silence: Option<Silence>,
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The time until the next comment.
#[derive(Default)]
struct Silence {
    /// `None` until the source is pending for the first time.
    timer: Option<Pin<Box<Sleep>>>,
}

impl StreamingBody {
    /// Creates a body of server-sent events, with comments while there are none.
    pub(super) fn events(events: JsonEvents, encoder: Encoder) -> Self {
        Self {
            silence: Some(Silence::default()),
            ..Self::items(events, encoder)
        }
    }

    /// Creates a body of items.
    pub(super) fn items(items: JsonEvents, encoder: Encoder) -> Self {
        let end = stream::iter(encoder.end());
        let items = items.map(move |item| encoder.encode(item?));
        Self::new(Box::pin(items.chain(end)), None)
    }

    /// Creates a body of bytes.
    pub(super) fn bytes(bytes: ByteStream) -> Self {
        let size = bytes.size();
        Self::new(Box::pin(bytes.map(|chunk| Ok(chunk?))), size)
    }

    fn new(chunks: Chunks, size: Option<u64>) -> Self {
        Self {
            chunks: Some(SyncWrapper::new(chunks)),
            size,
            silence: None,
        }
    }

    /// Returns whether the body consists of server-sent events.
    pub(super) fn is_events(&self) -> bool {
        self.silence.is_some()
    }
}

impl Body for StreamingBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Some(chunks) = &mut this.chunks else {
            return Poll::Ready(None);
        };
        match (
            chunks.get_mut().as_mut().poll_next(context),
            &mut this.silence,
        ) {
            (Poll::Ready(Some(Ok(chunk))), silence) => {
                let length = chunk.len() as u64;
                this.size = this.size.map(|size| size.saturating_sub(length));
                if let Some(silence) = silence {
                    silence.reset();
                }
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
            (Poll::Ready(Some(Err(error))), _) => {
                // The subscriber can show the sources of the error, too.
                tracing::error!(error = &*error, "cannot write the rest of a response");
                this.chunks = None;
                Poll::Ready(Some(Err(error)))
            }
            (Poll::Ready(None), _) => {
                this.chunks = None;
                Poll::Ready(None)
            }
            (Poll::Pending, Some(silence)) => silence
                .poll(context)
                .map(|()| Some(Ok(Frame::data(Bytes::from_static(COMMENT))))),
            (Poll::Pending, None) => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.size.map(SizeHint::with_exact).unwrap_or_default()
    }
}

impl Silence {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let timer = || Box::pin(tokio::time::sleep(SILENCE));
        let poll = self.timer.get_or_insert_with(timer).as_mut().poll(context);
        if poll.is_ready() {
            self.reset();
        }
        poll
    }

    fn reset(&mut self) {
        if let Some(timer) = &mut self.timer {
            timer.as_mut().reset(Instant::now() + SILENCE);
        }
    }
}

/// Shows the size, but no content.
impl fmt::Debug for StreamingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamingBody")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
