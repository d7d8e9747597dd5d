use std::time::Duration;

use http::HeaderName;

use super::{Call, RetryPolicy};

/// Options of a single call. The prefix `with_` avoids conflicts with the names of parameters.
pub trait CallOptions: Sized {
    /// Returns the underlying call.
    #[doc(hidden)]
    fn call_mut(&mut self) -> &mut Call;

    /// Sets the time limit of this call, including all its attempts.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().set_timeout(timeout);
        self
    }

    /// Sets how failed attempts of this call are retried.
    #[must_use]
    fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().set_retry(policy);
        self
    }

    /// Sets a header, including one that the API description does not declare, and replaces an
    /// existing one of that name. Credentials are added later and override it. With
    /// `Authorization` or `Cookie`, the call is sent even if credentials are missing.
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
