//! Names from the configuration.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use super::Name;
use crate::catalogue::config::InvalidValue;

/// A configured name, which replaces a derived one. It follows the rules of its kind, but can
/// conflict with another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfiguredName<N> {
    text: String,
    kind: PhantomData<N>,
}

impl<N> ConfiguredName<N> {
    /// Returns the name without the prefix `r#`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<N: Name> FromStr for ConfiguredName<N> {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match N::KIND.check(text) {
            Ok(()) => Ok(Self {
                text: text.to_owned(),
                kind: PhantomData,
            }),
            Err(problem) => Err(InvalidValue::Name {
                text: text.to_owned(),
                problem,
            }),
        }
    }
}

impl<N> fmt::Display for ConfiguredName<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
