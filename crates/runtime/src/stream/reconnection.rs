//! Requests for the rest of a broken stream of events.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use sync_wrapper::SyncWrapper;

use super::{ByteStream, Event};

/// Sends the request of a stream again.
pub(crate) trait Reconnect: Send {
    /// Requests the events after a position. Returns `None` if they are not available.
    fn reconnect(&self, position: Position) -> Reconnecting;
}

/// A request for the rest of a stream.
pub(crate) type Reconnecting = Pin<Box<dyn Future<Output = Option<ByteStream>> + Send>>;

/// The position at which a stream broke.
pub(crate) struct Position {
    /// The ID of the last event, or `None` before the first event.
    pub(crate) last_event_id: Option<String>,
    /// The reconnection time that the stream set.
    pub(crate) retry: Option<Duration>,
    /// The number of connections since the last event, including the broken one.
    pub(crate) connections: u32,
}

/// The means to continue a stream.
pub(super) struct Reconnection {
    reconnect: SyncWrapper<Box<dyn Reconnect>>,
    last_event_id: Option<String>,
    /// Whether the last event has an ID. Without one, the server would send the event again.
    is_resumable: bool,
    retry: Option<Duration>,
    connections: u32,
}

impl Reconnection {
    pub(super) fn new(reconnect: Box<dyn Reconnect>) -> Self {
        Self {
            reconnect: SyncWrapper::new(reconnect),
            last_event_id: None,
            is_resumable: true,
            retry: None,
            connections: 1,
        }
    }

    /// Moves the position behind an event.
    pub(super) fn pass(&mut self, event: &Event<Bytes>) {
        self.last_event_id = event.id.clone().filter(|id| !id.is_empty());
        self.is_resumable = self.last_event_id.is_some();
        self.connections = 1;
    }

    /// Requests the rest of the stream, unless the server would send events again. `retry` is the
    /// reconnection time that the last connection set.
    pub(super) fn start(&mut self, retry: Option<Duration>) -> Option<Reconnecting> {
        self.retry = retry.or(self.retry);
        if !self.is_resumable {
            return None;
        }
        let position = Position {
            last_event_id: self.last_event_id.clone(),
            retry: self.retry,
            connections: self.connections,
        };
        self.connections += 1;
        Some(self.reconnect.get_mut().reconnect(position))
    }
}
