//! API keys as their text says them: a prefix for the environment, then what is secret.

use std::fmt;

/// The environment that a key works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// Keys with the prefix `vk_live_`.
    Production,
    /// Keys with the prefix `vk_sandbox_`.
    Sandbox,
}

/// A key of an organization, never shown: `Debug` prints the prefix alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    text: String,
    environment: Environment,
}

/// Why a text is no API key. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The prefix is another one.
    #[error("an API key begins with `vk_live_` or `vk_sandbox_`")]
    Prefix,
    /// Nothing follows the prefix.
    #[error("the API key ends after its prefix")]
    Empty,
    /// More than [`ApiKey::MAX_LENGTH`] characters.
    #[error("an API key has at most {} characters", ApiKey::MAX_LENGTH)]
    TooLong,
    /// A character that a header field can't carry, or that separates a key from its scopes.
    #[error("an API key consists of letters, digits, `_` and `-`")]
    Character,
}

impl Environment {
    /// What the keys of this environment begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Production => "vk_live_",
            Self::Sandbox => "vk_sandbox_",
        }
    }

    /// The name by which stores know the environment: `production` or `sandbox`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }

    /// Finds an environment by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Production, Self::Sandbox]
            .into_iter()
            .find(|environment| environment.as_str() == name)
    }
}

impl ApiKey {
    /// The longest key that is taken, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Reads a key.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong, without the key.
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

    /// The environment that the key works on.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The whole key, for the header field that carries it.
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
    fn the_prefix_names_the_environment() {
        let live = ApiKey::parse("vk_live_a").expect("a key");
        assert_eq!(live.environment(), Environment::Production);
        let sandbox = ApiKey::parse("vk_sandbox_a-b_C9").expect("a key");
        assert_eq!(sandbox.environment(), Environment::Sandbox);
    }

    #[test]
    fn what_is_no_key_is_refused() {
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
    fn debug_does_not_show_the_key() {
        let key = ApiKey::parse("vk_live_verysecret").expect("a key");
        assert_eq!(format!("{key:?}"), "ApiKey(vk_live_…)");
    }
}
