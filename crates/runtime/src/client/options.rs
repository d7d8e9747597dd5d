use std::time::Duration;

use http::HeaderName;

use super::{Call, RetryPolicy};

/// Options of a single call. The prefix `with_` avoids conflicts with the names of parameters.
pub trait CallOptions: Sized {
    /// Returns the underlying call.
    #[doc(hidden)]
    fn call_mut(&mut self) -> &mut Call;

    /// Sets the time limit of this call, including all its attempts, but not the body of a response
    /// that is a stream.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().set_timeout(timeout);
        self
    }

    /// Sets how long a stream that this call returns waits for the next bytes of its body.
    #[must_use]
    fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().set_idle_timeout(timeout);
        self
    }

    /// Sets the base URL of the server of this call, or its path on the server of the client.
    #[must_use]
    fn with_server(mut self, url: &str) -> Self {
        self.call_mut().set_server(url);
        self
    }

    /// Sets the URL of this call, instead of the path of its operation on a server. The query of the
    /// call is added to that of the URL. Webhooks and callbacks are sent to the URL that a receiver
    /// has registered.
    ///
    /// The request contains the credentials of the operation, so the URL must belong to somebody who
    /// may know them.
    #[must_use]
    fn with_url(mut self, url: &str) -> Self {
        self.call_mut().set_url(url);
        self
    }

    /// Sets how failed attempts of this call are retried.
    #[must_use]
    fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().set_retry(policy);
        self
    }

    /// Reconnects when a stream of server-sent events breaks, for requests that are safe to repeat
    /// (see [`RetryPolicy`]). By default, and for all other calls, a broken stream is an error.
    ///
    /// A stream is broken if its connection fails, it ends inside an event or before the data that
    /// [`EventStream::until`](crate::stream::EventStream::until) sets, or no bytes arrive within the
    /// idle timeout. A stream that ends after an event is complete.
    ///
    /// The client sends the request again with `Last-Event-ID`, after the reconnection time that the
    /// stream has set, up to [`RetryPolicy::max_retry_after`], or else after the delay of the policy.
    /// Each event is delivered once: if the last event has no ID, the stream does not reconnect.
    ///
    /// The policy limits the number of connections in a row that break before an event arrives,
    /// including the first one. It also applies to the request of each reconnection, within the time
    /// limit of the call. If the client cannot reconnect, the stream ends with the original error.
    #[must_use]
    fn with_reconnect(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().set_reconnect(policy);
        self
    }

    /// Sets a header, including one that the API description does not declare, and replaces an
    /// existing one of that name. `Authorization` replaces the credential of the client; other
    /// credentials are added later and override the header. With `Authorization` or `Cookie`, the call
    /// is sent even if credentials are missing.
    #[must_use]
    fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.call_mut().set_custom_header(name, value);
        self
    }

    /// Sets the media types that the server may respond with, such as `text/csv`, in the syntax of
    /// the header `Accept`. By default, these are all that the API description declares.
    #[must_use]
    fn with_accept(mut self, media_types: &str) -> Self {
        self.call_mut()
            .set_header(http::header::ACCEPT, media_types);
        self
    }

    /// Sets the idempotency key of this call. The call fails if its operation does not take one.
    #[must_use]
    fn with_idempotency_key(mut self, key: &str) -> Self {
        self.call_mut().set_idempotency_key(key);
        self
    }
}
