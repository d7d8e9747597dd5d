use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::attempt::PreparedCall;
use super::incoming::byte_stream;
use super::stream_head::{Head, Opened};
use super::{RetryPolicy, Streaming};
use crate::headers::to_header_value;
use crate::stream::{ByteStream, Position, Reconnect, Reconnecting};

/// The header with the ID of the last event
/// ([WHATWG HTML, 9.2.4](https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header)).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Sends the request of a stream of events again after the stream broke.
pub(super) struct Reconnector {
    /// The call with the policy of reconnections.
    call: PreparedCall,
    streaming: &'static Streaming,
}

impl Reconnector {
    /// Returns `None` if repeating the request is not safe.
    pub(super) fn boxed(
        call: &PreparedCall,
        streaming: &'static Streaming,
        policy: RetryPolicy,
    ) -> Option<Box<dyn Reconnect>> {
        call.safety.is_repeatable().then(|| {
            let call = PreparedCall {
                retry: policy,
                ..call.clone()
            };
            Box::new(Self { call, streaming }) as Box<dyn Reconnect>
        })
    }
}

impl Reconnect for Reconnector {
    fn reconnect(&self, position: Position) -> Reconnecting {
        let Position {
            last_event_id,
            retry,
            connections,
        } = position;
        let last_event_id = match last_event_id.map(|id| to_header_value(&id)) {
            // A header cannot represent the ID.
            Some(None) => return Box::pin(async { None }),
            Some(value) => value,
            None => None,
        };
        let policy = &self.call.retry;
        let delay = policy.delay(connections, retry);
        let delay = delay.filter(|_| policy.allows(connections));
        let (call, streaming) = (self.call.clone(), self.streaming);
        Box::pin(async move { send(call, streaming, last_event_id, delay?).await })
    }
}

/// Sends a request after a delay. Returns the body of a response that is a stream.
async fn send(
    mut call: PreparedCall,
    streaming: &'static Streaming,
    last_event_id: Option<HeaderValue>,
    delay: Duration,
) -> Option<ByteStream> {
    tokio::time::sleep(delay).await;
    if let Some(value) = last_event_id {
        call.headers.insert(LAST_EVENT_ID, value);
    }
    let idle_timeout = call.idle_timeout;
    match call.send(&Head(streaming)).await {
        Ok(Opened::Stream(_, body)) => Some(byte_stream(body, idle_timeout)),
        Ok(Opened::Other(_)) | Err(_) => None,
    }
}
