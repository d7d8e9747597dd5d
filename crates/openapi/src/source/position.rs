//! The positions of values in a file, found by parsing it a second time. JSON is parsed as YAML, of
//! which it is a subset.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use granit_parser::{Event, Options, Parser, Span as Range};

use crate::limits::Limits;
use crate::pointer::Pointer;

/// The maximum number of objects in a list of merged objects that are searched for a key.
const MAX_MERGED: usize = 16;

/// The parser's own limit on nesting. It is larger than [`Limits::MAX_NESTING`], so that the limit
/// is reported by this crate.
const PARSER_NESTING: usize = Limits::MAX_NESTING + 8;

/// A range of the text: line and column from 1, the column in characters; offset and length in
/// bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub line: usize,
    pub column: usize,
    pub offset: usize,
    pub length: usize,
}

impl Mark {
    /// The start of the text.
    pub const START: Self = Self {
        line: 1,
        column: 1,
        offset: 0,
        length: 0,
    };
}

/// The marks of all values of a file.
#[derive(Debug)]
pub(super) struct Positions {
    values: Vec<Value>,
    /// The entries of each container, by the index of the container and the hash of a key or an
    /// index.
    entries: HashMap<(u32, u64), Entry>,
}

#[derive(Debug)]
struct Value {
    mark: Mark,
    is_container: bool,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// An index into [`Positions::values`].
    value: u32,
    /// `None` for the elements of a list.
    key: Option<Mark>,
}

/// A list or an object whose end has not been reached.
struct Open {
    value: u32,
    /// The next index in a list, or `None` in an object.
    index: Option<usize>,
    /// The hash and the mark of the key whose value comes next.
    key: Option<(u64, Mark)>,
}

/// Returns the parser options for a file, which both parses use.
pub(crate) fn parser_options(text: &str) -> Options {
    let mut options = Options::default();
    options.emit_comments = false;
    options.simple_key_max_lookahead = text.len() + 1;
    options.flow_nesting_limit = PARSER_NESTING;
    options.block_nesting_limit = PARSER_NESTING;
    options
}

impl Positions {
    /// Parses a string up to its first syntax error.
    pub fn new(text: &str) -> Self {
        let mut positions = Self {
            values: Vec::new(),
            entries: HashMap::new(),
        };
        let mut open: Vec<Open> = Vec::new();
        let mut anchors: HashMap<usize, u32> = HashMap::new();
        for event in Parser::new_from_str_with_options(text, parser_options(text)) {
            let Ok((event, range)) = event else { break };
            match event {
                Event::Scalar(content, _, anchor, _) => {
                    if let Some(parent) = open.last_mut()
                        && parent.index.is_none()
                        && parent.key.is_none()
                    {
                        parent.key = Some((hash(&content), mark(&range)));
                        continue;
                    }
                    let value = positions.add(mark(&range), false);
                    positions.attach(&mut open, value);
                    anchors.insert(anchor, value);
                }
                Event::Alias(anchor) => {
                    let value = anchors.get(&anchor).copied().unwrap_or_default();
                    positions.attach(&mut open, value);
                }
                Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                    let is_list = matches!(event, Event::SequenceStart(..));
                    let value = positions.add(mark(&range), true);
                    positions.attach(&mut open, value);
                    anchors.insert(anchor, value);
                    open.push(Open {
                        value,
                        index: is_list.then_some(0),
                        key: None,
                    });
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                }
                _ => {}
            }
        }
        positions
    }

    /// Returns the mark of a value: its key for a container, if there is one. If the value does not
    /// exist, returns the mark of the innermost value that would contain it.
    pub fn find(&self, pointer: &Pointer) -> Mark {
        let mut found = Entry {
            value: 0,
            key: None,
        };
        for token in pointer.tokens() {
            match self.entry(found.value, &token) {
                Some(entry) => found = entry,
                None => break,
            }
        }
        match (self.values.get(found.value as usize), found.key) {
            (Some(value), Some(key)) if value.is_container => key,
            (Some(value), _) => value.mark,
            (None, _) => Mark::START,
        }
    }

    /// Returns an entry by its key or index, merge keys included.
    fn entry(&self, value: u32, token: &str) -> Option<Entry> {
        let own = |value: u32, token: &str| self.entries.get(&(value, hash(token))).copied();
        if let Some(entry) = own(value, token) {
            return Some(entry);
        }
        let merged = own(value, "<<")?;
        own(merged.value, token).or_else(|| {
            (0..MAX_MERGED)
                .find_map(|index| own(own(merged.value, &index.to_string())?.value, token))
        })
    }

    fn add(&mut self, mark: Mark, is_container: bool) -> u32 {
        self.values.push(Value { mark, is_container });
        u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX)
    }

    fn attach(&mut self, open: &mut [Open], value: u32) {
        let Some(parent) = open.last_mut() else {
            return;
        };
        let (name, key) = match (&mut parent.index, parent.key.take()) {
            (Some(index), _) => {
                *index += 1;
                (hash(&(*index - 1).to_string()), None)
            }
            (None, Some((name, key))) => (name, Some(key)),
            (None, None) => return,
        };
        let entry = self.entries.entry((parent.value, name));
        entry.or_insert(Entry { value, key });
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn mark(range: &Range) -> Mark {
    let bytes = range.byte_range().unwrap_or_default();
    Mark {
        line: range.start.line(),
        column: range.start.col() + 1,
        offset: bytes.start,
        length: bytes.len().max(1),
    }
}
