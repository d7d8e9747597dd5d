//! Validation of regular expressions.

use std::collections::HashMap;

use fancy_regex::RegexBuilder;

/// The maximum length, in bytes, of a pattern that is parsed. A longer pattern could exhaust the
/// stack of the parser.
const MAX_BYTES: usize = 4096;

/// The maximum number of times that a pattern backtracks on one string. The number of ways in which a
/// pattern such as `(a+)+` can match grows exponentially with the string.
const MAX_BACKTRACKS: usize = 100_000;

/// The regular expressions that were parsed, with the problems found in them.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    problems: HashMap<String, Option<String>>,
}

impl Patterns {
    /// Returns why a pattern is not a regular expression of ECMA-262, or `None` if it is one.
    pub fn problem(&mut self, pattern: &str) -> Option<String> {
        if let Some(known) = self.problems.get(pattern) {
            return known.clone();
        }
        let problem = problem(pattern);
        self.problems.insert(pattern.to_owned(), problem.clone());
        problem
    }

    /// Returns whether a pattern matches anywhere in a string. An invalid pattern matches nothing, and
    /// neither does one that is too expensive.
    pub fn matches(&mut self, pattern: &str, text: &str) -> bool {
        self.problem(pattern).is_none() && is_match(pattern, text).unwrap_or(false)
    }
}

/// Returns `None` if the pattern exceeds a limit, or cannot be translated.
fn is_match(pattern: &str, text: &str) -> Option<bool> {
    let pattern = jsonschema_regex::to_rust_regex(pattern).ok()?;
    let mut regex = RegexBuilder::new(&pattern);
    let regex = regex.backtrack_limit(MAX_BACKTRACKS).build().ok()?;
    regex.is_match(text).ok()
}

fn regex(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
}

fn problem(pattern: &str) -> Option<String> {
    if pattern.len() > MAX_BYTES {
        return Some(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let error = regex(pattern).err()?;
    let text = error.to_string().to_lowercase();
    Some(text.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_checked_with_and_without_the_unicode_flag() {
        let mut patterns = Patterns::default();
        assert_eq!(patterns.problem(r"^\p{L}+$"), None);
        // Only valid without the flag `u`.
        assert_eq!(patterns.problem(r"^\-$"), None);
        assert!(patterns.problem("(").is_some());
    }

    #[test]
    fn a_string_is_matched_with_a_limited_effort() {
        let mut patterns = Patterns::default();
        let long = "a".repeat(5_000) + "!";
        for pattern in ["^(a+)+$", "^(a|a)*$", r"^(?=a)(a+)+\1$", "^((a|b)*)*c$"] {
            assert!(!patterns.matches(pattern, &long), "{pattern}");
        }
        assert!(patterns.matches(r"^x-\w+$", "x-rate_1"));
        assert!(!patterns.matches(r"^\d$", "\u{663}"));
        assert!(patterns.matches("^(?!y)", "x"));
    }

    #[test]
    fn overlong_patterns_are_invalid() {
        let mut patterns = Patterns::default();
        let pattern = "a".repeat(MAX_BYTES + 1);
        let problem = patterns.problem(&pattern).expect("a problem");
        assert!(problem.contains("4096"), "{problem}");
    }
}
