//! Segments of path templates: literals and parameters, and their values in a path.

use std::borrow::Cow;

use super::percent::percent_encode_literal;

/// The percent-encoded values of path parameters.
pub(crate) type Captures = Vec<(&'static str, String)>;

/// A part of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Percent-encoded text.
    Literal(String),
    /// The name of a parameter.
    Parameter(&'static str),
}

/// Returns whether a segment of a template has a parameter that can contain slashes: `{+name}`
/// (RFC 6570, 3.2.3).
pub(crate) fn has_reserved(segment: &str) -> bool {
    segment.contains("{+")
}

/// Returns the name of the parameter between braces.
pub(crate) fn parameter_name(expression: &str) -> &str {
    expression.strip_prefix('+').unwrap_or(expression)
}

/// Splits a segment of a template into its pieces.
pub(crate) fn pieces(segment: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Literal(
                normalize(&percent_encode_literal(before)).into_owned(),
            ));
        }
        pieces.push(Piece::Parameter(parameter_name(name)));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(
            normalize(&percent_encode_literal(rest)).into_owned(),
        ));
    }
    pieces
}

/// Matches a segment from the left, and adds the values of its parameters. The last parameter takes everything up to its suffix; the
/// others end at the first occurrence of the literal that follows.
pub(crate) fn match_segment(pieces: &[Piece], text: &str, captures: &mut Captures) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Literal(literal)] => (literal == text).then_some(()),
        [Piece::Literal(literal), rest @ ..] => {
            match_segment(rest, text.strip_prefix(literal.as_str())?, captures)
        }
        [Piece::Parameter(name)] => take(captures, name, text),
        [Piece::Parameter(name), Piece::Literal(literal)] => {
            take(captures, name, text.strip_suffix(literal.as_str())?)
        }
        [Piece::Parameter(name), Piece::Literal(literal), ..] => {
            let rest = pieces.get(1..)?;
            let first = text.chars().next()?.len_utf8();
            let end = text.get(first..)?.find(literal.as_str())? + first;
            take(captures, name, text.get(..end)?)?;
            match_segment(rest, text.get(end..)?, captures)
        }
        // Adjacent parameters have no delimiter, so the first one takes one character.
        [Piece::Parameter(name), rest @ ..] => {
            let first = text.chars().next()?.len_utf8();
            take(captures, name, text.get(..first)?)?;
            match_segment(rest, text.get(first..)?, captures)
        }
    }
}

fn take(captures: &mut Captures, name: &'static str, text: &str) -> Option<()> {
    captures.push((name, text.to_owned()));
    (!text.is_empty()).then_some(())
}

/// Writes percent-encoded bytes with capital letters (RFC 3986, 6.2.2.1). Characters that need no
/// encoding stay encoded, because they are then no literal between two parameters.
pub(crate) fn normalize(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut parts = path.split('%');
    let mut normalized = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        normalized.push('%');
        match part.split_at_checked(2) {
            Some((digits, rest)) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                normalized.push_str(&digits.to_ascii_uppercase());
                normalized.push_str(rest);
            }
            _ => normalized.push_str(part),
        }
    }
    Cow::Owned(normalized)
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn percent_encoded_bytes_have_capital_letters() {
        for (path, expected) in [
            ("/gr%c3%b6%C3%9fe", "/gr%C3%B6%C3%9Fe"),
            ("/%2e%2E/%2f/%2d", "/%2E%2E/%2F/%2D"),
            ("/50%/%zz/%4", "/50%/%zz/%4"),
            ("/%\u{e9}", "/%\u{e9}"),
        ] {
            assert_eq!(normalize(path), expected);
        }
    }
}
