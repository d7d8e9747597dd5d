//! Names that the user asks for.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use super::Name;

/// A name that the user asks for instead of the one that is made. It follows the rules of its kind already, and may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<N> {
    text: String,
    kind: PhantomData<N>,
}

/// A text that is no name of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` can't be the name: a name here is {rules}")]
pub struct WantedError {
    text: String,
    rules: &'static str,
}

impl<N> Wanted<N> {
    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<N: Name> FromStr for Wanted<N> {
    type Err = WantedError;

    fn from_str(text: &str) -> Result<Self, WantedError> {
        match N::KIND.accepts(text) {
            true => Ok(Self {
                text: text.to_owned(),
                kind: PhantomData,
            }),
            false => Err(WantedError {
                text: text.to_owned(),
                rules: N::KIND.rules(),
            }),
        }
    }
}

impl<N> fmt::Display for Wanted<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
