/// The format of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Bytes without items. A stream of items treats them as [`Lines`](Self::Lines).
    Bytes,
    /// Server-sent events
    /// ([WHATWG HTML, 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
    Events(EventData),
    /// JSON values, each in a line of its own.
    Lines,
    /// A JSON text sequence ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)).
    Records,
}

/// The content of the `data` of server-sent events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// JSON of the type of the items.
    Json,
    /// The item itself, whose type is read from a JSON string.
    Text,
    /// A string, and the type of the items describes whole events: an object with the properties
    /// `data`, `event`, `id` and `retry`, as far as the event has them. They are strings, except
    /// `retry`, which is an integer in milliseconds (Media Type Object, OpenAPI 3.2.0).
    Whole,
}
