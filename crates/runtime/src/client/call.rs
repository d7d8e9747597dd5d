use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::attempt::Prepared;
use super::retry::Safety;
use super::{Core, Operation, RawResponse, RequestError, RetryPolicy, SendError};
use crate::body::{self, Content, Encoding, FormWriter, Multipart, Part};
use crate::headers::field_value;
use crate::parameter::{self, Location, Parameter};

/// One call that is being put together. What can't be written is remembered and fails the call when it is sent.
pub struct Call {
    core: Core,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<Set>,
    cookies: Vec<Set>,
    headers: HeaderMap,
    body: Vec<Bytes>,
    encodings: &'static [Encoding],
    error: Option<RequestError>,
    timeout: Duration,
    retry: RetryPolicy,
}

/// The names and values that one parameter became.
struct Set {
    name: &'static str,
    pairs: Vec<(String, String)>,
}

impl Call {
    pub(super) fn new(core: Core, operation: &'static Operation) -> Self {
        let (timeout, retry) = (core.shared.timeout, core.shared.retry.clone());
        Self {
            core,
            operation,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            encodings: &[],
            error: None,
            timeout,
            retry,
        }
    }

    /// Sets a parameter, in place of what it was before.
    pub fn set<T: Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        match serde_json::to_value(value) {
            Ok(value) => self.set_value(parameter, &value),
            Err(error) => self.fail(parameter.name, error.to_string()),
        }
    }

    /// Sets a parameter if there is a value.
    pub fn set_optional<T: Serialize>(&mut self, parameter: Parameter, value: Option<&T>) {
        if let Some(value) = value {
            self.set(parameter, value);
        }
    }

    /// Sets the body to JSON, with `Content-Type: application/json`. Without a value there is no body.
    pub fn json<'a, T: Serialize + ?Sized + 'a>(&mut self, body: impl Into<Option<&'a T>>) {
        if let Some(body) = body.into() {
            let text = serde_json::to_vec(body).map_err(|error| error.to_string());
            self.set_body("application/json", text);
        }
    }

    /// Says how members of a form or a multipart body are written that are not written the usual way.
    pub fn encodings(&mut self, encodings: &'static [Encoding]) {
        self.encodings = encodings;
    }

    /// Sets the body to `application/x-www-form-urlencoded`. Without a value there is no body.
    pub fn form<'a, T: Serialize + ?Sized + 'a>(&mut self, body: impl Into<Option<&'a T>>) {
        if let Some(body) = body.into() {
            let value = serde_json::to_value(body).map_err(|error| error.to_string());
            let text = value.and_then(|value| {
                parameter::encode_form(&value, self.encodings).map_err(|error| error.to_string())
            });
            self.set_body(
                "application/x-www-form-urlencoded",
                text.map(String::into_bytes),
            );
        }
    }

    /// Sets the body to text, with `Content-Type: text/plain; charset=utf-8`. Without a value there is no body.
    pub fn text(&mut self, body: impl Into<Option<String>>) {
        if let Some(body) = body.into() {
            self.set_body("text/plain; charset=utf-8", Ok(body.into_bytes()));
        }
    }

    /// Sets the body to the text of a scalar value, with `Content-Type: text/plain; charset=utf-8`. Without a value there is no body.
    pub fn scalar<'a, T: Serialize + ?Sized + 'a>(&mut self, body: impl Into<Option<&'a T>>) {
        if let Some(body) = body.into() {
            let value = serde_json::to_value(body).map_err(|error| error.to_string());
            let text = value
                .and_then(|value| parameter::scalar(&value).map_err(|error| error.to_string()));
            self.set_body("text/plain; charset=utf-8", text.map(String::into_bytes));
        }
    }

    /// Sets the body to `multipart/form-data`. Without a value there is no body.
    pub fn multipart<'a, T: Multipart + 'a>(&mut self, body: impl Into<Option<&'a T>>) {
        if let Some(body) = body.into() {
            let mut form = FormWriter::new(self.encodings);
            match body.write(&mut form) {
                Ok(()) => self.parts("multipart/form-data", form.into_parts()),
                Err(error) => self.fail("the body", error.to_string()),
            }
        }
    }

    /// Sets the body to parts of a multipart media type. Without a value there is no body.
    pub fn parts(&mut self, media_type: &'static str, parts: impl Into<Option<Vec<Part>>>) {
        if let Some(parts) = parts.into() {
            // 122 random bits occur in no part, whoever wrote it.
            let boundary = uuid::Uuid::new_v4().simple().to_string();
            let is_form = media_type.eq_ignore_ascii_case("multipart/form-data");
            self.set_header(
                CONTENT_TYPE,
                &body::content_type(media_type, &boundary, &parts),
            );
            match body::write(parts, is_form, &boundary) {
                Ok(pieces) => self.body = pieces,
                Err(error) => self.fail("the body", error),
            }
        }
    }

    /// Sets the body to octets and their media type. Without a value there is no body.
    pub fn content(&mut self, body: impl Into<Option<Content>>) {
        if let Some(Content { media_type, bytes }) = body.into() {
            if media_type.contains('*') || !media_type.contains('/') {
                self.fail("the body", "needs a media type, and no range of them");
            }
            self.set_header(CONTENT_TYPE, &media_type);
            self.body = vec![bytes];
        }
    }

    /// Sets the body to octets of a media type. Without a value there is no body.
    pub fn bytes(&mut self, content_type: &'static str, body: impl Into<Option<Bytes>>) {
        if let Some(body) = body.into() {
            self.content_type(content_type);
            self.body = vec![body];
        }
    }

    /// Changes the media type of a body that was set.
    pub fn content_type(&mut self, content_type: &'static str) {
        self.set_header(CONTENT_TYPE, content_type);
    }

    /// Sends the call: all attempts, within the time that it may take.
    ///
    /// # Errors
    /// When something can't be written, or no response arrives. A response with any status is no error here.
    pub async fn send(self) -> Result<RawResponse, SendError> {
        let prepared = self.prepare()?;
        prepared.send().await
    }

    fn prepare(mut self) -> Result<Prepared, SendError> {
        if let Some(error) = self.error {
            return Err(error.into());
        }
        let shared = Arc::clone(&self.core.shared);
        self.headers
            .entry(USER_AGENT)
            .or_insert_with(|| shared.user_agent.clone());
        if let (false, Ok(accept)) = (
            self.operation.accept.is_empty(),
            HeaderValue::from_str(self.operation.accept),
        ) {
            self.headers.entry(ACCEPT).or_insert(accept);
        }
        let keyed = self.idempotency_key();
        self.write_cookies()?;
        let mut query: Vec<(String, String)> =
            self.query.into_iter().flat_map(|set| set.pairs).collect();
        // The alternative without schemes is what is left where no other is complete, wherever it stands.
        let usable = |schemes: &&&[&str]| {
            !schemes.is_empty()
                && schemes
                    .iter()
                    .all(|scheme| shared.credentials.contains_key(scheme))
        };
        for scheme in self
            .operation
            .security
            .iter()
            .find(usable)
            .copied()
            .unwrap_or_default()
        {
            if let Some(credential) = shared.credentials.get(scheme) {
                credential.apply(&mut self.headers, &mut query);
            }
        }
        Ok(Prepared {
            url: shared.base.join(self.operation.path, &self.path, &query)?,
            safety: Safety::of(&self.operation.method, keyed),
            core: self.core,
            operation: self.operation,
            headers: self.headers,
            body: self.body,
            timeout: self.timeout,
            retry: self.retry,
        })
    }

    /// Makes an idempotency key if the operation takes one and the caller set none; whether there is one.
    fn idempotency_key(&mut self) -> bool {
        let Some(Ok(name)) = self
            .operation
            .idempotency_key
            .map(|name| HeaderName::from_bytes(name.as_bytes()))
        else {
            return false;
        };
        let made = || field_value(&uuid::Uuid::new_v4().to_string());
        if !self.headers.contains_key(&name)
            && let Some(value) = made()
        {
            self.headers.insert(name, value);
        }
        true
    }

    fn write_cookies(&mut self) -> Result<(), RequestError> {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .flat_map(|set| &set.pairs)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !pairs.is_empty() {
            let value = field_value(&pairs.join("; "))
                .ok_or_else(|| RequestError::new("Cookie", "has a control character"))?;
            self.headers.insert(COOKIE, value);
        }
        Ok(())
    }

    fn set_value(&mut self, parameter: Parameter, value: &Value) {
        let name = parameter.name;
        let written =
            match parameter.location {
                Location::Path => parameter::encode_path(&parameter, value).map(|text| {
                    self.path.retain(|(known, _)| *known != name);
                    self.path.push((name, text));
                }),
                Location::Query => parameter::encode_query(&parameter, value)
                    .map(|pairs| replace(&mut self.query, Set { name, pairs })),
                Location::Cookie => parameter::encode_cookie(&parameter, value)
                    .map(|pairs| replace(&mut self.cookies, Set { name, pairs })),
                Location::Header => parameter::encode_header(&parameter, value).map(|text| {
                    match HeaderName::from_bytes(name.as_bytes()) {
                        Ok(field) => self.set_header(field, &text),
                        Err(_) => self.fail(name, "is not a name of a header field"),
                    }
                }),
            };
        if let Err(error) = written {
            self.fail(name, error.to_string());
        }
    }

    fn set_body(&mut self, content_type: &'static str, body: Result<Vec<u8>, String>) {
        match body {
            Ok(body) => self.bytes(content_type, Bytes::from(body)),
            Err(error) => self.fail("the body", error),
        }
    }

    pub(super) fn set_header(&mut self, name: HeaderName, value: &str) {
        match field_value(value) {
            // It is no part of a field's value (RFC 9110, 5.5), so that another value would arrive.
            Some(_) if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) => {
                self.fail(
                    name.as_str().to_owned(),
                    "begins or ends with white space, which does not arrive",
                );
            }
            Some(value) => {
                self.headers.insert(name, value);
            }
            None => self.fail(name.as_str().to_owned(), "has a control character"),
        }
    }

    pub(super) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    pub(super) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    pub(super) fn set_idempotency_key(&mut self, key: &str) {
        match self
            .operation
            .idempotency_key
            .map(|name| HeaderName::from_bytes(name.as_bytes()))
        {
            Some(Ok(name)) => self.set_header(name, key),
            _ => self.fail(
                "the idempotency key",
                "is nothing that this operation takes",
            ),
        }
    }

    /// The first failure is the one to report.
    fn fail(&mut self, what: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.error
            .get_or_insert_with(|| RequestError::new(what, message));
    }
}

fn replace(sets: &mut Vec<Set>, set: Set) {
    sets.retain(|known| known.name != set.name);
    sets.push(set);
}

/// Shows which operation it is, and no values.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
