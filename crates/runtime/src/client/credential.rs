use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::headers::field_value;
use crate::parameter::{Parameter, encode_query};
use crate::{Base64, Secret};

/// What a security scheme asks for. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Credential {
    place: Place,
    secret: Secret,
}

#[derive(Clone, Debug)]
enum Place {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Authorization,
}

impl Credential {
    /// A value in a header field (`apiKey`).
    pub fn header(name: &'static str, value: Secret) -> Self {
        Self {
            place: Place::Header(name),
            secret: value,
        }
    }

    /// A value in the query (`apiKey`).
    pub fn query(name: &'static str, value: Secret) -> Self {
        Self {
            place: Place::Query(name),
            secret: value,
        }
    }

    /// A value in a cookie (`apiKey`).
    pub fn cookie(name: &'static str, value: Secret) -> Self {
        Self {
            place: Place::Cookie(name),
            secret: value,
        }
    }

    /// A bearer token (RFC 6750).
    pub fn bearer(token: Secret) -> Self {
        Self::authorization(Secret::new(format!("Bearer {}", token.expose())))
    }

    /// A user and a password (RFC 7617).
    pub fn basic(user: &str, password: Secret) -> Self {
        let pair = Base64::from_bytes(format!("{user}:{}", password.expose()));
        Self::authorization(Secret::new(format!("Basic {pair}")))
    }

    /// The whole value of `Authorization`, for other schemes.
    pub fn authorization(value: Secret) -> Self {
        Self {
            place: Place::Authorization,
            secret: value,
        }
    }

    /// Whether the credential can be sent at all.
    pub(super) fn is_sendable(&self) -> bool {
        let named = match self.place {
            Place::Header(name) => HeaderName::from_bytes(name.as_bytes()).is_ok(),
            Place::Query(_) | Place::Cookie(_) | Place::Authorization => true,
        };
        named && !self.secret.expose().is_empty() && field_value(self.secret.expose()).is_some()
    }

    /// Puts the credential into a request.
    pub(super) fn apply(&self, headers: &mut HeaderMap, query: &mut Vec<(String, String)>) {
        match self.place {
            Place::Header(name) => {
                if let (Ok(name), Some(value)) = (
                    HeaderName::from_bytes(name.as_bytes()),
                    self.sensitive(self.secret.expose()),
                ) {
                    headers.insert(name, value);
                }
            }
            Place::Authorization => {
                if let Some(value) = self.sensitive(self.secret.expose()) {
                    headers.insert(AUTHORIZATION, value);
                }
            }
            Place::Query(name) => query.extend(self.pairs(name)),
            Place::Cookie(name) => {
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
        // One text has text in every style.
        encode_query(
            &Parameter::query(name),
            &serde_json::Value::from(self.secret.expose()),
        )
        .unwrap_or_default()
    }

    fn sensitive(&self, text: &str) -> Option<HeaderValue> {
        let mut value = field_value(text)?;
        value.set_sensitive(true);
        Some(value)
    }
}
