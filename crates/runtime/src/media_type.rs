//! Media types and media type ranges (RFC 9110, 8.3.1 and 12.5.1).
//!
//! This small parser replaces a library because requests are matched leniently: a client may send
//! any suffix `+json` for JSON, and malformed parameters must not reject a request.

#[cfg(any(feature = "client", feature = "server"))]
use crate::headers::parse_parameters;

/// A media type as it appears in `Content-Type`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MediaType<'t> {
    text: &'t str,
}

impl<'t> MediaType<'t> {
    /// Wraps the text of a media type, with or without parameters.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// The type and subtype as they were written, without parameters: `text/plain`.
    pub(crate) fn essence(self) -> &'t str {
        self.text.split(';').next().unwrap_or_default().trim()
    }

    /// Returns whether the type is `application/json`, has the suffix `+json`, or is `text/json`,
    /// which some documents use although it is not registered.
    pub(crate) fn is_json(self) -> bool {
        let essence = self.essence().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json") || essence == "text/json"
    }

    /// Returns whether the media type is in a range: the same type and subtype, `image/*` or `*/*`.
    /// The range `application/json` includes every type with the suffix `+json`.
    pub(crate) fn is_in(self, range: &str) -> bool {
        let essence = self.essence();
        if range == "application/json" && self.is_json() {
            return true;
        }
        match range.strip_suffix("/*") {
            Some("*") => essence.contains('/'),
            Some(expected) => essence
                .split('/')
                .next()
                .is_some_and(|given| given.eq_ignore_ascii_case(expected)),
            None => essence.eq_ignore_ascii_case(MediaType::new(range).essence()),
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl MediaType<'_> {
    /// Returns whether the media type is a single one and not a range such as `image/*`.
    pub(crate) fn is_concrete(self) -> bool {
        self.text.contains('/') && !self.text.contains('*')
    }

    /// Returns a parameter, by its name in lower case.
    pub(crate) fn parameter(self, name: &str) -> Option<String> {
        let mut parameters = parse_parameters(self.text).into_iter();
        parameters
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

#[cfg(feature = "server")]
impl MediaType<'_> {
    /// Returns whether the type is `text`.
    pub(crate) fn is_text(self) -> bool {
        let essence = self.essence();
        essence
            .split_once('/')
            .is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("text"))
    }

    /// Returns whether the charset is absent, UTF-8, or US-ASCII, which is a subset of UTF-8.
    pub(crate) fn is_utf8(self) -> bool {
        self.text
            .split(';')
            .skip(1)
            .filter_map(|parameter| parameter.split_once('='))
            .all(|(name, value)| {
                let value = value.trim().trim_matches('"');
                !name.trim().eq_ignore_ascii_case("charset")
                    || value.eq_ignore_ascii_case("utf-8")
                    || value.eq_ignore_ascii_case("us-ascii")
            })
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::MediaType;

    #[test]
    fn media_types_are_matched_against_ranges() {
        for (media_type, range, expected) in [
            ("application/json", "application/json", true),
            (
                "application/problem+JSON; charset=utf-8",
                "application/json",
                true,
            ),
            ("Image/PNG", "image/*", true),
            ("text/plain", "image/*", false),
            ("text/plain", "*/*", true),
            ("text", "*/*", false),
            ("TEXT/plain ; x=y", "text/plain; charset=utf-8", true),
        ] {
            assert_eq!(
                MediaType::new(media_type).is_in(range),
                expected,
                "{media_type} in {range}"
            );
        }
    }

    #[test]
    fn a_charset_is_utf8_or_a_subset() {
        for (media_type, expected) in [
            ("text/plain", true),
            ("text/plain; charset=\"UTF-8\"", true),
            ("text/plain; Charset = us-ascii", true),
            ("text/plain; charset=latin1", false),
        ] {
            assert_eq!(
                MediaType::new(media_type).is_utf8(),
                expected,
                "{media_type}"
            );
        }
    }
}
