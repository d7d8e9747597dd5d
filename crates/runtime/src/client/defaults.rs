use std::collections::BTreeMap;
use std::fmt;

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{BearerToken, TokenCache};
use crate::headers::to_header_value;
use crate::json::OrderedValue;
use crate::parameter::{Parameter, encode_query};

/// Headers and query parameters of all calls of a client, unless a call sets them.
#[derive(Clone, Default)]
pub(super) struct Defaults {
    headers: HeaderMap,
    /// The serialized pairs of each parameter, by its name.
    query: BTreeMap<String, Vec<(String, String)>>,
    /// The source of the bearer token.
    tokens: Option<TokenCache>,
    /// The first header whose value cannot be sent.
    invalid: Option<HeaderName>,
}

impl Defaults {
    /// Sets a header, which is treated as a secret.
    pub(super) fn header(&mut self, name: HeaderName, value: &str) {
        match to_header_value(value) {
            Some(mut value) => {
                value.set_sensitive(true);
                self.headers.insert(name, value);
            }
            None => self.invalid = Some(name),
        }
    }

    /// Sets `Authorization` to a bearer token (RFC 6750). An empty token is an error.
    pub(super) fn bearer_token(&mut self, token: BearerToken) {
        match token {
            BearerToken::Fetched(tokens) => self.tokens = Some(tokens),
            BearerToken::Fixed(token) if token.expose().is_empty() => {
                self.invalid = Some(AUTHORIZATION);
            }
            BearerToken::Fixed(token) => {
                self.header(AUTHORIZATION, &format!("Bearer {}", token.expose()));
            }
        }
    }

    /// Returns the source of the bearer token.
    pub(super) fn tokens(&self) -> Option<&TokenCache> {
        self.tokens.as_ref()
    }

    /// Sets a query parameter.
    pub(super) fn query(&mut self, name: &str, value: &str) {
        let encoded = |text: &str| {
            let value = OrderedValue::String(text.to_owned());
            // A string can be encoded in every style.
            let pairs = encode_query(&Parameter::query("value"), &value).unwrap_or_default();
            let first = pairs.into_iter().next();
            first.map(|(_, value)| value).unwrap_or_default()
        };
        let pair = (encoded(name), encoded(value));
        self.query.insert(name.to_owned(), vec![pair]);
    }

    /// Returns the name of a header whose value cannot be sent.
    pub(super) fn invalid_header(&self) -> Option<&HeaderName> {
        self.invalid.as_ref()
    }

    /// Returns whether a header can be a credential.
    pub(super) fn has_credential(&self) -> bool {
        self.tokens.is_some()
            || self.headers.contains_key(AUTHORIZATION)
            || self.headers.contains_key(COOKIE)
    }

    /// Adds the headers that a call does not set.
    pub(super) fn add_to_headers(&self, headers: &mut HeaderMap<HeaderValue>) {
        for (name, value) in &self.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }

    /// Adds the parameters that a call does not set. `query` has serialized pairs.
    pub(super) fn add_to_query(&self, query: &mut Vec<(String, String)>) {
        let set = query.len();
        for (name, value) in self.query.values().flatten() {
            let mut own = query.iter().take(set);
            if !own.any(|(known, _)| known == name) {
                query.push((name.clone(), value.clone()));
            }
        }
    }
}

/// Shows the names of headers and parameters, whose values can be secrets.
impl fmt::Debug for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&HeaderName> = self.headers.keys().collect();
        let query: Vec<&String> = self.query.keys().collect();
        f.debug_struct("Defaults")
            .field("headers", &headers)
            .field("query", &query)
            .finish_non_exhaustive()
    }
}
