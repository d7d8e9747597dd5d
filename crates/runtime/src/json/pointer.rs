//! JSON pointers (RFC 6901): escaping, and the pointer of a line and column.

use std::borrow::Cow;

/// Escapes one token of a JSON pointer (RFC 6901, 3).
pub(crate) fn escape_token(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

/// Returns the JSON pointer of the value that ends, or is being read, at a line and a column as
/// serde_json counts them.
pub(super) fn pointer_at(text: &[u8], line: usize, column: usize) -> String {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(nth) => text
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(nth)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let mut walk = Walk::default();
    let end = start.saturating_add(column).min(text.len());
    walk.read(text.get(..end).unwrap_or(text));
    walk.pointer()
}

/// Follows well-formed JSON up to some byte and records the path to it.
#[derive(Default)]
struct Walk {
    levels: Vec<Level>,
}

enum Level {
    Array {
        index: Option<usize>,
    },
    Object {
        key: Option<String>,
        reading_key: bool,
    },
}

impl Walk {
    fn read(&mut self, text: &[u8]) {
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            match byte {
                b'{' | b'[' => {
                    self.value_begins();
                    self.levels.push(if *byte == b'{' {
                        Level::Object {
                            key: None,
                            reading_key: true,
                        }
                    } else {
                        Level::Array { index: None }
                    });
                }
                b'}' | b']' => {
                    self.levels.pop();
                }
                b',' => self.comma(),
                b'"' => {
                    let end = string_end(text, at);
                    self.string(text.get(at..end).unwrap_or_default());
                    at = end;
                    continue;
                }
                b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => self.value_begins(),
            }
            at += 1;
        }
    }

    fn value_begins(&mut self) {
        if let Some(Level::Array {
            index: index @ None,
        }) = self.levels.last_mut()
        {
            *index = Some(0);
        }
    }

    fn comma(&mut self) {
        match self.levels.last_mut() {
            Some(Level::Array { index }) => *index = index.map(|index| index + 1),
            Some(Level::Object { key, reading_key }) => {
                *key = None;
                *reading_key = true;
            }
            None => {}
        }
    }

    fn string(&mut self, quoted: &[u8]) {
        match self.levels.last_mut() {
            Some(Level::Object {
                key,
                reading_key: reading_key @ true,
            }) => {
                *key = serde_json::from_slice(quoted).ok();
                *reading_key = false;
            }
            _ => self.value_begins(),
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for level in &self.levels {
            let token = match level {
                Level::Array { index } => index.map(|index| index.to_string().into()),
                Level::Object { key, .. } => key.as_deref().map(escape_token),
            };
            if let Some(token) = token {
                pointer.push('/');
                pointer.push_str(&token);
            }
        }
        pointer
    }
}

/// Returns the offset after the closing quote of the string that begins at `at`.
fn string_end(text: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(byte) = text.get(end) {
        end += 1;
        match byte {
            b'"' => break,
            b'\\' => end += 1,
            _ => {}
        }
    }
    end.min(text.len())
}
