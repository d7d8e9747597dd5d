//! Media types and ranges ([RFC 9110,
//! 8.3.1](https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1)).

use std::fmt;

/// A media type (`application/json; charset=utf-8`) or a range (`text/*`) as a document declares
/// it.
///
/// Documents contain strings that are not media types. [`MediaType::new`] accepts any string and
/// [`MediaType::is_valid`] returns whether a media type can be sent in a `Content-Type` header; the
/// other predicates are false for most invalid strings. All comparisons ignore case and parameters:
///
/// ```
/// use specwright_openapi::media_type::MediaType;
///
/// let media_type = MediaType::new("Application/Problem+JSON; charset=utf-8");
/// assert!(media_type.is_valid() && media_type.is_json());
/// assert_eq!(media_type.essence(), "application/problem+json");
/// assert_eq!(media_type.as_str(), "Application/Problem+JSON; charset=utf-8");
/// assert!(MediaType::new("*/*").is_range());
/// ```
// The `mediatype` crate is stricter than RFC 9110: it allows only the characters of registered
// names (RFC 6838), so it would reject documents that are accepted here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType {
    text: String,
    essence: String,
}

/// How a stream separates its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events: `text/event-stream` (WHATWG HTML, 9.2).
    Events,
    /// One JSON value in each line: `application/jsonl`.
    Lines,
    /// JSON text sequences: `application/json-seq` ([RFC
    /// 7464](https://www.rfc-editor.org/rfc/rfc7464)).
    Records,
}

impl MediaType {
    /// `application/json`.
    pub const JSON: &str = "application/json";
    /// `application/octet-stream`.
    pub const OCTET_STREAM: &str = "application/octet-stream";
    /// `application/x-www-form-urlencoded`.
    pub const FORM: &str = "application/x-www-form-urlencoded";
    /// `multipart/form-data`.
    pub const MULTIPART_FORM: &str = "multipart/form-data";
    /// `text/plain`.
    pub const PLAIN_TEXT: &str = "text/plain";

    /// Splits a media type or range from its parameters.
    pub fn new(text: &str) -> Self {
        let (essence, _) = text.split_once(';').unwrap_or((text, ""));
        Self {
            text: text.to_owned(),
            essence: essence.trim().to_ascii_lowercase(),
        }
    }

    /// Returns the string as the document declares it, with parameters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns `type/subtype` in lower case, without parameters.
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// Returns the structured syntax suffix (RFC 6838, 4.2.8), or the subtype of a media type
    /// without one: `json` for both `application/json` and `application/problem+json`.
    pub fn syntax(&self) -> &str {
        let syntax = self.essence.rsplit(['/', '+']).next();
        syntax.unwrap_or_default()
    }

    /// Returns whether the string is a media type or range that a header can contain.
    pub fn is_valid(&self) -> bool {
        let is_visible = self.text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let names = self.essence.split_once('/');
        is_visible && names.is_some_and(|(main, sub)| is_token(main) && is_token(sub))
    }

    /// Returns whether this is a range (`*/*`, `text/*`).
    pub fn is_range(&self) -> bool {
        self.essence.contains('*')
    }

    /// Returns whether the content is JSON by its name or its suffix (RFC 6839, 3.1).
    pub fn is_json(&self) -> bool {
        self.essence == Self::JSON || self.essence.ends_with("+json")
    }

    /// Returns whether the content is XML by its name or its suffix (RFC 7303).
    pub fn is_xml(&self) -> bool {
        self.essence.ends_with("/xml") || self.essence.ends_with("+xml")
    }

    /// Returns how a stream separates its items, or `None` if the media type does not denote a stream.
    pub fn framing(&self) -> Option<Framing> {
        match self.essence.as_str() {
            "text/event-stream" => Some(Framing::Events),
            "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/ndjson"
            | "application/x-ndjson" => Some(Framing::Lines),
            "application/json-seq" => Some(Framing::Records),
            // RFC 8091
            other if other.ends_with("+json-seq") => Some(Framing::Records),
            _ => None,
        }
    }

    /// Returns whether the top-level type is `text`.
    pub fn is_text(&self) -> bool {
        self.essence.starts_with("text/")
    }

    /// Returns whether the top-level type is `multipart`.
    pub fn is_multipart(&self) -> bool {
        self.essence.starts_with("multipart/")
    }

    /// Returns whether the content is a URL-encoded form.
    pub fn is_form(&self) -> bool {
        self.essence == Self::FORM
    }
}

/// Writes the media type as the document declares it.
impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns whether a string is a token (RFC 9110, 5.6.2).
fn is_token(text: &str) -> bool {
    let is_symbol = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || is_symbol(byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        let media_type = MediaType::new(" Text/Plain ; charset=UTF-8");
        assert_eq!(media_type.essence(), "text/plain");
        assert!(media_type.is_valid() && media_type.is_text() && !media_type.is_range());
    }

    #[test]
    fn suffixes_name_the_syntax() {
        assert!(MediaType::new("application/hal+json").is_json());
        assert!(MediaType::new("image/svg+xml").is_xml());
        assert!(!MediaType::new("application/json-seq").is_json());
        assert_eq!(MediaType::new("application/hal+json").syntax(), "json");
        assert_eq!(MediaType::new("text/csv").syntax(), "csv");
    }

    #[test]
    fn only_two_tokens_and_visible_parameters_are_valid() {
        for text in ["*/*", "text/*", "a/b; c=\"d\"", "application/x~y"] {
            assert!(MediaType::new(text).is_valid(), "{text}");
        }
        for text in ["", "json", "a/", "/b", "a/b/c", "a b/c", "a/b; ü", "a/b\n"] {
            assert!(!MediaType::new(text).is_valid(), "{text}");
        }
    }
}
