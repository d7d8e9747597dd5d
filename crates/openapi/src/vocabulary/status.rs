//! The status codes of responses.

use std::borrow::Cow;
use std::fmt;

/// The statuses that a response is declared for: a key of a Responses Object (OpenAPI 3.0.3,
/// 4.7.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status code, 100 to 599.
    Code(u16),
    /// A range by its first digit, 1 to 5: 2 for `2XX`.
    Range(u8),
    /// Every status without a response of its own.
    Default,
}

impl Status {
    /// Parses a key: `404`, `4XX` or `default`, in any case.
    pub fn parse(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        match key.as_bytes() {
            [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Range(first - b'0')),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Self::Code),
            _ => None,
        }
    }

    /// Returns the reason phrase of a registered code (`Bad Request`), `Status 299` for any other
    /// code, the name of a range (`Client Error`), or `Default`.
    pub fn phrase(self) -> Cow<'static, str> {
        match self {
            Self::Code(code) => {
                let status = http::StatusCode::from_u16(code).ok();
                match status.and_then(|status| status.canonical_reason()) {
                    Some(reason) => reason.into(),
                    None => format!("Status {code}").into(),
                }
            }
            Self::Range(1) => "Informational".into(),
            Self::Range(2) => "Success".into(),
            Self::Range(3) => "Redirection".into(),
            Self::Range(4) => "Client Error".into(),
            Self::Range(_) => "Server Error".into(),
            Self::Default => "Default".into(),
        }
    }
}

/// Writes the key in its canonical form: `404`, `4XX`, `default`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_codes_ranges_or_the_default() {
        assert_eq!(Status::parse("404"), Some(Status::Code(404)));
        assert_eq!(Status::parse("5xX"), Some(Status::Range(5)));
        assert_eq!(Status::parse("Default"), Some(Status::Default));
        for key in ["", "20", "600", "6XX", "2X0", "+20", "x-note"] {
            assert_eq!(Status::parse(key), None, "{key}");
        }
    }

    #[test]
    fn phrases_are_those_of_the_registry() {
        assert_eq!(Status::Code(400).phrase(), "Bad Request");
        assert_eq!(Status::Code(299).phrase(), "Status 299");
        assert_eq!(Status::Range(4).phrase(), "Client Error");
        assert_eq!(Status::Range(4).to_string(), "4XX");
    }
}
