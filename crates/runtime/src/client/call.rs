use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, Uri};
use serde::Serialize;

use super::attempt::Whole;
use super::outgoing::Outgoing;
use super::url;
use super::{Core, Operation, RawResponse, RequestError, RetryPolicy, SendError};
use crate::body::Encoding;
use crate::headers::to_header_value;
use crate::json::{self, OrderedValue};
use crate::parameter::{self, EncodeError, Location, Parameter};

/// The initial capacity for headers. Every call has at least `User-Agent`.
const HEADERS: usize = 12;

/// A call of an operation that is being prepared. The first value that cannot be serialized makes
/// [`Call::send`] fail.
#[derive(Clone)]
pub struct Call {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: Vec<ParameterPairs>,
    pub(super) cookies: Vec<ParameterPairs>,
    pub(super) headers: HeaderMap,
    /// The body in chunks.
    pub(super) body: Vec<Bytes>,
    /// The body instead of `body`, if it is a stream.
    pub(super) stream: Option<Outgoing>,
    pub(super) encodings: &'static [Encoding],
    pub(super) error: Option<RequestError>,
    /// The URL of a server instead of that of the client.
    pub(super) server: Option<Cow<'static, str>>,
    /// The URL of the request, which has the query of the call. A box, because only calls of later
    /// pages have one.
    pub(super) url: Option<Box<Uri>>,
    pub(super) timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) retry: RetryPolicy,
    /// A box, because few calls have this policy.
    reconnect: Option<Box<RetryPolicy>>,
    /// Whether the caller set the header `Authorization` or `Cookie`, which can be a credential.
    pub(super) has_custom_credential: bool,
}

/// The names and values of one parameter in a query or in cookies.
#[derive(Clone, PartialEq)]
pub(super) struct ParameterPairs {
    parameter: &'static str,
    pub(super) pairs: Vec<(String, String)>,
}

impl Core {
    /// Prepares a call of an operation.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call {
            core: self.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::with_capacity(HEADERS),
            body: Vec::new(),
            stream: None,
            encodings: &[],
            error: None,
            server: None,
            url: None,
            timeout: self.shared.timeout,
            idle_timeout: self.shared.idle_timeout,
            retry: self.shared.retry.clone(),
            reconnect: None,
            has_custom_credential: false,
        }
    }
}

