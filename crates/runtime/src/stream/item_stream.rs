use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;

#[cfg(feature = "server")]
use super::JsonEvents;
#[cfg(feature = "client")]
use super::ReceivedBody;
use super::{BoxError, Event, EventStream, StreamError};
#[cfg(feature = "client")]
use crate::json::FromJson;
#[cfg(feature = "server")]
use crate::json::ToJson;

/// A stream of items: a sequence of JSON values, or the data of server-sent events.
///
/// A received stream continues after an item that does not fit `T`, and ends after any other error.
#[must_use = "a stream does nothing unless it is read"]
pub struct ItemStream<T> {
    events: EventStream<T>,
}

impl<T: Send + 'static> ItemStream<T> {
    /// Creates a stream of items. In a response of a server, an error ends the response abnormally,
    /// so that the client detects that the body is incomplete.
    pub fn new<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        EventStream::new(stream.map(|item| item.map(Event::new))).into_data()
    }

    /// Creates a stream of items that cannot fail.
    pub fn of_items<S>(stream: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        EventStream::of_data(stream).into_data()
    }

    /// Reads the items of a body.
    #[cfg(feature = "client")]
    pub(crate) fn received(body: ReceivedBody) -> Self
    where
        T: FromJson,
    {
        EventStream::received(body).into_data()
    }

    /// Returns the next item, or `None` at the end. No item is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns the items as JSON text.
    #[cfg(feature = "server")]
    pub(crate) fn into_json(self) -> JsonEvents
    where
        T: ToJson,
    {
        self.events.into_json().0
    }
}

impl<T> ItemStream<T> {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        let event = self.events.poll_event(context);
        event.map(|event| event.map(|event| event.map(|event| event.data)))
    }
}

impl<T: Send + 'static> EventStream<T> {
    /// Returns a stream of the data of the events.
    pub fn into_data(self) -> ItemStream<T> {
        ItemStream { events: self }
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemStream(..)")
    }
}
