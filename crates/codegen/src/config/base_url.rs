//! Base URLs of servers.

use std::str::FromStr;

use super::text;
use crate::catalogue::config::InvalidValue;

/// An absolute `http` or `https` URL without query and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Returns the URL as configured.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let is_base_url = |uri: &http::Uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
                && uri.query().is_none()
        };
        match text.parse::<http::Uri>() {
            Ok(uri) if is_base_url(&uri) && !text.contains('#') => Ok(Self(text.to_owned())),
            _ => Err(InvalidValue::BaseUrl(text.to_owned())),
        }
    }
}

text::deserialize_from_text!(BaseUrl);
