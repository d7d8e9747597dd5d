//! Text with a format. Each type keeps exactly what was sent and converts on demand, so that reading and writing a value changes
//! nothing, and so that a client survives a server that is careless with a format.

mod base64;
mod date;
mod date_time;
mod secret;

pub use self::base64::Base64;
pub use self::date::Date;
pub use self::date_time::DateTime;
pub use self::secret::Secret;
#[cfg(feature = "server")]
pub(crate) use self::{date::full_date, date_time::date_time};

/// A text that does not have the format that a conversion needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, got {text:?}")]
pub struct InvalidFormat {
    expected: &'static str,
    text: String,
}

impl InvalidFormat {
    pub(crate) fn new(expected: &'static str, text: &str) -> Self {
        const SHOWN: usize = 80;
        Self {
            expected,
            text: text.chars().take(SHOWN).collect(),
        }
    }

    /// What the text should have been: `an RFC 3339 date-time`.
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// What all text types have: made of any text, shown and serialized as it is.
macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            /// The text, exactly as it was sent or given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}
pub(crate) use text_type;

/// Reading a text with a format: any text is read, but one that has the format is the better branch of a union.
macro_rules! text_format {
    ($name:ident, $holds:expr) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let holds: fn(&str) -> bool = $holds;
                if crate::best_match::is_running() && !holds(&text) {
                    crate::best_match::doubt();
                }
                Ok(Self(text))
            }
        }
    };
}
pub(crate) use text_format;
