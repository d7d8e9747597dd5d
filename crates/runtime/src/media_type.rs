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
    /// The ranges `application/json` and `application/*+json` include every JSON type.
    pub(crate) fn is_in(self, range: &str) -> bool {
        self.precision(range).is_some()
    }

    /// Returns how precisely a media type or range describes this media type, as a number that is
    /// greater for a smaller range, or `None` if the range does not include it.
    fn precision(self, range: &str) -> Option<Precision> {
        let essence = self.essence();
        let expected = MediaType::new(range).essence();
        if essence.eq_ignore_ascii_case(expected) {
            return Some(Precision::Same);
        }
        let is_json_range = matches!(expected, "application/json" | "application/*+json");
        if is_json_range && self.is_json() {
            return Some(Precision::Suffix);
        }
        let (kind, _) = essence.split_once('/')?;
        match expected.strip_suffix("/*")? {
            "*" => Some(Precision::Any),
            expected => kind
                .eq_ignore_ascii_case(expected)
                .then_some(Precision::Type),
        }
    }
}

/// How precisely a range describes a media type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    /// `*/*`.
    Any,
    /// `image/*`.
    Type,
    /// The range of all JSON types.
    Suffix,
    /// The same type and subtype.
    Same,
}

#[cfg(any(feature = "client", feature = "server"))]
impl MediaType<'_> {
    /// Returns whether the media type is a single one and not a range such as `image/*`.
    pub(crate) fn is_concrete(self) -> bool {
        self.text.contains('/') && !self.text.contains('*')
    }

    /// Returns the declared media type or range that describes this media type best: by its type and
    /// subtype, and then by its parameters. Of equally good ones, the first one is returned.
    pub(crate) fn best_of<'d>(self, declared: &[&'d str]) -> Option<&'d str> {
        let score = |declared: &&&str| {
            let expected = MediaType::new(declared).parameters();
            let own = self.parameters();
            let found = expected.iter().filter(|it| own.contains(it)).count();
            // A parameter that is missing is worse than none.
            let missing = std::cmp::Reverse(expected.len() - found);
            (self.precision(declared), missing, found)
        };
        let included = declared.iter().filter(|declared| self.is_in(declared));
        // `max_by_key` returns the last of several maxima.
        included.rev().max_by_key(score).copied()
    }

    /// Returns all parameters, with their names in lower case. A parameter without a value has an
    /// empty one.
    fn parameters(self) -> Vec<(String, String)> {
        let names = self.text.split(';').skip(1).map(str::trim);
        let names = names.filter(|name| !name.is_empty() && !name.contains(['=', '"']));
        let flags = names.map(|name| (name.to_ascii_lowercase(), String::new()));
        parse_parameters(self.text)
            .into_iter()
            .chain(flags)
            .collect()
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
            ("application/json", "application/*+json", true),
            ("text/plain", "application/*+json", false),
        ] {
            assert_eq!(
                MediaType::new(media_type).is_in(range),
                expected,
                "{media_type} in {range}"
            );
        }
    }

    #[test]
    fn the_most_precise_declared_media_type_is_the_best() {
        let declared = [
            "*/*",
            "application/json",
            "application/json; version=2",
            "application/json;simple",
            "application/merge-patch+json",
            "text/*",
        ];
        for (media_type, expected) in [
            ("application/json", "application/json"),
            ("application/JSON; charset=utf-8", "application/json"),
            (
                "application/json; version=\"2\"",
                "application/json; version=2",
            ),
            ("application/json; version=3", "application/json"),
            ("application/json; Simple", "application/json;simple"),
            (
                "application/merge-patch+json",
                "application/merge-patch+json",
            ),
            ("application/problem+json", "application/json"),
            ("text/csv", "text/*"),
            ("image/png", "*/*"),
        ] {
            let best = MediaType::new(media_type).best_of(&declared);
            assert_eq!(best, Some(expected), "{media_type}");
        }
        assert_eq!(MediaType::new("image/png").best_of(&["text/*"]), None);
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
