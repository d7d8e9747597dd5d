use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny};
use serde_path_to_error::{Deserializer, Path, Segment, Track};

use super::pointer::escape_token;

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

    /// Deserializes JSON text again, and returns the error. An error in a value gets the JSON pointer
    /// of the value; a syntax error gets its line and column.
    pub(super) fn of<'t, S: DeserializeSeed<'t>>(seed: S, text: &'t [u8]) -> Self {
        let mut json = serde_json::Deserializer::from_slice(text);
        let mut track = Track::new();
        let read = seed.deserialize(Deserializer::new(&mut json, &mut track));
        let Err(error) = read.and_then(|_| json.end()) else {
            return Self::new("is not JSON");
        };
        let mut inner = Self::without_position(&error);
        // serde_json reports an array with more elements than a Rust tuple as a syntax error.
        let is_syntax = inner.message != "trailing characters"
            || serde_json::from_slice::<IgnoredAny>(text).is_err();
        if !error.is_data() && is_syntax {
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
        if !error.is_data() {
            inner.message = "has an unexpected element".to_owned();
        }
        Self {
            pointer: pointer_of(&track.path()) + &inner.pointer,
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

    /// Returns the same error about the only line of a text, without the number of the line.
    #[cfg(feature = "client")]
    pub(crate) fn without_line(self) -> Self {
        Self {
            message: self.message.replacen("(line 1, column ", "(column ", 1),
            ..self
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

/// Returns the error about a name that an object contains twice.
pub(crate) fn duplicate_key(name: &str) -> ValueError {
    ValueError::new(format_args!("duplicate key {name:?}"))
}

/// Returns the JSON pointer of a path.
fn pointer_of(path: &Path) -> String {
    let tokens = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", escape_token(key))),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    tokens.collect()
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
