use std::time::Duration;

/// A server-sent event
/// ([WHATWG HTML, 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// The data.
    pub data: T,
    /// The event type. Browsers treat an event without a type as `message`.
    pub event: Option<String>,
    /// The event ID that the event sets, which a client sends as `Last-Event-ID` when it reconnects.
    /// An empty ID removes the previous one.
    pub id: Option<String>,
    /// The reconnection time that the event sets. A server sends it in whole milliseconds.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// Creates an event with nothing but data.
    pub fn new(data: T) -> Self {
        Self {
            data,
            event: None,
            id: None,
            retry: None,
        }
    }

    /// Sets the event type, which must not contain a line break or NUL.
    #[must_use]
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Sets the event ID, which must not contain a line break or NUL.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the reconnection time, which is rounded down to milliseconds.
    #[must_use]
    pub fn retry(mut self, retry: Duration) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Returns the event with other data.
    pub(super) fn with_data<U>(self, data: U) -> Event<U> {
        Event {
            data,
            event: self.event,
            id: self.id,
            retry: self.retry,
        }
    }
}
