use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::headers::to_header_value;
use crate::parameter::{Parameter, encode_query};
use crate::{Base64, Secret};

/// The credential for a security scheme. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Credential {
    location: Location,
    secret: Secret,
}

#[derive(Clone, Debug)]
enum Location {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Authorization,
}

impl Credential {
    /// Creates an API key in a header.
    pub fn header(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Header(name),
            secret: value,
        }
    }

    /// Creates an API key in the query.
    pub fn query(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Query(name),
            secret: value,
        }
    }

    /// Creates an API key in a cookie.
    pub fn cookie(name: &'static str, value: Secret) -> Self {
        Self {
            location: Location::Cookie(name),
            secret: value,
        }
    }

    /// Creates a bearer token (RFC 6750).
    pub fn bearer(token: Secret) -> Self {
        Self::authorization(Secret::new(format!("Bearer {}", token.expose())))
    }

    /// Creates Basic credentials (RFC 7617).
    pub fn basic(user: &str, password: Secret) -> Self {
        let pair = Base64::from_bytes(format!("{user}:{}", password.expose()));
        Self::authorization(Secret::new(format!("Basic {pair}")))
    }

    /// Creates a credential with the whole value of `Authorization`, for other schemes.
    pub fn authorization(value: Secret) -> Self {
        Self {
            location: Location::Authorization,
            secret: value,
        }
    }

    /// Returns whether the credential is a valid, non-empty header value.
    pub(super) fn is_sendable(&self) -> bool {
        let has_valid_name = match self.location {
            Location::Header(name) => HeaderName::from_bytes(name.as_bytes()).is_ok(),
            Location::Query(_) | Location::Cookie(_) | Location::Authorization => true,
        };
        has_valid_name
            && !self.secret.expose().is_empty()
            && to_header_value(self.secret.expose()).is_some()
    }

    /// Adds the credential to a request.
    pub(super) fn apply(&self, headers: &mut HeaderMap, query: &mut Vec<(String, String)>) {
        match self.location {
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
            Location::Query(name) => query.extend(self.pairs(name)),
            Location::Cookie(name) => {
                for (name, value) in self.pairs(name) {
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

    fn pairs(&self, name: &'static str) -> Vec<(String, String)> {
        // A string can be encoded in every style.
        encode_query(
            &Parameter::query(name),
            &serde_json::Value::from(self.secret.expose()),
        )
        .unwrap_or_default()
    }

    fn sensitive(&self, value: &str) -> Option<HeaderValue> {
        let mut value = to_header_value(value)?;
        value.set_sensitive(true);
        Some(value)
    }
}
