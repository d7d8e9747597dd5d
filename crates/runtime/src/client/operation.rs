use http::Method;

/// What the document says of one operation, as far as sending it goes.
#[derive(Debug)]
pub struct Operation {
    /// The operationId.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path under the server, with `{parameters}`.
    pub path: &'static str,
    /// The value of `Accept`; empty for none.
    pub accept: &'static str,
    /// The names of security schemes that are enough together, by alternative. The first alternative whose credentials are all set is
    /// used; without any the call goes out as it is.
    pub security: &'static [&'static [&'static str]],
    /// The header field that makes it safe to send the call again. If the caller sets none, each call gets a random value of its own.
    pub idempotency_key: Option<&'static str>,
}
