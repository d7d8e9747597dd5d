use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{BearerToken, TokenCache};
use crate::headers::to_header_value;
use crate::json::OrderedValue;
use crate::parameter::{Parameter, encode_cookie, encode_query};
use crate::{Base64, Secret};

/// The credential for a security scheme. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Credential {
    location: Location,
    secret: Secret,
    /// Whether the scheme can express the credential.
    is_valid: bool,
}

#[derive(Clone, Debug)]
enum Location {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Authorization,
    /// A bearer token that is fetched when a call is sent.
    Fetched(TokenCache),
}

impl Credential {
    /// Creates an API key in a header.
    pub fn header(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Header(name),
            secret: value,
            is_valid: true,
        }
    }

    /// Creates an API key in the query.
    pub fn query(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Query(name),
            secret: value,
            is_valid: true,
        }
    }

    /// Creates an API key in a cookie.
    pub fn cookie(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Cookie(name),
            secret: value,
            is_valid: true,
        }
    }

    /// Creates a bearer token (RFC 6750). An empty token is an error when the client is built.
    pub fn bearer(token: impl Into<BearerToken>) -> Self {
        match token.into() {
            BearerToken::Fixed(token) => Self {
                is_valid: !token.expose().trim().is_empty(),
                ..Self::authorization(Secret::new(format!("Bearer {}", token.expose())))
            },
            BearerToken::Fetched(tokens) => Self {
                location: Location::Fetched(tokens),
                secret: Secret::new(""),
                is_valid: true,
            },
        }
    }

    /// Creates Basic credentials (RFC 7617). A user name with a colon and control characters are
    /// errors when the client is built.
    pub fn basic(user: &str, password: Secret) -> Self {
        let pair = format!("{user}:{}", password.expose());
        // The first colon ends the user name, and control characters are not allowed (2).
        let is_valid = !user.contains(':') && !pair.contains(char::is_control);
        let encoded = Base64::from_bytes(pair);
        Self {
            is_valid,
            ..Self::authorization(Secret::new(format!("Basic {encoded}")))
        }
    }

    /// Creates a credential with the whole value of `Authorization`, for other schemes.
    pub fn authorization(value: Secret) -> Self {
        Self {
            location: Location::Authorization,
            secret: value,
            is_valid: true,
        }
    }

    /// Returns whether the credential is valid, and a non-empty header value.
    pub(super) fn is_sendable(&self) -> bool {
        let has_valid_name = match self.location {
            Location::Fetched(_) => return true,
            Location::Header(name) => HeaderName::from_bytes(name.as_bytes()).is_ok(),
            Location::Query(_) | Location::Cookie(_) | Location::Authorization => true,
        };
        has_valid_name
            && self.is_valid
            && !self.secret.expose().is_empty()
            && to_header_value(self.secret.expose()).is_some()
    }

    /// Returns the source of a bearer token that is not known yet.
    pub(super) fn tokens(&self) -> Option<&TokenCache> {
        match &self.location {
            Location::Fetched(tokens) => Some(tokens),
            _ => None,
        }
    }

    /// Adds the credential to a request, unless it has to be fetched.
    pub(super) fn apply(&self, headers: &mut HeaderMap, query: &mut Vec<(String, String)>) {
        match self.location {
            Location::Fetched(_) => {}
            Location::Header(name) => {
                if let (Ok(name), Some(value)) = (
                    HeaderName::from_bytes(name.as_bytes()),
                    self.sensitive(self.secret.expose()),
                ) {
                    headers.insert(name, value);
                }
            }
            Location::Authorization => {
                if let Some(value) = self.sensitive(self.secret.expose()) {
                    headers.insert(AUTHORIZATION, value);
                }
            }
            Location::Query(name) => {
                query.extend(
                    encode_query(&Parameter::query(name), &self.value()).unwrap_or_default(),
                );
            }
            Location::Cookie(name) => {
                // A string can be encoded in every style.
                let pairs = encode_cookie(&Parameter::cookie(name), &self.value());
                for (name, value) in pairs.unwrap_or_default() {
                    let before = headers
                        .get(COOKIE)
                        .and_then(|value| value.to_str().ok())
                        .map(|value| format!("{value}; "));
                    if let Some(value) =
                        self.sensitive(&format!("{}{name}={value}", before.unwrap_or_default()))
                    {
                        headers.insert(COOKIE, value);
                    }
                }
            }
        }
    }

    fn value(&self) -> OrderedValue {
        OrderedValue::String(self.secret.expose().to_owned())
    }

    fn sensitive(&self, value: &str) -> Option<HeaderValue> {
        let mut value = to_header_value(value)?;
        value.set_sensitive(true);
        Some(value)
    }
}
