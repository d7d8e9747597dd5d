use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::attempt::{PreparedCall, Whole};
use super::core::Shared;
use super::outgoing::Outgoing;
use super::retry::RetrySafety;
use super::{Core, Credential, Operation, RawResponse, RequestError, RetryPolicy, SendError};
use crate::body::Encoding;
use crate::headers::to_header_value;
use crate::json::{self, OrderedValue};
use crate::parameter::{self, EncodeError, Location, Parameter};

/// The initial capacity for headers. Every call has at least `User-Agent`.
const HEADERS: usize = 12;

/// A call of an operation that is being prepared. The first value that cannot be serialized makes
/// [`Call::send`] fail.
pub struct Call {
    core: Core,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<ParameterPairs>,
    cookies: Vec<ParameterPairs>,
    headers: HeaderMap,
    /// The body in chunks.
    pub(super) body: Vec<Bytes>,
    /// The body instead of `body`, if it is a stream.
    pub(super) stream: Option<Outgoing>,
    pub(super) encodings: &'static [Encoding],
    error: Option<RequestError>,
    /// The URL of a server instead of that of the client.
    server: Option<Cow<'static, str>>,
    timeout: Duration,
    idle_timeout: Duration,
    retry: RetryPolicy,
    /// A box, because few calls have this policy.
    reconnect: Option<Box<RetryPolicy>>,
    /// Whether the caller set the header `Authorization` or `Cookie`, which can be a credential.
    has_custom_credential: bool,
}

/// The names and values of one parameter in a query or in cookies.
struct ParameterPairs {
    parameter: &'static str,
    pairs: Vec<(String, String)>,
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

    /// Completes the request. `accept` is the value of `Accept`, unless the caller set one.
    pub(super) fn prepare(mut self, accept: &'static str) -> Result<PreparedCall, SendError> {
        if let Some(error) = self.error {
            return Err(error.into());
        }
        let shared = Arc::clone(&self.core.shared);
        // The caller's own credential replaces that of the client.
        let own = self.headers.get(AUTHORIZATION).cloned();
        self.add_default_headers(&shared, accept);
        let has_idempotency_key = self.ensure_idempotency_key();
        self.write_cookies()?;
        let mut query: Vec<(String, String)> = std::mem::take(&mut self.query)
            .into_iter()
            .flat_map(|parameter| parameter.pairs)
            .collect();
        let mut tokens = shared.defaults.tokens();
        for credential in self.select_credentials(&shared)? {
            credential.apply(&mut self.headers, &mut query);
            tokens = credential.tokens().or(tokens);
        }
        let has_own = own.is_some();
        self.headers.extend(own.map(|own| (AUTHORIZATION, own)));
        let tokens = tokens.filter(|_| !has_own).cloned();
        shared.defaults.add_to_query(&mut query);
        let server = self.server.as_deref();
        let server = server.map(|url| shared.base_url.resolve(url)).transpose()?;
        let base_url = server.as_ref().unwrap_or(&shared.base_url);
        Ok(PreparedCall {
            url: base_url.join(&self.operation.path, &self.path, &query)?,
            safety: RetrySafety::of(&self.operation.method, has_idempotency_key),
            core: self.core,
            operation: self.operation,
            headers: self.headers,
            tokens,
            body: self.body,
            // A stream can be sent once.
            retry: match self.stream {
                Some(_) => RetryPolicy::none(),
                None => self.retry,
            },
            stream: self.stream,
            timeout: self.timeout,
            idle_timeout: self.idle_timeout,
        })
    }

    fn add_default_headers(&mut self, shared: &Shared, accept: &'static str) {
        shared.defaults.add_to_headers(&mut self.headers);
        self.headers
            .entry(USER_AGENT)
            .or_insert_with(|| shared.user_agent.clone());
        if let (false, Ok(accept)) = (accept.is_empty(), HeaderValue::from_str(accept)) {
            self.headers.entry(ACCEPT).or_insert(accept);
        }
    }

    /// Returns the credentials of the first security alternative for which the client has all of
    /// them. An alternative without schemes is used only if no other alternative is complete,
    /// regardless of its position.
    ///
    /// If no alternative is complete, the call is an error, unless the caller or the transport can
    /// have added the credentials.
    fn select_credentials<'s>(
        &self,
        shared: &'s Shared,
    ) -> Result<Vec<&'s Credential>, RequestError> {
        let alternatives = self.operation.security;
        let missing = |schemes: &[&'static str]| -> Vec<&'static str> {
            let schemes = schemes.iter().copied();
            schemes
                .filter(|scheme| !shared.credentials.contains_key(scheme))
                .collect()
        };
        let is_complete = |schemes: &&&[_]| !schemes.is_empty() && missing(schemes).is_empty();
        if let Some(schemes) = alternatives.iter().find(is_complete) {
            let schemes = schemes.iter();
            return Ok(schemes
                .filter_map(|scheme| shared.credentials.get(scheme))
                .collect());
        }
        let can_be_anonymous = alternatives.iter().any(|schemes| schemes.is_empty())
            || self.has_custom_credential
            || shared.defaults.has_credential()
            || shared.allows_missing_credentials;
        let incomplete = alternatives.iter().map(|schemes| missing(schemes));
        match incomplete.min_by_key(Vec::len) {
            Some(missing) if !can_be_anonymous => Err(RequestError::new(
                format!("a credential for `{}`", missing.join("` and for `")),
                "is missing: set it on the builder of the client",
            )),
            _ => Ok(Vec::new()),
        }
    }

    /// Generates an idempotency key if the operation supports idempotency keys and the caller set
    /// none. Returns whether the operation supports them. All attempts of the call send the same
    /// key.
    fn ensure_idempotency_key(&mut self) -> bool {
        let Some(name) = self.idempotency_header() else {
            return false;
        };
        if !self.headers.contains_key(&name)
            && let Some(value) = to_header_value(&uuid::Uuid::new_v4().to_string())
        {
            self.headers.insert(name, value);
        }
        true
    }

    fn idempotency_header(&self) -> Option<HeaderName> {
        let name = self.operation.idempotency_key?;
        HeaderName::from_bytes(name.as_bytes()).ok()
    }

    fn write_cookies(&mut self) -> Result<(), RequestError> {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .flat_map(|parameter| &parameter.pairs)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !pairs.is_empty() {
            let value = to_header_value(&pairs.join("; "))
                .ok_or_else(|| RequestError::new("Cookie", "contains a control character"))?;
            self.headers.insert(COOKIE, value);
        }
        Ok(())
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
