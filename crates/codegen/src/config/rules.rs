//! Rules that select operations.

use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern};
use serde::Deserialize;
use specwright_openapi::pointer::Pointer;
use specwright_openapi::source::Source;

use super::text;
use crate::catalogue::config::InvalidValue;

/// Rules that select operations. An operation is selected if it matches at least one rule of each
/// kind that has rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// Tags of operations.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Values of `operationId`.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Glob patterns for paths.
    #[serde(default)]
    pub paths: Vec<PathRule>,
    /// HTTP methods of operations.
    #[serde(default)]
    pub methods: Vec<MethodRule>,
}

/// The rules of one source, which is a file or the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The operations to generate. Without rules, all operations are generated.
    pub include: Rules,
    /// The operations to omit, even if they are included.
    pub exclude: Rules,
}

/// A glob pattern for paths: `*` matches any part of a segment, the segment `**` matches any number
/// of segments, and `?` matches one character. Braces are literal, as in `/pets/{petId}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule(Pattern);

/// An HTTP method, which is case-insensitive in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRule(String);

impl Rules {
    /// Returns whether the configuration contains no rules of this kind.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
            && self.operations.is_empty()
            && self.paths.is_empty()
            && self.methods.is_empty()
    }
}

impl PathRule {
    /// Returns whether the pattern matches a path of the document.
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
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if !text.starts_with('/') && !text.starts_with('*') {
            return Err(InvalidValue::RelativePattern(text.to_owned()));
        }
        Pattern::new(text)
            .map(Self)
            .map_err(|error| InvalidValue::Pattern {
                text: text.to_owned(),
                reason: error.msg,
            })
    }
}

impl FromStr for MethodRule {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let method = text.to_ascii_uppercase();
        match http::Method::from_bytes(method.as_bytes()) {
            Ok(_) => Ok(Self(method)),
            Err(_) => Err(InvalidValue::Method(text.to_owned())),
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
    /// Returns the method in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Selection {
    /// Returns the command-line options for these rules, one on each line.
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
        Source::with_ranges("<command line>", &text, values)
    }
}
