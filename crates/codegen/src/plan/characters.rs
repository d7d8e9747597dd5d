//! The texts of path parameters that share a segment, as sets of characters.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use specwright_openapi::ir::StringFormat;

use super::model::path::CharacterRun;

/// The maximum number of characters of a run.
const MAX_LENGTH: usize = 256;

/// The maximum number of runs. Patterns with more are not split into runs.
const MAX_RUNS: usize = 32;

/// Returns runs that match every string with this format or pattern (ECMA-262), and possibly others.
/// Returns `None` if the string can contain a character that is not ASCII, or the pattern has another
/// form.
pub(super) fn of_string(format: &StringFormat, pattern: Option<&str>) -> Option<Vec<CharacterRun>> {
    let format = match format {
        StringFormat::Date => Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        StringFormat::Other(name) if name == "uuid" => Some("^[0-9A-Fa-f-]{36}$"),
        _ => None,
    };
    of_pattern(format.or(pattern)?)
}

fn of_pattern(pattern: &str) -> Option<Vec<CharacterRun>> {
    let pattern = jsonschema_regex::to_rust_regex(pattern).ok()?;
    let regex = regex_syntax::parse(&pattern).ok()?;
    let HirKind::Concat(parts) = regex.kind() else {
        return None;
    };
    let [first, parts @ .., last] = parts.as_slice() else {
        return None;
    };
    let is_whole = *first.kind() == HirKind::Look(Look::Start)
        && *last.kind() == HirKind::Look(Look::End)
        && (1..=MAX_RUNS).contains(&parts.len());
    let runs = parts.iter().map(run);
    is_whole.then(|| runs.collect()).flatten()
}

/// Returns the characters of a part of a regular expression, or `None` if any of them is not ASCII.
fn run(part: &Hir) -> Option<CharacterRun> {
    let mut ranges = Vec::new();
    if !collect(part, &mut ranges) {
        return None;
    }
    ranges.sort_unstable();
    ranges.dedup();
    // An ASCII character is one byte.
    let properties = part.properties();
    let min = properties.minimum_len()?;
    let max = properties.maximum_len().unwrap_or(MAX_LENGTH);
    (min <= MAX_LENGTH).then_some(CharacterRun {
        ranges,
        min,
        max: max.min(MAX_LENGTH),
    })
}

/// Adds the characters of a regular expression. Returns whether there are only ASCII characters.
/// The parser limits the depth of an expression.
fn collect(regex: &Hir, ranges: &mut Vec<(char, char)>) -> bool {
    match regex.kind() {
        HirKind::Empty => true,
        HirKind::Literal(literal) => {
            let bytes = literal.0.iter();
            ranges.extend(bytes.map(|byte| (char::from(*byte), char::from(*byte))));
            literal.0.is_ascii()
        }
        HirKind::Class(Class::Unicode(class)) => {
            ranges.extend(class.iter().map(|range| (range.start(), range.end())));
            class.is_ascii()
        }
        HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Repetition(repetition) => collect(&repetition.sub, ranges),
        HirKind::Capture(capture) => collect(&capture.sub, ranges),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().all(|part| collect(part, ranges))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CharacterRun, of_pattern};

    #[test]
    fn patterns_are_runs_of_characters() {
        let run = |ranges: &[(char, char)], min, max| CharacterRun {
            ranges: ranges.to_vec(),
            min,
            max,
        };
        for (pattern, expected) in [
            (r"^\d+$", vec![run(&[('0', '9')], 1, 256)]),
            (
                "^[0-9a-f]{7,40}$",
                vec![run(&[('0', '9'), ('a', 'f')], 7, 40)],
            ),
            (
                r"^v\d(\.\d+)*$",
                vec![
                    run(&[('v', 'v')], 1, 1),
                    run(&[('0', '9')], 1, 1),
                    run(&[('.', '.'), ('0', '9')], 0, 256),
                ],
            ),
            (
                "^(?:a|bc)?$",
                vec![run(&[('a', 'a'), ('b', 'b'), ('c', 'c')], 0, 2)],
            ),
            ("^[a-c]{1,300}$", vec![run(&[('a', 'c')], 1, 256)]),
        ] {
            assert_eq!(of_pattern(pattern), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn other_patterns_limit_nothing() {
        for pattern in [
            r"\d+", r"^\d+", r"\d+$", "^a$|^b", "^[^.]+$", "^.*$", "^\u{e9}$", "^(?=a)a$",
            r"^a\b$", r"^(a$)b$", "^$", "[", "", "^a{300}$",
        ] {
            assert_eq!(of_pattern(pattern), None, "{pattern}");
        }
    }
}
