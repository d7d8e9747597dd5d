/// The data of a server-sent event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// A JSON value.
    Json,
    /// A string.
    Text,
    /// A string. The schema describes the whole event: an object with the property `data` and the
    /// optional properties `event`, `id` and `retry` (OpenAPI 3.2.0, 4.14.4.2).
    Whole,
}
