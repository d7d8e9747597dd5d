//! Regular expressions of ECMA-262, translated for and run by `fancy_regex`; each is compiled once.

use std::collections::BTreeMap;
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
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return *known;
    }
    *COMPILED.write().unwrap_or_else(PoisonError::into_inner).entry(pattern).or_insert_with(|| {
        let regex = RegexBuilder::new(&translate(pattern)).backtrack_limit(BACKTRACKS).build().ok();
        if regex.is_none() {
            tracing::warn!(pattern, "a pattern of the document can't be compiled and is not checked");
        }
        regex.map(|regex| &*Box::leak(Box::new(regex)))
    })
}

/// Rewrites what ECMA-262 and Rust write differently: ASCII classes, `\u` escapes, `\/`, and brackets inside classes.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('d') => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
                Some('D') => out.push_str("[^0-9]"),
                Some('w') => out.push_str(if in_class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
                Some('W') => out.push_str("[^0-9A-Za-z_]"),
                Some('u') if characters.peek() == Some(&'{') => out.push_str("\\x"),
                Some('u') => {
                    let digits: String = characters.by_ref().take(4).collect();
                    out.push_str(&format!("\\x{{{digits}}}"));
                }
                Some('/') => out.push('/'),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' if in_class => out.push_str("\\["),
            '[' => {
                let negated = characters.next_if_eq(&'^').is_some();
                // `[]` matches nothing and `[^]` everything; Rust would read the bracket as a member.
                if characters.next_if_eq(&']').is_some() {
                    out.push_str(if negated { "[\\s\\S]" } else { "[^\\s\\S]" });
                } else {
                    in_class = true;
                    out.push_str(if negated { "[^" } else { "[" });
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            // Set operations of Rust's classes.
            '&' | '~' if in_class => out.extend(['\\', character]),
            // Without the flag `m`, `$` is the very end of the text; Rust's `$` is that too.
            other => out.push(other),
        }
    }
    out
}
