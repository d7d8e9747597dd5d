//! Validation of regular expressions.

use std::collections::HashMap;

/// The maximum length, in bytes, of a pattern that is parsed. A longer pattern could exhaust the
/// stack of the parser.
const MAX_BYTES: usize = 4096;

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

    /// Returns whether a pattern matches anywhere in a string. An invalid pattern matches nothing.
    pub fn matches(&mut self, pattern: &str, text: &str) -> bool {
        self.problem(pattern).is_none()
            && regex(pattern).is_ok_and(|regex| regex.find(text).is_some())
    }
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
    fn overlong_patterns_are_invalid() {
        let mut patterns = Patterns::default();
        let pattern = "a".repeat(MAX_BYTES + 1);
        let problem = patterns.problem(&pattern).expect("a problem");
        assert!(problem.contains("4096"), "{problem}");
    }
}
