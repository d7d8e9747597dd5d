//! Addresses of servers.

use std::str::FromStr;

use super::text;

/// An absolute address: `http` or `https`, a host, and perhaps a path; no query and no fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

/// A text that is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a server: it needs a scheme (`https`), a host, and no query")]
pub struct BaseUrlError(String);

impl BaseUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        let is_address = |uri: &http::Uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
                && uri.query().is_none()
        };
        match text.parse::<http::Uri>() {
            Ok(uri) if is_address(&uri) && !text.contains('#') => Ok(Self(text.to_owned())),
            _ => Err(BaseUrlError(text.to_owned())),
        }
    }
}

text::deserialize_from_text!(BaseUrl);
