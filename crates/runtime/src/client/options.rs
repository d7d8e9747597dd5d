use std::time::Duration;

use http::HeaderName;

use super::{Call, RetryPolicy};

/// What can be chosen for one call, whatever its operation. The names have a prefix, so that no parameter of a document meets them.
pub trait CallOptions: Sized {
    /// The call inside.
    #[doc(hidden)]
    fn call_mut(&mut self) -> &mut Call;

    /// How long this call may take, all its attempts together.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().set_timeout(timeout);
        self
    }

    /// How failed attempts of this call are repeated.
    #[must_use]
    fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().set_retry(policy);
        self
    }

    /// A header field that the document does not know, in place of one of that name. Credentials are set later and win.
    #[must_use]
    fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.call_mut().set_header(name, value);
        self
    }

    /// The value that makes it safe to send this call again, for operations that take one; the call fails on others.
    #[must_use]
    fn with_idempotency_key(mut self, key: &str) -> Self {
        self.call_mut().set_idempotency_key(key);
        self
    }
}
