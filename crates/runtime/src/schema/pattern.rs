//! Regular expressions of ECMA-262, translated for and run by `fancy_regex`; each is compiled once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::{LazyLock, PoisonError, RwLock};

use fancy_regex::{Regex, RegexBuilder};

/// Compiled patterns by their text; none for a pattern that can't be used. They are as lasting as the texts, so that using one needs no
/// count of its users, which all threads would write to.
type Patterns = BTreeMap<&'static str, Option<&'static Regex>>;

static COMPILED: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

/// How much a pattern may backtrack on one text before the text is refused.
const BACKTRACKS: usize = 100_000;

/// Whether a part of the text matches. A pattern that can't be compiled matches everything; a text that costs too much matches nothing.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(text).unwrap_or(false))
}

fn compiled(pattern: &'static str) -> Option<&'static Regex> {
    if let Some(known) = COMPILED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return *known;
    }
    // Outside of the lock, which holds up everybody: two threads may compile the same pattern, and one of them in vain.
    let regex = RegexBuilder::new(&translate(pattern))
        .backtrack_limit(BACKTRACKS)
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
            "a pattern of the document can't be compiled and is not checked"
        );
    }
    kept
}

/// Rewrites what ECMA-262 and Rust write differently: ASCII classes, `\u` escapes, `\/`, and what stands in brackets.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push_str(&escape(&mut characters).text),
            '[' => class(&mut characters, &mut out),
            // Without the flag `m`, `$` is the very end of the text; Rust's `$` is that too.
            other => out.push(other),
        }
    }
    out
}

/// What one member of a class, or what follows a backslash, is in Rust.
struct Atom {
    text: String,
    /// It stands for several characters, and no range begins or ends with it.
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

/// Reads an escape behind its backslash.
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
        // Two of these are the ends of words in Rust.
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

/// Rewrites a class behind its opening bracket. Rust gives brackets and some pairs of characters in a class a meaning of their own, and a
/// hyphen beside a set is refused there. One that is not closed is left so, for the engine to refuse.
fn class(characters: &mut Peekable<Chars<'_>>, out: &mut String) {
    let negated = characters.next_if_eq(&'^').is_some();
    // `[]` matches nothing and `[^]` everything; Rust would read the bracket as a member.
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
        let from = member(character, characters);
        out.push_str(&from.text);
        let Some(to) = range_end(characters) else {
            continue;
        };
        out.push_str(if from.is_set || to.is_set { "\\-" } else { "-" });
        out.push_str(&to.text);
    }
}

/// A member of a class that begins with this character.
fn member(first: char, characters: &mut Peekable<Chars<'_>>) -> Atom {
    match first {
        '\\' => escape(characters),
        '[' | '&' | '~' | '-' => Atom::one(format!("\\{first}")),
        other => Atom::one(other),
    }
}

/// What follows a hyphen that is not the last member of its class.
fn range_end(characters: &mut Peekable<Chars<'_>>) -> Option<Atom> {
    let mut ahead = characters.clone();
    if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
        return None;
    }
    characters.next();
    characters.next().map(|first| member(first, characters))
}
