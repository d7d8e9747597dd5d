//! The text of a `$ref`.

use percent_encoding::percent_decode_str;

use crate::pointer::{Pointer, Span};

/// The target of a reference (RFC 3986, 4.1, as far as documents use it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A value in the same file.
    Local(Pointer),
    /// A value in another file.
    File {
        /// Relative to the folder of the root document. Starts with `..` if the file is outside
        /// that folder.
        path: String,
        pointer: Pointer,
    },
    /// A URL on the network.
    Remote,
    /// A file by an absolute path, which differs between machines.
    AbsolutePath,
    /// A fragment that is not a JSON pointer and matches no identifier.
    Unidentified,
    /// A schema in another file by its anchor.
    Anchor {
        /// As for [`Reference::File`].
        path: String,
    },
    /// A schema by its identifier, or a value by a pointer into the schema with an identifier that
    /// contains the reference.
    Identified(Span),
    /// A value in the same file. By its `$id`, the pointer is relative to a schema, which has no such
    /// value.
    OutsideResource(Span),
    /// A value that the text does not name exactly but unambiguously.
    Approximate(Span),
}

impl Reference {
    /// Parses a reference in the file `base`.
    pub fn parse(text: &str, base: &str) -> Self {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decode(fragment);
        let pointer = Pointer::from_text(&fragment);
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        if file.is_empty() {
            return if is_pointer {
                Self::Local(pointer)
            } else {
                Self::Unidentified
            };
        }
        match scheme(file) {
            Some(scheme) if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") => {
                return Self::AbsolutePath;
            }
            Some(_) => return Self::Remote,
            None if file.starts_with("//") => return Self::Remote,
            None => {}
        }
        match join(base, &percent_decode(file)) {
            None => Self::AbsolutePath,
            Some(path) if path == base && is_pointer => Self::Local(pointer),
            Some(path) if path == base => Self::Unidentified,
            Some(path) if !is_pointer => Self::Anchor { path },
            Some(path) => Self::File { path, pointer },
        }
    }

    /// Formats a reference in the file `base` to a value in the file `path`. Both paths are
    /// relative to the folder of the root document.
    pub fn format(base: &str, path: &str, pointer: &Pointer) -> String {
        let fragment = pointer.as_str().replace('%', "%25");
        if base == path {
            return format!("#{fragment}");
        }
        let up = "../".repeat(base.matches('/').count());
        let file = path.replace('%', "%25").replace('#', "%23");
        format!("./{up}{file}#{fragment}")
    }
}

/// Returns the text before the first colon, if it is a URL scheme.
fn scheme(file: &str) -> Option<&str> {
    let (scheme, _) = file.split_once(':')?;
    let first = scheme.chars().next()?;
    let rest = scheme
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (first.is_ascii_alphabetic() && rest).then_some(scheme)
}

/// Resolves `file` against the folder of `base`; the result contains `..` only at its start.
/// Returns `None` if the path is absolute on any system.
fn join(base: &str, file: &str) -> Option<String> {
    if file.starts_with('/') || file.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Decodes percent-encoded UTF-8. Returns the text unchanged if the result is not UTF-8.
pub(super) fn percent_decode(text: &str) -> String {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, pointer: &str) -> Reference {
        Reference::File {
            path: path.to_owned(),
            pointer: Pointer::from_text(pointer),
        }
    }

    #[test]
    fn paths_are_relative_to_the_file_that_contains_the_reference() {
        let parse = |text: &str| Reference::parse(text, "paths/pets.yaml");
        assert_eq!(parse("../a.yaml#/b"), file("a.yaml", "/b"));
        assert_eq!(parse("./x/./y.yaml"), file("paths/x/y.yaml", ""));
        assert_eq!(parse("../../a.yaml"), file("../a.yaml", ""));
        assert_eq!(
            parse("pets.yaml#/a"),
            Reference::Local(Pointer::from_text("/a"))
        );
        assert_eq!(parse("#name"), Reference::Unidentified);
        let path = "paths/a.yaml".to_owned();
        assert_eq!(parse("a.yaml#name"), Reference::Anchor { path });
    }

    #[test]
    fn percent_encoded_characters_are_decoded_and_invalid_escapes_are_kept() {
        let parse = |text: &str| Reference::parse(text, "a.yaml");
        assert_eq!(parse("b%20c.yaml#/%7Bid%7D"), file("b c.yaml", "/{id}"));
        assert_eq!(parse("b%2.yaml#/%zz"), file("b%2.yaml", "/%zz"));
        assert_eq!(parse("#/%ff"), Reference::Local(Pointer::from_text("/%ff")));
    }

    #[test]
    fn formatted_references_parse_to_the_same_value() {
        let pointer = Pointer::from_text("/a~1b/50%");
        for (base, path) in [("a.yaml", "b#1.yaml"), ("x/a.yaml", "b.yaml"), ("a", "y/b")] {
            let text = Reference::format(base, path, &pointer);
            let parsed = Reference::parse(&text, base);
            assert_eq!(parsed, file(path, pointer.as_str()), "{text}");
        }
    }
}
