//! Names from the configuration.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use super::Name;

/// A configured name, which replaces a derived one. It follows the rules of its kind, but can
/// conflict with another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfiguredName<N> {
    text: String,
    kind: PhantomData<N>,
}

/// The error for a text that is not a valid name of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid name `{text}`: expected {rules}")]
pub struct InvalidName {
    text: String,
    rules: &'static str,
}

impl<N> ConfiguredName<N> {
    /// The name without the prefix `r#`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<N: Name> FromStr for ConfiguredName<N> {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match N::KIND.accepts(text) {
            true => Ok(Self {
                text: text.to_owned(),
                kind: PhantomData,
            }),
            false => Err(InvalidName {
                text: text.to_owned(),
                rules: N::KIND.rules(),
            }),
        }
    }
}

impl<N> fmt::Display for ConfiguredName<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
