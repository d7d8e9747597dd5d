//! The completion of the request of a call.

use std::sync::Arc;

use http::header::{ACCEPT, AUTHORIZATION, COOKIE, USER_AGENT};
use http::{HeaderName, HeaderValue, Uri};

use super::attempt::PreparedCall;
use super::core::Shared;
use super::retry::RetrySafety;
use super::url;
use super::{Call, Credential, RequestError, RetryPolicy, SendError};
use crate::headers::to_header_value;

impl Call {
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
        let own_query = std::mem::take(&mut self.query).into_iter();
        let mut query = self.url.as_deref().map(url::pairs).unwrap_or_default();
        let in_url = query.len();
        query.extend(own_query.flat_map(|parameter| parameter.pairs));
        let own_end = query.len();
        let mut tokens = shared.defaults.tokens();
        for credential in self.select_credentials(&shared)? {
            credential.apply(&mut self.headers, &mut query);
            tokens = credential.tokens().or(tokens);
        }
        let has_own = own.is_some();
        self.headers.extend(own.map(|own| (AUTHORIZATION, own)));
        let tokens = tokens.filter(|_| !has_own).cloned();
        shared.defaults.add_to_query(&mut query);
        // The URL of a next page has the credentials and the defaults of the page before.
        let added = query.split_off(own_end);
        let mut query = query.split_off(in_url);
        query.extend(added.into_iter().filter(|(name, _)| !self.has_in_url(name)));
        Ok(PreparedCall {
            url: self.request_url(&shared, &query)?,
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

    /// Returns whether the URL of the call has a query parameter with an encoded name.
    fn has_in_url(&self, name: &str) -> bool {
        let pairs = self.url.as_deref().map(url::pairs).unwrap_or_default();
        pairs.iter().any(|(known, _)| known == name)
    }

    fn request_url(
        &self,
        shared: &Shared,
        query: &[(String, String)],
    ) -> Result<Uri, RequestError> {
        if let Some(url) = &self.url {
            return url::with_query(url, query);
        }
        let server = self.server.as_deref();
        let server = server.map(|url| shared.base_url.resolve(url)).transpose()?;
        let base_url = server.as_ref().unwrap_or(&shared.base_url);
        base_url.join(&self.operation.path, &self.path, query)
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

    pub(super) fn idempotency_header(&self) -> Option<HeaderName> {
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
}