impl Call {
    /// Sets a parameter and replaces its previous value.
    pub fn set<T: Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        match json::to_ordered(value) {
            Ok(value) => self.set_value(parameter, &value),
            Err(error) => self.fail(parameter.name, error.to_string()),
        }
    }

    /// Sets a required parameter. An empty array that would look like a missing parameter is an
    /// error.
    pub fn set_required<T: Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        match json::to_ordered(value) {
            Ok(value) if is_invisible(&parameter, &value) => {
                self.fail(parameter.name, EncodeError::Empty.to_string());
            }
            Ok(value) => self.set_value(parameter, &value),
            Err(error) => self.fail(parameter.name, error.to_string()),
        }
    }

    /// Sets an optional parameter that has a default. An empty array or object that would look like
    /// a missing parameter is an error, because the server would assume the default.
    pub fn set_defaulted<T: Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        self.set(parameter, value);
        let sent = match parameter.location {
            Location::Query => &self.query,
            Location::Cookie => &self.cookies,
            Location::Path | Location::Header => return,
        };
        let mut sent = sent.iter();
        if sent.any(|it| it.parameter == parameter.name && it.pairs.is_empty()) {
            self.fail(parameter.name, EncodeError::Empty.to_string());
        }
    }

    /// Sets a parameter if the value is present.
    pub fn set_optional<T: Serialize>(&mut self, parameter: Parameter, value: Option<&T>) {
        if let Some(value) = value {
            self.set(parameter, value);
        }
    }

    /// Sends the call, with retries, within its time limit.
    ///
    /// # Errors
    /// If a value is missing or cannot be serialized, or no complete response arrives. A response
    /// with any status counts as a success.
    pub async fn send(self) -> Result<RawResponse, SendError> {
        let accept = self.operation.accept;
        let prepared = self.prepare(accept)?;
        prepared.send(&Whole).await
    }

    fn set_value(&mut self, parameter: Parameter, value: &OrderedValue) {
        if let Err(error) = self.try_set_value(parameter, value) {
            self.fail(parameter.name, error.to_string());
        }
    }

    fn try_set_value(
        &mut self,
        parameter: Parameter,
        value: &OrderedValue,
    ) -> Result<(), EncodeError> {
        let name = parameter.name;
        match parameter.location {
            Location::Path => {
                let value = parameter::encode_path(&parameter, value)?;
                self.path.retain(|(known, _)| *known != name);
                self.path.push((name, value));
            }
            Location::Query => {
                let pairs = parameter::encode_query(&parameter, value)?;
                replace(&mut self.query, name, pairs);
            }
            Location::Cookie => {
                let pairs = parameter::encode_cookie(&parameter, value)?;
                replace(&mut self.cookies, name, pairs);
            }
            Location::Header => {
                let value = parameter::encode_header(&parameter, value)?;
                match HeaderName::from_bytes(name.as_bytes()) {
                    Ok(header) => self.set_header(header, &value),
                    Err(_) => self.fail(name, "is not a valid header name"),
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_header(&mut self, name: HeaderName, value: &str) {
        match to_header_value(value) {
            // Surrounding white space is not part of a header value (RFC 9110, 5.5), so the server
            // would receive another value.
            Some(_) if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) => {
                self.fail(
                    name.as_str().to_owned(),
                    "begins or ends with white space, which headers do not preserve",
                );
            }
            Some(value) => {
                self.headers.insert(name, value);
            }
            None => self.fail(name.as_str().to_owned(), "contains a control character"),
        }
    }

    /// Sets a header on behalf of the caller.
    pub(super) fn set_custom_header(&mut self, name: HeaderName, value: &str) {
        self.has_custom_credential |= name == AUTHORIZATION || name == COOKIE;
        self.set_header(name, value);
    }

    /// Sets the URL of the server of the operation, or its path on the server of the client, unless
    /// the client has one server for all operations.
    pub fn server(&mut self, url: &'static str) {
        if !self.core.shared.has_one_server {
            self.server = Some(Cow::Borrowed(url));
        }
    }

    pub(super) fn set_server(&mut self, url: &str) {
        self.server = Some(Cow::Owned(url.to_owned()));
    }

    /// Sets the URL of the request. Its query precedes that of the call.
    pub(super) fn set_url(&mut self, url: &str) {
        match url::absolute(url) {
            Ok(url) => self.url = Some(Box::new(url)),
            Err(error) => drop(self.error.get_or_insert(error)),
        }
    }

    /// Sets the URL of the request, with the whole query.
    pub(super) fn at_url(mut self, url: Uri) -> Self {
        self.url = Some(Box::new(url));
        self.query.clear();
        self
    }

    /// The value of `Accept` of the operation.
    pub(super) fn accept(&self) -> &'static str {
        self.operation.accept
    }

    /// The value of a query parameter, if it is a number.
    pub(super) fn number(&self, parameter: &str) -> Option<u64> {
        let known = self.query.iter().find(|it| it.parameter == parameter)?;
        known.pairs.first()?.1.parse().ok()
    }

    /// Returns whether the requests of two calls of an operation are the same.
    pub(super) fn is_same_request(&self, other: &Self) -> bool {
        self.url == other.url
            && self.query == other.query
            && self.headers == other.headers
            && self.body == other.body
    }

    pub(super) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    pub(super) fn set_idle_timeout(&mut self, timeout: Duration) {
        self.idle_timeout = timeout;
    }

    pub(super) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    pub(super) fn set_reconnect(&mut self, policy: RetryPolicy) {
        self.reconnect = Some(Box::new(policy));
    }

    pub(super) fn take_reconnect(&mut self) -> Option<Box<RetryPolicy>> {
        self.reconnect.take()
    }

    pub(super) fn set_idempotency_key(&mut self, key: &str) {
        match self.idempotency_header() {
            Some(name) => self.set_header(name, key),
            None => self.fail("the idempotency key", "is not supported by this operation"),
        }
    }

    /// Records the first error, which [`Call::send`] returns.
    pub(super) fn fail(&mut self, what: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.error
            .get_or_insert_with(|| RequestError::new(what, message));
    }
}

/// Returns whether a value is an empty array without a pair of its own.
fn is_invisible(parameter: &Parameter, value: &OrderedValue) -> bool {
    let has_pairs = matches!(parameter.location, Location::Query | Location::Cookie);
    has_pairs
        && parameter.explode
        && !parameter.json
        && value.as_array().is_some_and(<[_]>::is_empty)
}

fn replace(
    parameters: &mut Vec<ParameterPairs>,
    parameter: &'static str,
    pairs: Vec<(String, String)>,
) {
    parameters.retain(|known| known.parameter != parameter);
    parameters.push(ParameterPairs { parameter, pairs });
}

/// Shows the operation, but no values.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
