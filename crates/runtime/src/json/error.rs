use std::fmt;

use serde::de::IgnoredAny;

use super::pointer::{escape_token, pointer_at};

/// The maximum length of a line of a message of serde_json, in characters. A message quotes the
/// string that has the wrong type, however long.
const MAX_LINE_LENGTH: usize = 200;

/// Removes the middle of a text that is longer than this number of characters.
pub(crate) fn abbreviate(text: &str, max: usize) -> String {
    let length = text.chars().count();
    if length <= max {
        return text.to_owned();
    }
    let tail = max / 3;
    let head = max - tail;
    let head = text.chars().take(head);
    let tail = text.chars().skip(length - tail);
    head.chain(['…']).chain(tail).collect()
}

fn abbreviate_lines(text: &str) -> String {
    let lines = text.split('\n');
    let lines = lines.map(|line| abbreviate(line, MAX_LINE_LENGTH));
    lines.collect::<Vec<_>>().join("\n")
}

/// A JSON value that does not have the expected form, with its location.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ValueError {
    pointer: String,
    message: String,
}

impl ValueError {
    /// Creates an error about the root value.
    pub fn new(message: impl fmt::Display) -> Self {
        Self {
            pointer: String::new(),
            message: message.to_string(),
        }
    }

    /// Creates an error from one of serde_json, without its line and column.
    pub(super) fn without_position(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let message = text
            .rsplit_once(" at line ")
            .map_or(text.as_str(), |(message, _)| message);
        // A nested value that was buffered (in a union, for example) puts its own pointer in front
        // of the message.
        match message
            .strip_prefix("at /")
            .and_then(|rest| rest.split_once(": "))
        {
            Some((inner, rest)) => Self::at(format!("/{inner}"), rest),
            None => Self::at(String::new(), message),
        }
    }

    /// Creates an error from a message of serde about the value at a pointer. A missing member is
    /// its own location.
    fn at(pointer: String, message: &str) -> Self {
        let missing = message.strip_prefix("missing field `");
        match missing.and_then(|rest| rest.strip_suffix('`')) {
            Some(name) => Self {
                pointer: format!("{pointer}/{}", escape_token(name)),
                message: "is required".to_owned(),
            },
            None => Self {
                pointer,
                message: abbreviate_lines(message),
            },
        }
    }

    /// Creates an error from one of serde_json about `text`. An error in a value gets the JSON
    /// pointer of the value; a syntax error gets its line and column.
    pub(super) fn located(text: &[u8], error: &serde_json::Error) -> Self {
        let mut inner = Self::without_position(error);
        // serde_json reports an array with more elements than a Rust tuple as a syntax error.
        let is_syntax = inner.message != "trailing characters"
            || serde_json::from_slice::<IgnoredAny>(text).is_err();
        if !error.is_data() && !is_syntax {
            inner.message = "is an unexpected element".to_owned();
        } else if !error.is_data() {
            return Self {
                message: format!(
                    "{} (line {}, column {})",
                    inner.message,
                    error.line(),
                    error.column()
                ),
                ..inner
            };
        }
        let outer = pointer_at(text, error.line(), error.column());
        Self {
            pointer: outer + &inner.pointer,
            message: inner.message,
        }
    }

    /// Returns the same error as seen from the enclosing object or array, where `token` is the key
    /// or the index of the value.
    #[must_use]
    pub fn inside(self, token: &str) -> Self {
        Self {
            pointer: format!("/{}{}", escape_token(token), self.pointer),
            message: self.message,
        }
    }

    /// The JSON pointer (RFC 6901) of the value; empty for the root value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The description of the problem, without the pointer.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "at {}: {}", self.pointer, self.message)
        }
    }
}
