use std::borrow::Cow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use sync_wrapper::SyncWrapper;

use super::decode::{invalid, json_text};
use super::error::Position;
use super::framing::{Found, Framing, Incomplete, TooLarge};
use super::reconnection::{Reconnect, Reconnecting, Reconnection};
use super::{ByteStream, Event, EventData, Format, StreamError, StreamErrorKind};
use crate::json::ValueError;

/// The data that ends a stream of events with JSON data. It is not JSON.
const DEFAULT_SENTINEL: &str = "[DONE]";

/// The body of a response that is a stream.
pub struct ReceivedBody {
    pub(crate) bytes: ByteStream,
    pub(crate) format: Format,
    /// The size limit of an item in bytes.
    pub(crate) limit: usize,
    /// The means to continue a broken stream of events.
    pub(crate) reconnect: Option<Box<dyn Reconnect>>,
}

/// The items of a received stream, before their types are known. At most one item and one chunk are
/// in memory.
pub(super) struct ReceivedItems {
    source: Source,
    /// The part of the last chunk that has not been parsed.
    chunk: Bytes,
    framing: Framing,
    format: Format,
    reconnection: Option<Reconnection>,
    sentinel: Option<Cow<'static, str>>,
    /// Whether the stream is incomplete without the sentinel.
    requires_sentinel: bool,
    /// The size limit of an item in bytes.
    limit: usize,
    /// The index of the next item.
    index: u64,
}

enum Source {
    Open(ByteStream),
    /// A stream that broke with this error, and the request for its rest.
    Broken(SyncWrapper<Reconnecting>, StreamError),
    Ended,
}

/// An event as it was received, its JSON text and its position.
type Item = (Event<Bytes>, Bytes, Position);

impl ReceivedItems {
    pub(super) fn new(body: ReceivedBody) -> Self {
        let has_default_sentinel = body.format == Format::Events(EventData::Json);
        Self {
            source: Source::Open(body.bytes),
            chunk: Bytes::new(),
            framing: Framing::new(body.format),
            format: body.format,
            reconnection: body.reconnect.map(Reconnection::new),
            sentinel: has_default_sentinel.then_some(Cow::Borrowed(DEFAULT_SENTINEL)),
            requires_sentinel: false,
            limit: body.limit,
            index: 0,
        }
    }

    pub(super) fn set_sentinel(&mut self, sentinel: String) {
        self.sentinel = Some(Cow::Owned(sentinel));
        self.requires_sentinel = true;
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Item, StreamError>>> {
        loop {
            match self.framing.next(&mut self.chunk, self.limit) {
                Ok(Some(found)) => return Poll::Ready(self.item(found)),
                Ok(None) => {}
                Err(TooLarge) => return Poll::Ready(Some(Err(self.too_large()))),
            }
            let broken = match &mut self.source {
                Source::Open(bytes) => match ready!(Pin::new(bytes).poll_next(context)) {
                    Some(Ok(chunk)) => {
                        self.chunk = chunk;
                        continue;
                    }
                    Some(Err(error)) => error.at(self.index),
                    None => match self.finish() {
                        Ok(last) => return Poll::Ready(last),
                        Err(error) => error,
                    },
                },
                Source::Broken(rest, _) => {
                    let rest = ready!(rest.get_mut().as_mut().poll(context));
                    match self.reopen(rest) {
                        Some(error) => return Poll::Ready(Some(Err(error))),
                        None => continue,
                    }
                }
                Source::Ended => return Poll::Ready(None),
            };
            if let Some(error) = self.break_off(broken) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    /// Returns an item that was found, or ends the stream at the sentinel.
    fn item(&mut self, found: Found) -> Option<Result<Item, StreamError>> {
        let is_sentinel = |event: &Event<Bytes>| {
            let sentinel = self.sentinel.as_deref();
            sentinel.is_some_and(|sentinel| event.data == sentinel)
        };
        if found.as_ref().is_ok_and(is_sentinel) {
            self.close();
            return None;
        }
        let position = Position {
            index: self.index,
            line: self.framing.line(),
        };
        self.index += 1;
        let item = found.map_err(ValueError::new).and_then(|event| {
            if let Some(reconnection) = &mut self.reconnection {
                reconnection.pass(&event);
            }
            let json = json_text(&event, self.format)?;
            Ok((event, json, position))
        });
        Some(item.map_err(|error| invalid(error, position)))
    }

    /// Returns the last item after the end of the body.
    fn finish(&mut self) -> Result<Option<Result<Item, StreamError>>, StreamError> {
        let message = match self.framing.finish(self.sentinel.as_deref()) {
            Ok(Some(event)) => {
                self.close();
                return Ok(self.item(Ok(event)));
            }
            Ok(None) if !self.requires_sentinel => {
                self.close();
                return Ok(None);
            }
            Ok(None) => "the body ended before the last event",
            Err(Incomplete) => "the body ended inside an item",
        };
        Err(StreamError::new(StreamErrorKind::Incomplete, message).at(self.index))
    }

    /// Closes a stream that broke. Returns the error if its rest cannot be requested.
    fn break_off(&mut self, error: StreamError) -> Option<StreamError> {
        self.close();
        let can_continue = matches!(
            error.kind(),
            StreamErrorKind::Incomplete | StreamErrorKind::Idle
        );
        let reconnection = self.reconnection.as_mut().filter(|_| can_continue);
        match reconnection.and_then(|it| it.start(self.framing.retry())) {
            Some(rest) => {
                self.source = Source::Broken(SyncWrapper::new(rest), error);
                None
            }
            None => Some(error),
        }
    }

    /// Continues with the rest of a broken stream. Returns the original error if there is none.
    fn reopen(&mut self, rest: Option<ByteStream>) -> Option<StreamError> {
        let source = rest.map_or(Source::Ended, Source::Open);
        let is_open = matches!(source, Source::Open(_));
        self.framing = Framing::new(self.format);
        match std::mem::replace(&mut self.source, source) {
            Source::Broken(_, error) if !is_open => Some(error),
            _ => None,
        }
    }

    fn too_large(&mut self) -> StreamError {
        self.close();
        let message = format!("the item is larger than {} bytes", self.limit);
        StreamError::new(StreamErrorKind::TooLarge, message).at(self.index)
    }

    /// Drops the body, and everything that was received but not parsed.
    fn close(&mut self) {
        self.source = Source::Ended;
        self.chunk = Bytes::new();
    }
}
