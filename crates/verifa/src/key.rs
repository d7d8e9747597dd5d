//! API keys: a prefix that selects the environment, and a secret part.

use std::fmt;

/// The environment that a key selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// Keys with the prefix `vk_live_`.
    Production,
    /// Keys with the prefix `vk_sandbox_`.
    Sandbox,
}

/// An organization's API key. `Debug` prints only the prefix.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    text: String,
    environment: Environment,
}

/// The reason why a string is not an API key. The message does not contain the string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The prefix is missing or unknown.
    #[error("invalid API key: expected the prefix `vk_live_` or `vk_sandbox_`")]
    Prefix,
    /// The part after the prefix is empty.
    #[error("invalid API key: nothing follows the prefix")]
    Empty,
    /// More than [`ApiKey::MAX_LENGTH`] characters.
    #[error("invalid API key: longer than {} characters", ApiKey::MAX_LENGTH)]
    TooLong,
    /// A character that is not allowed in a header, or that separates a key from its scopes.
    #[error("invalid API key: expected only ASCII letters, digits, `_` and `-`")]
    Character,
}

impl Environment {
    /// Returns the prefix of the environment's keys.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Production => "vk_live_",
            Self::Sandbox => "vk_sandbox_",
        }
    }

    /// Returns the environment's name in stores: `production` or `sandbox`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }

    /// Parses the name that [`Environment::as_str`] returns.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Production, Self::Sandbox]
            .into_iter()
            .find(|environment| environment.as_str() == name)
    }
}

impl ApiKey {
    /// The length of the longest valid key, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Parses a key.
    ///
    /// # Errors
    /// Returns a [`KeyError`], which does not contain the key, for any other string.
    pub fn parse(text: impl Into<String>) -> Result<Self, KeyError> {
        let text = text.into();
        let (environment, rest) = [Environment::Production, Environment::Sandbox]
            .into_iter()
            .find_map(|environment| Some((environment, text.strip_prefix(environment.prefix())?)))
            .ok_or(KeyError::Prefix)?;
        if rest.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.len() > Self::MAX_LENGTH {
            return Err(KeyError::TooLong);
        }
        if !rest
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        {
            return Err(KeyError::Character);
        }
        Ok(Self { text, environment })
    }

    /// Returns the environment that the key selects.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Returns the whole key, for use in a header.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiKey({}…)", self.environment.prefix())
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, Environment, KeyError};

    #[test]
    fn the_prefix_selects_the_environment() {
        let live = ApiKey::parse("vk_live_a").expect("a key");
        assert_eq!(live.environment(), Environment::Production);
        let sandbox = ApiKey::parse("vk_sandbox_a-b_C9").expect("a key");
        assert_eq!(sandbox.environment(), Environment::Sandbox);
    }

    #[test]
    fn malformed_keys_are_rejected() {
        for (text, error) in [
            ("", KeyError::Prefix),
            ("vk_test_a", KeyError::Prefix),
            ("VK_LIVE_a", KeyError::Prefix),
            (" vk_live_a", KeyError::Prefix),
            ("vk_live_", KeyError::Empty),
            ("vk_live_a b", KeyError::Character),
            ("vk_live_ä", KeyError::Character),
            ("vk_live_a:b", KeyError::Character),
        ] {
            assert_eq!(ApiKey::parse(text), Err(error), "{text:?}");
        }
        assert_eq!(
            ApiKey::parse(format!("vk_live_{}", "a".repeat(193))),
            Err(KeyError::TooLong)
        );
    }

    #[test]
    fn debug_omits_the_secret_part() {
        let key = ApiKey::parse("vk_live_verysecret").expect("a key");
        assert_eq!(format!("{key:?}"), "ApiKey(vk_live_…)");
    }
}
