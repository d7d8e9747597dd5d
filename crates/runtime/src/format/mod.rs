//! Strings with a format. Each type keeps the string exactly as it was sent and converts it on
//! demand, so that reading and writing a value changes nothing and a client tolerates malformed
//! values.

mod base64;
mod date;
mod date_time;
mod secret;

pub use self::base64::{Base64, Base64Url};
pub use self::date::Date;
pub use self::date_time::DateTime;
pub use self::secret::Secret;
#[cfg(feature = "server")]
pub(crate) use self::{date::parse_full_date, date_time::parse_date_time};

/// A string that does not have the format required by a conversion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {string:?}")]
pub struct InvalidFormat {
    expected: &'static str,
    string: String,
}

impl InvalidFormat {
    pub(crate) fn new(expected: &'static str, string: &str) -> Self {
        // The maximum number of characters of the string that the message shows.
        const MAX_SHOWN: usize = 80;
        Self {
            expected,
            string: string.chars().take(MAX_SHOWN).collect(),
        }
    }

    /// The expected format, such as `an RFC 3339 date-time`.
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

/// Implements the methods and traits that all string types share, such as conversions from and to
/// `String`, and `Display`.
macro_rules! string_type {
    ($name:ident) => {
        impl $name {
            /// The string, exactly as it was sent.
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
            fn from(string: String) -> Self {
                Self(string)
            }
        }

        impl From<&str> for $name {
            fn from(string: &str) -> Self {
                Self(string.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}
pub(crate) use string_type;

/// Implements `Deserialize`: any string is accepted, but a union prefers a variant whose format the
/// string has.
macro_rules! deserialize_with_format {
    ($name:ident, $has_format:expr) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let string = String::deserialize(deserializer)?;
                let has_format: fn(&str) -> bool = $has_format;
                if crate::union::is_searching() && !has_format(&string) {
                    crate::union::record_unrecognized();
                }
                Ok(Self(string))
            }
        }
    };
}
pub(crate) use deserialize_with_format;

crate::json_by_serde!(Base64, Base64Url, Date, DateTime, Secret);
