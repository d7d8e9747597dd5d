//! Segments of path templates: literals and parameters, and their values in a path.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::path::{CharacterRun, Path, PathValues};
use super::percent::{percent_encode, percent_encode_literal};

/// The percent-encoded values of path parameters.
pub(crate) type Captures = Vec<(&'static str, String)>;

/// The maximum number of characters of a value that consists of runs.
const MAX_RUN_LENGTH: usize = 256;

/// The maximum length, in bytes, of a segment with runs. Longer segments do not match, because
/// matching tries each position.
const MAX_SEGMENT_LENGTH: usize = 4096;

/// A part of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Percent-encoded text.
    Literal(String),
    /// The name of a parameter, and its values.
    Parameter(&'static str, Values),
}

/// The values of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// Any text of at least one character.
    Any,
    /// Integers in decimal notation.
    Integer,
    /// One of these percent-encoded texts.
    OneOf(Vec<String>),
    /// Percent-encoded texts of these runs of characters.
    Runs(&'static [CharacterRun]),
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

/// Splits a segment of a path's template into its pieces.
pub(crate) fn pieces(segment: &'static str, path: &Path) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(literal(before));
        }
        let name = parameter_name(name);
        pieces.push(Piece::Parameter(name, Values::of(name, path)));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(literal(rest));
    }
    pieces
}

/// Matches a segment, and adds the values of its parameters. A parameter that can have any value
/// ends at the first occurrence of the pieces that follow, up to the next such parameter; the last
/// one takes everything before the pieces that end the segment.
pub(crate) fn match_segment(pieces: &[Piece], text: &str, captures: &mut Captures) -> Option<()> {
    let is_run = |piece: &Piece| matches!(piece, Piece::Parameter(_, Values::Runs(_)));
    if text.len() > MAX_SEGMENT_LENGTH && pieces.iter().any(is_run) {
        return None;
    }
    let (fixed, rest) = split_at_any(pieces);
    let Some((name, mut pieces)) = rest else {
        let failed = &mut Failed::new();
        return match_fixed(fixed, text, End::Segment, captures, failed).map(|_| ());
    };
    let failed = &mut Failed::new();
    let text = match_fixed(fixed, text, End::Parameter, captures, failed)?;
    let (mut name, mut text) = (name, text);
    loop {
        let (fixed, rest) = split_at_any(pieces);
        let end = rest.map_or(End::Segment, |_| End::Parameter);
        text = take_any(name, fixed, text, end, captures)?;
        (name, pieces) = match rest {
            None => return Some(()),
            Some(next) => next,
        };
    }
}

/// The kind of text that must come after a sequence of literals and constrained parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// A parameter that can have any value, so at least one character.
    Parameter,
    /// The end of the segment.
    Segment,
}

impl End {
    fn accepts(self, rest: &str) -> bool {
        rest.is_empty() == (self == End::Segment)
    }
}

/// The failed attempts: how many pieces and how many bytes were left. No attempt is repeated, so there
/// are at most as many as the number of pieces times the length of the text.
type Failed = BTreeSet<(usize, usize)>;

/// Splits pieces at the first parameter that can have any value. Returns the pieces before it, its
/// name, and the pieces after it.
fn split_at_any(pieces: &[Piece]) -> (&[Piece], Option<(&'static str, &[Piece])>) {
    for (index, piece) in pieces.iter().enumerate() {
        if let (Piece::Parameter(name, Values::Any), (before, [_, after @ ..])) =
            (piece, pieces.split_at(index))
        {
            return (before, Some((name, after)));
        }
    }
    (pieces, None)
}

/// Matches a parameter that can have any value, and the pieces of a fixed part after it. Returns
/// the text after them.
fn take_any<'t>(
    name: &'static str,
    fixed: &[Piece],
    text: &'t str,
    end: End,
    captures: &mut Captures,
) -> Option<&'t str> {
    let position = captures.len();
    let failed = &mut Failed::new();
    let boundaries = text.char_indices().map(|(index, _)| index).skip(1);
    for boundary in boundaries.chain([text.len()]) {
        let (value, rest) = text.split_at_checked(boundary)?;
        if let Some(rest) = match_fixed(fixed, rest, end, captures, failed) {
            captures.insert(position, (name, value.to_owned()));
            return (!value.is_empty()).then_some(rest);
        }
    }
    None
}

