use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use sync_wrapper::SyncWrapper;

#[cfg(feature = "client")]
use super::received::{ReceivedBody, ReceivedItems};
use super::{BoxError, Event, StreamError};
#[cfg(feature = "server")]
use crate::json::{self, ToJson};
#[cfg(feature = "client")]
use crate::json::{FromJson, ValueError};

/// A stream of server-sent events
/// ([WHATWG HTML, 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
///
/// A received stream continues after an event whose data does not fit `T`, and ends after any other
/// error.
#[must_use = "a stream does nothing unless it is read"]
pub struct EventStream<T> {
    source: Source<T>,
    /// The data that ends the stream, if the stream is sent.
    #[cfg(feature = "server")]
    sentinel: Option<String>,
}

enum Source<T> {
    #[cfg(feature = "client")]
    Received {
        // A box, because a produced stream is much smaller.
        items: Box<ReceivedItems>,
        /// A pointer, so that streams that are only sent do not need `FromJson`.
        decode: fn(&[u8]) -> Result<T, ValueError>,
    },
    Produced {
        events: SyncWrapper<Events<T>>,
        /// The number of events produced.
        count: u64,
    },
}

type Events<T> = Pin<Box<dyn Stream<Item = Result<Event<T>, BoxError>> + Send>>;

/// Events with their data as JSON text.
#[cfg(feature = "server")]
pub(crate) type JsonEvents = Pin<Box<dyn Stream<Item = Result<Event<Vec<u8>>, BoxError>> + Send>>;

impl<T: Send + 'static> EventStream<T> {
    /// Creates a stream of events. In a response of a server, an error ends the response abnormally,
    /// so that the client detects that the body is incomplete.
    pub fn new<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Event<T>, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::of_events(Box::pin(stream.map(|item| item.map_err(Into::into))))
    }

    /// Creates a stream of events with nothing but data.
    pub fn of_data<S>(stream: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        Self::of_events(Box::pin(stream.map(|data| Ok(Event::new(data)))))
    }

    fn of_events(events: Events<T>) -> Self {
        Self {
            source: Source::Produced {
                events: SyncWrapper::new(events),
                count: 0,
            },
            #[cfg(feature = "server")]
            sentinel: None,
        }
    }

    /// Reads the events of a body.
    #[cfg(feature = "client")]
    pub(crate) fn received(body: ReceivedBody) -> Self
    where
        T: FromJson,
    {
        Self {
            source: Source::Received {
                items: Box::new(ReceivedItems::new(body)),
                decode: crate::json::read::<T>,
            },
            #[cfg(feature = "server")]
            sentinel: None,
        }
    }

    /// Returns the next event, or `None` at the end. No event is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// Sets the data that ends the stream, such as `[DONE]`.
    ///
    /// A received stream ends at an event with this data, which is not an item, and is incomplete
    /// without it. By default, a stream of JSON data may end with `[DONE]`, which is not JSON, and
    /// other streams end with the body. A server sends an event with this data after the last item.
    pub fn until(mut self, sentinel: impl Into<String>) -> Self {
        self.set_sentinel(sentinel.into());
        self
    }

    fn set_sentinel(&mut self, sentinel: String) {
        match &mut self.source {
            #[cfg(feature = "client")]
            Source::Received { items, .. } => items.set_sentinel(sentinel),
            #[cfg(feature = "server")]
            Source::Produced { .. } => self.sentinel = Some(sentinel),
            #[cfg(not(feature = "server"))]
            Source::Produced { .. } => drop(sentinel),
        }
    }

    /// Returns the events with their data as JSON text, and the data that ends the stream.
    #[cfg(feature = "server")]
    pub(crate) fn into_json(mut self) -> (JsonEvents, Option<String>)
    where
        T: ToJson,
    {
        let sentinel = self.sentinel.take();
        (Box::pin(self.map(to_json)), sentinel)
    }
}

impl<T> EventStream<T> {
    pub(super) fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<T>, StreamError>>> {
        match &mut self.source {
            #[cfg(feature = "client")]
            Source::Received { items, decode } => {
                let item = ready!(items.poll_next(context));
                Poll::Ready(item.map(|item| {
                    let (event, json, position) = item?;
                    let data =
                        decode(&json).map_err(|error| super::decode::invalid(error, position))?;
                    Ok(event.with_data(data))
                }))
            }
            Source::Produced { events, count } => {
                let event = ready!(events.get_mut().as_mut().poll_next(context));
                let index = *count;
                *count += 1;
                Poll::Ready(event.map(|event| {
                    event.map_err(|error| StreamError::from_producer(error).at(index))
                }))
            }
        }
    }
}

#[cfg(feature = "server")]
fn to_json<T: ToJson>(event: Result<Event<T>, StreamError>) -> Result<Event<Vec<u8>>, BoxError> {
    let event = event?;
    let json = json::write(&event.data)?;
    Ok(event.with_data(json))
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(context)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream(..)")
    }
}
