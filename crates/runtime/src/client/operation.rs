use http::Method;

use crate::parameter::Path;

/// The description of an operation for clients.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, relative to the server.
    pub path: Path,
    /// The value of `Accept`; empty if the header is not sent.
    pub accept: &'static str,
    /// The security alternatives, each a list of scheme names that are required together. The
    /// client uses the first alternative for which it has all credentials. If there is none, the
    /// call is an error, unless an alternative is empty.
    pub security: &'static [&'static [&'static str]],
    /// The header with the idempotency key, which makes retries safe. The client generates a random
    /// key for each call unless the caller sets one.
    pub idempotency_key: Option<&'static str>,
}