/// Matches pieces of which no parameter can have any value. Returns the text after them.
fn match_fixed<'t>(
    pieces: &[Piece],
    text: &'t str,
    end: End,
    captures: &mut Captures,
    failed: &mut Failed,
) -> Option<&'t str> {
    let (name, values) = match pieces {
        [] => return end.accepts(text).then_some(text),
        [Piece::Literal(literal), rest @ ..] => {
            let text = text.strip_prefix(literal.as_str())?;
            return match_fixed(rest, text, end, captures, failed);
        }
        [Piece::Parameter(name, values), ..] => (*name, values),
    };
    let lengths = (pieces.len(), text.len());
    if failed.contains(&lengths) {
        return None;
    }
    let length = captures.len();
    let rest = pieces.get(1..)?;
    let matched = values.prefixes(text).into_iter().find_map(|prefix| {
        captures.truncate(length);
        captures.push((name, prefix.to_owned()));
        match_fixed(rest, text.get(prefix.len()..)?, end, captures, failed)
    });
    if matched.is_none() {
        captures.truncate(length);
        failed.insert(lengths);
    }
    matched
}

impl Values {
    /// Returns the values of a parameter.
    fn of(name: &str, path: &Path) -> Self {
        let values = path.values.iter();
        match values
            .filter(|(other, _)| *other == name)
            .map(|(_, values)| values)
            .next()
        {
            None => Values::Any,
            Some(PathValues::Integer) => Values::Integer,
            Some(PathValues::OneOf(texts)) => {
                let mut texts: Vec<String> =
                    texts.iter().map(|text| percent_encode(text)).collect();
                // Of two values, one of which begins with the other, the longer one is tried first.
                texts.sort_by_key(|text| Reverse(text.len()));
                Values::OneOf(texts)
            }
            Some(PathValues::Runs(runs)) => Values::Runs(runs),
        }
    }

    /// Returns each value that is a prefix of the text, a longer one before a shorter one.
    fn prefixes<'t>(&'t self, text: &'t str) -> Vec<&'t str> {
        match self {
            Values::Any => Vec::new(),
            Values::Integer => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let count = digits.bytes().take_while(u8::is_ascii_digit).count();
                let length = text.len() - digits.len() + count;
                let integer = text.get(..length).filter(|_| count > 0);
                integer.into_iter().collect()
            }
            Values::OneOf(values) => {
                let is_prefix = |value: &&str| text.starts_with(value);
                values
                    .iter()
                    .map(String::as_str)
                    .filter(is_prefix)
                    .collect()
            }
            Values::Runs(runs) => run_prefixes(text, runs),
        }
    }
}

/// Returns each prefix of a percent-encoded text that consists of the runs, the longest first. Each
/// run costs as much as [`MAX_RUN_LENGTH`] characters.
fn run_prefixes<'t>(text: &'t str, runs: &[CharacterRun]) -> Vec<&'t str> {
    let characters: Vec<(char, usize)> = characters(text).take(MAX_RUN_LENGTH).collect();
    // Whether the runs so far can end before each character, and after the last one.
    let mut can_end = vec![false; characters.len() + 1];
    can_end[0] = true;
    for run in runs {
        let is_in_run = |character: char| {
            let mut ranges = run.ranges.iter();
            ranges.any(|(first, last)| (*first..=*last).contains(&character))
        };
        // The number of positions before each position at which the run can start.
        let mut starts = vec![0_usize; can_end.len() + 1];
        for (position, can_start) in can_end.iter().enumerate() {
            starts[position + 1] = starts[position] + usize::from(*can_start);
        }
        let mut first = 0;
        for end in 0..can_end.len() {
            if end > 0 && !is_in_run(characters[end - 1].0) {
                first = end;
            }
            let earliest = first.max(end.saturating_sub(run.max));
            can_end[end] = end
                .checked_sub(run.min)
                .is_some_and(|latest| latest >= earliest && starts[latest + 1] > starts[earliest]);
        }
    }
    let ends = characters.iter().zip(can_end.iter().skip(1)).rev();
    let ends = ends.filter(|(_, can_end)| **can_end);
    ends.filter_map(|((_, end), _)| text.get(..*end)).collect()
}

/// Returns the characters of a percent-encoded text, each with its end. An encoded byte is one
/// character.
fn characters(text: &str) -> impl Iterator<Item = (char, usize)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let rest = text.get(end..)?;
        let character = match rest.strip_prefix('%') {
            Some(digits) => {
                end += 3;
                char::from(u8::from_str_radix(digits.get(..2)?, 16).ok()?)
            }
            None => {
                let character = rest.chars().next()?;
                end += character.len_utf8();
                character
            }
        };
        Some((character, end))
    })
}

