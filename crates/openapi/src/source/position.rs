//! The positions of values in a file, found by parsing it a second time. JSON is parsed as YAML, of
//! which it is a subset.

use std::collections::HashMap;
use std::hash::BuildHasher;

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
    root: Value,
    /// The values in lists and objects, sorted by their containers and names. A sorted list takes
    /// a fraction of the memory of a map.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Value {
    /// The number of the value in the file.
    id: u32,
    is_container: bool,
    /// The mark of the key for a container in an object, and of the value itself otherwise.
    mark: Mark,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The id of the list or object.
    container: u32,
    /// The hash of the key or the index.
    name: u64,
    value: Value,
}

/// A list or an object whose end has not been reached.
struct Open {
    id: u32,
    /// The next index in a list, or `None` in an object.
    index: Option<usize>,
    /// The hash and the mark of the key whose value comes next.
    key: Option<(u64, Mark)>,
}

/// The state of collecting the marks.
#[derive(Default)]
struct Builder {
    root: Option<Value>,
    entries: Vec<Entry>,
    /// The number of values.
    values: u32,
    open: Vec<Open>,
    anchors: HashMap<usize, Value>,
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
        let mut builder = Builder::default();
        for event in Parser::new_from_str_with_options(text, parser_options(text)) {
            let Ok((event, range)) = event else { break };
            builder.event(event, &range);
        }
        // Of duplicate keys, the first one is found, because the sort is stable.
        let mut entries = builder.entries;
        entries.sort_by_key(|entry| (entry.container, entry.name));
        Self {
            root: builder.root.unwrap_or(Value::MISSING),
            entries,
        }
    }

    /// Returns the mark of a value: its key for a container, if there is one. If the value does not
    /// exist, returns the mark of the innermost value that would contain it.
    pub fn find(&self, pointer: &Pointer) -> Mark {
        let mut found = self.root;
        for token in pointer.tokens() {
            match self.value(found.id, &token) {
                Some(value) => found = value,
                None => break,
            }
        }
        found.mark
    }

    /// Returns a value by its key or index, merge keys included.
    fn value(&self, container: u32, token: &str) -> Option<Value> {
        if let Some(value) = self.own(container, token) {
            return Some(value);
        }
        let merged = self.own(container, "<<")?;
        self.own(merged.id, token).or_else(|| {
            (0..MAX_MERGED).find_map(|index| {
                let object = self.own(merged.id, &index.to_string())?;
                self.own(object.id, token)
            })
        })
    }

    fn own(&self, container: u32, token: &str) -> Option<Value> {
        let sought = (container, hash(token));
        let position = |entry: &Entry| (entry.container, entry.name);
        let index = self
            .entries
            .partition_point(|entry| position(entry) < sought);
        let entry = self.entries.get(index)?;
        (position(entry) == sought).then_some(entry.value)
    }
}

impl Value {
    /// The root of a file without values.
    const MISSING: Self = Self {
        id: 0,
        is_container: false,
        mark: Mark::START,
    };
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: &Range) {
        match event {
            Event::Scalar(content, _, anchor, _) => {
                if let Some(parent) = self.open.last_mut()
                    && parent.index.is_none()
                    && parent.key.is_none()
                {
                    parent.key = Some((hash(&content), mark(range)));
                    return;
                }
                self.add(anchor, false, range);
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).copied().or(self.root);
                self.attach(value.unwrap_or(Value::MISSING));
            }
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                let is_list = matches!(event, Event::SequenceStart(..));
                let id = self.add(anchor, true, range);
                self.open.push(Open {
                    id,
                    index: is_list.then_some(0),
                    key: None,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Adds a value to the list or object around it, and returns its id.
    fn add(&mut self, anchor: usize, is_container: bool, range: &Range) -> u32 {
        let value = Value {
            id: self.values,
            is_container,
            mark: mark(range),
        };
        self.values = self.values.saturating_add(1);
        self.root.get_or_insert(value);
        if anchor != 0 {
            self.anchors.insert(anchor, value);
        }
        self.attach(value);
        value.id
    }

    fn attach(&mut self, value: Value) {
        let Some(parent) = self.open.last_mut() else {
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
        let mark = key.filter(|_| value.is_container).unwrap_or(value.mark);
        self.entries.push(Entry {
            container: parent.id,
            name,
            value: Value { mark, ..value },
        });
    }
}

fn hash(key: &str) -> u64 {
    foldhash::fast::FixedState::default().hash_one(key)
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
