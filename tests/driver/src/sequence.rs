//! Streams as lists of their items.

use std::future::Future;

use futures_util::stream;
use specwright_runtime::stream::{EventStream, ItemStream, StreamError};

use crate::Stop;

/// A stream that is made of a list, and read into a list.
pub trait Sequence: Sized {
    /// An item, or the data of an event.
    type Item;

    /// Makes a stream of items.
    fn of(items: Vec<Self::Item>) -> Self;

    /// Reads all items.
    ///
    /// # Errors
    /// If the stream is incomplete, or an item does not fit its type.
    fn read(self) -> impl Future<Output = Result<Vec<Self::Item>, Stop>> + Send;
}

impl<T: Send + 'static> Sequence for EventStream<T> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        Self::of_data(stream::iter(items))
    }

    async fn read(mut self) -> Result<Vec<T>, Stop> {
        let mut items = Vec::new();
        while let Some(event) = self.next().await {
            items.push(event.map_err(stop)?.data);
        }
        Ok(items)
    }
}

impl<T: Send + 'static> Sequence for ItemStream<T> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        Self::of_items(stream::iter(items))
    }

    async fn read(mut self) -> Result<Vec<T>, Stop> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item.map_err(stop)?);
        }
        Ok(items)
    }
}

/// Makes the stream of a response.
pub fn stream<S: Sequence>(items: Vec<S::Item>) -> S {
    S::of(items)
}

/// Reads the stream of a response.
///
/// # Errors
/// If the stream is incomplete, or an item does not fit its type.
pub async fn items<S: Sequence>(stream: S) -> Result<Vec<S::Item>, Stop> {
    stream.read().await
}

#[allow(clippy::needless_pass_by_value, reason = "an argument of `map_err`")]
fn stop(error: StreamError) -> Stop {
    Stop::stream(&error)
}