fn literal(text: &str) -> Piece {
    Piece::Literal(normalize(&percent_encode_literal(text)).into_owned())
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
    use super::{Captures, match_segment, normalize, pieces};
    use crate::parameter::{CharacterRun, Path, PathValues};

    const DIGITS: CharacterRun = CharacterRun::new(&[('0', '9')], 1, 4);
    const DOTS_AND_DIGITS: CharacterRun = CharacterRun::new(&[('.', '.'), ('0', '9')], 0, 4);
    const LETTERS: CharacterRun = CharacterRun::new(&[('.', '/'), ('x', 'z')], 4, 4);
    const V: CharacterRun = CharacterRun::new(&[('v', 'v')], 1, 1);

    fn matched(path: &Path, text: &str) -> Option<Vec<String>> {
        let mut captures = Captures::new();
        match_segment(&pieces(path.template, path), text, &mut captures)?;
        Some(captures.into_iter().map(|(_, value)| value).collect())
    }

    #[test]
    fn parameters_end_at_the_first_occurrence_of_what_follows() {
        for (template, text, expected) in [
            ("{a}.{b}", "x.tar.gz", Some(vec!["x", "tar.gz"])),
            ("{a}.{b}", ".x.y", Some(vec![".x", "y"])),
            ("{a}.{b}", "x.", None),
            ("{a}...{b}", "x....y", Some(vec!["x", ".y"])),
            ("{a}-{b}.json", "x-y.json.json", Some(vec!["x", "y.json"])),
            ("{a}..", "x.....", Some(vec!["x..."])),
            ("{a}{b}", "\u{e9}xy", Some(vec!["\u{e9}", "xy"])),
            ("{a}{b}", "x", None),
            ("{a}", "", None),
        ] {
            let expected = expected.map(|values| values.iter().map(ToString::to_string).collect());
            assert_eq!(
                matched(&Path::new(template), text),
                expected,
                "{template} {text}"
            );
        }
    }

    #[test]
    fn documented_values_decide_where_a_parameter_ends() {
        let extension: &[_] = &[("b", PathValues::OneOf(&["json", "tar", "tar.gz", "a b"]))];
        let integers: &[_] = &[("a", PathValues::Integer), ("b", PathValues::Integer)];
        const VERSION: PathValues = PathValues::Runs(&[V, DIGITS, DOTS_AND_DIGITS]);
        const NUMBERS: PathValues = PathValues::Runs(&[DOTS_AND_DIGITS]);
        const CODE: PathValues = PathValues::Runs(&[LETTERS]);
        let versions: &[_] = &[("a", VERSION), ("b", VERSION)];
        let numbers: &[_] = &[("a", NUMBERS), ("b", NUMBERS)];
        let codes: &[_] = &[("a", CODE), ("b", CODE)];
        for (template, values, text, expected) in [
            ("{a}.{b}", extension, "x.y.json", Some(vec!["x.y", "json"])),
            ("{a}.{b}", extension, "x.tar.gz", Some(vec!["x", "tar.gz"])),
            ("{a}.{b}", extension, "x.a%20b", Some(vec!["x", "a%20b"])),
            ("{a}.{b}", extension, "x.yaml", None),
            ("{a}.{b}", extension, ".json", None),
            ("{b}.{a}", extension, "tar.gz.x", Some(vec!["tar.gz", "x"])),
            ("{a}{b}", extension, "xtar.gz", Some(vec!["x", "tar.gz"])),
            (
                "{a}.{b}.{c}",
                extension,
                "x.y.json.z.w",
                Some(vec!["x.y", "json", "z.w"]),
            ),
            ("{a}-{b}", integers, "-1--2", Some(vec!["-1", "-2"])),
            ("{a}-{b}", integers, "1-x", None),
            ("{a}-{c}", integers, "12-x-y", Some(vec!["12", "x-y"])),
            ("{c}{a}", integers, "x12", Some(vec!["x", "12"])),
            ("{a}...{b}", numbers, "1.2...3.4", Some(vec!["1.2", "3.4"])),
            ("{a}...{b}", numbers, "1.2....3", Some(vec!["1.2.", "3"])),
            ("{a}...{b}", numbers, "1.2...x", None),
            ("{c}.{a}", numbers, "x.y.1.2", Some(vec!["x.y", "1.2"])),
            ("{a}{c}", numbers, "1.2x", Some(vec!["1.2", "x"])),
            ("{a}{b}", numbers, "1.23", Some(vec!["1.2", "3"])),
            ("{a}{b}", numbers, "1", None),
            ("{a}.{b}", versions, "v1.2.v3", Some(vec!["v1.2", "v3"])),
            (
                "{a}.{b}",
                codes,
                "x%2fyz.x.yy",
                Some(vec!["x%2fyz", "x.yy"]),
            ),
            ("{a}.{b}", codes, "x.y", None),
        ] {
            let path = Path::new(template).values(values);
            let expected = expected.map(|values| values.iter().map(ToString::to_string).collect());
            assert_eq!(matched(&path, text), expected, "{template} {text}");
        }
    }

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
