//! Rules by which operations are chosen.

use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern};
use serde::Deserialize;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::source::Source;

use super::text;

/// Rules by which operations are chosen. An operation is chosen if it fits one rule of each kind that has any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// operationIds.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Patterns of paths.
    #[serde(default)]
    pub paths: Vec<PathRule>,
    /// HTTP methods.
    #[serde(default)]
    pub methods: Vec<MethodRule>,
}

/// What is included, and what of that is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The operations that are generated; all of them without rules.
    pub include: Rules,
    /// The operations that are not generated.
    pub exclude: Rules,
}

/// A pattern of paths: `*` stands for anything inside a segment, `**` as a segment for any segments, `?` for one character. Braces are those
/// of the document: `/pets/{petId}` is one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule(Pattern);

/// An HTTP method, in letters of any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRule(String);

/// A text that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(String);

impl Rules {
    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
            && self.operations.is_empty()
            && self.paths.is_empty()
            && self.methods.is_empty()
    }
}

impl PathRule {
    /// Whether a path of the document fits.
    pub fn matches(&self, path: &str) -> bool {
        let options = MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        self.0.matches_with(path, options)
    }
}

impl FromStr for PathRule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        if !text.starts_with('/') && !text.starts_with('*') {
            return Err(RuleError(format!(
                "the pattern `{text}` fits no path: paths begin with a slash"
            )));
        }
        Pattern::new(text)
            .map(Self)
            .map_err(|error| RuleError(format!("`{text}` is no pattern: {}", error.msg)))
    }
}

impl FromStr for MethodRule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let method = text.to_ascii_uppercase();
        match http::Method::from_bytes(method.as_bytes()) {
            Ok(_) => Ok(Self(method)),
            Err(_) => Err(RuleError(format!("`{text}` is no HTTP method"))),
        }
    }
}

text::deserialize_from_text!(PathRule, MethodRule);

impl fmt::Display for PathRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl MethodRule {
    /// The method in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Selection {
    /// The options of the command line that say this, one a line.
    pub(super) fn source(&self) -> Source {
        let mut text = String::new();
        let mut values = Vec::new();
        for (side, rules) in [("include", &self.include), ("exclude", &self.exclude)] {
            let kinds = [
                ("tag", "tags", rules.tags.clone()),
                ("operation", "operations", rules.operations.clone()),
                (
                    "path",
                    "paths",
                    rules.paths.iter().map(PathRule::to_string).collect(),
                ),
                (
                    "method",
                    "methods",
                    rules
                        .methods
                        .iter()
                        .map(|method| method.0.clone())
                        .collect(),
                ),
            ];
            for (option, kind, words) in kinds {
                for (index, word) in words.iter().enumerate() {
                    text.push_str(&format!("--{side}-{option} "));
                    let start = text.len();
                    text.push_str(&word.replace('\n', " "));
                    values.push((
                        Pointer::root().join(side).join(kind).index(index),
                        start..text.len(),
                    ));
                    text.push('\n');
                }
            }
        }
        Source::marked("<command line>", &text, values)
    }
}
