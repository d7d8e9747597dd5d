//! ECMA-262 regular expressions, translated to the syntax of `fancy_regex`. Each is compiled once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::{LazyLock, PoisonError, RwLock};

use fancy_regex::{Regex, RegexBuilder};

/// Compiled patterns by their source, `None` for an invalid pattern. They live as long as the
/// static sources, so that threads share them without reference counting.
type Patterns = BTreeMap<&'static str, Option<&'static Regex>>;

static COMPILED: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

/// The maximum number of times that a pattern backtracks on one string before the string is
/// rejected.
const BACKTRACK_LIMIT: usize = 100_000;

/// Returns whether a part of the string matches. An invalid pattern matches every string. A string
/// that exceeds the backtracking limit does not match.
pub(super) fn matches(pattern: &'static str, string: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(string).unwrap_or(false))
}

fn compiled(pattern: &'static str) -> Option<&'static Regex> {
    if let Some(known) = COMPILED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return *known;
    }
    // Compiling under the lock would block all requests. Two threads can compile the same pattern;
    // one of the results is then dropped.
    let regex = RegexBuilder::new(&translate(pattern))
        .backtrack_limit(BACKTRACK_LIMIT)
        .build()
        .ok();
    let (kept, is_new) = match COMPILED
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(pattern)
    {
        Entry::Occupied(known) => (*known.get(), false),
        Entry::Vacant(place) => (
            *place.insert(regex.map(|regex| &*Box::leak(Box::new(regex)))),
            true,
        ),
    };
    if is_new && kept.is_none() {
        tracing::warn!(
            pattern,
            "a pattern of the API description is not a valid regular expression and is not checked"
        );
    }
    kept
}

/// Translates the syntax that differs between ECMA-262 and Rust: ASCII classes, `\u` escapes, `\/`,
/// and bracketed classes.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push_str(&escape(&mut characters).text),
            '[' => class(&mut characters, &mut out),
            // `$` without the flag `m` has the same meaning in both.
            other => out.push(other),
        }
    }
    out
}

/// The translation of an escape or of one item of a class.
struct Atom {
    text: String,
    /// Whether the item matches several characters, so that it cannot be the start or end of a
    /// range.
    is_set: bool,
}

impl Atom {
    fn one(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_set: false,
        }
    }

    fn set(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_set: true,
        }
    }
}

/// Translates an escape, after its backslash.
fn escape(characters: &mut Peekable<Chars<'_>>) -> Atom {
    match characters.next() {
        Some('d') => Atom::set("[0-9]"),
        Some('D') => Atom::set("[^0-9]"),
        Some('w') => Atom::set("[0-9A-Za-z_]"),
        Some('W') => Atom::set("[^0-9A-Za-z_]"),
        Some('u') if characters.peek() == Some(&'{') => Atom::one("\\x"),
        Some('u') => {
            let digits: String = characters.by_ref().take(4).collect();
            Atom::one(format!("\\x{{{digits}}}"))
        }
        // In Rust, `\<` and `\>` are word boundaries.
        Some(bare @ ('/' | '<' | '>')) => Atom::one(bare),
        Some(kind @ ('s' | 'S')) => Atom::set(format!("\\{kind}")),
        Some(kind @ ('p' | 'P')) if characters.peek() == Some(&'{') => {
            let name: String = characters
                .by_ref()
                .take_while(|character| *character != '}')
                .collect();
            Atom::set(format!("\\{kind}{name}}}"))
        }
        Some(escaped) => Atom::one(format!("\\{escaped}")),
        None => Atom::one("\\"),
    }
}

/// Translates a class, after its opening bracket. In Rust, brackets and some pairs of characters
/// have a special meaning in a class, and a hyphen next to a set is an error. An unclosed class is
/// left for the engine to reject.
fn class(characters: &mut Peekable<Chars<'_>>, out: &mut String) {
    let negated = characters.next_if_eq(&'^').is_some();
    // In ECMA-262, `[]` matches nothing and `[^]` matches any character. Rust would take the
    // bracket as an item.
    if characters.next_if_eq(&']').is_some() {
        out.push_str(if negated { "[\\s\\S]" } else { "[^\\s\\S]" });
        return;
    }
    out.push_str(if negated { "[^" } else { "[" });
    while let Some(character) = characters.next() {
        if character == ']' {
            out.push(']');
            return;
        }
        let from = class_item(character, characters);
        out.push_str(&from.text);
        let Some(to) = range_end(characters) else {
            continue;
        };
        out.push_str(if from.is_set || to.is_set { "\\-" } else { "-" });
        out.push_str(&to.text);
    }
}

/// Translates the item of a class that begins with this character.
fn class_item(first: char, characters: &mut Peekable<Chars<'_>>) -> Atom {
    match first {
        '\\' => escape(characters),
        '[' | '&' | '~' | '-' => Atom::one(format!("\\{first}")),
        other => Atom::one(other),
    }
}

/// Translates the end of a range, if a hyphen follows that is not the last item of its class.
fn range_end(characters: &mut Peekable<Chars<'_>>) -> Option<Atom> {
    let mut ahead = characters.clone();
    if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
        return None;
    }
    characters.next();
    characters.next().map(|first| class_item(first, characters))
}
