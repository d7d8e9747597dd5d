//! Where values stand in a text, found by a second, marked parse. JSON is read as the YAML that it is.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use granit_parser::{Event, Options, Parser, Span as Range};

use crate::pointer::Pointer;

/// A place in the text: line and column from 1, the column in characters; offset and length in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub line: usize,
    pub column: usize,
    pub offset: usize,
    pub length: usize,
}

/// The marks of all values of a text.
#[derive(Debug)]
pub(super) struct Positions {
    values: Vec<Value>,
    /// From a container and the hash of a key (or an index) to the value and the mark of its key.
    members: HashMap<(u32, u64), Member>,
}

#[derive(Debug)]
struct Value {
    mark: Mark,
    container: bool,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    value: u32,
    key: Option<Mark>,
}

/// A list or an object that is being read.
struct Open {
    value: u32,
    /// None in an object; the next index in a list.
    index: Option<usize>,
    /// In an object, the key whose value comes next.
    key: Option<(u64, Mark)>,
}

/// The options of every parse, so that both read alike.
pub(crate) fn parser_options(text: &str) -> Options {
    let mut options = Options::default();
    options.emit_comments = false;
    options.simple_key_max_lookahead = text.len() + 1;
    options.flow_nesting_limit = crate::limits::Limits::MAX_NESTING + 8;
    options.block_nesting_limit = crate::limits::Limits::MAX_NESTING + 8;
    options
}

impl Positions {
    /// Reads as much of the text as can be read.
    pub fn of(text: &str) -> Self {
        let mut positions = Self {
            values: Vec::new(),
            members: HashMap::new(),
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

    /// The mark to show for a pointer.
    pub fn find(&self, pointer: &Pointer) -> Mark {
        let mut place = Member {
            value: 0,
            key: None,
        };
        for token in pointer.tokens() {
            match self.member(place.value, &token) {
                Some(member) => place = member,
                None => break,
            }
        }
        match (self.values.get(place.value as usize), place.key) {
            (Some(value), Some(key)) if value.container => key,
            (Some(value), _) => value.mark,
            (None, _) => Mark {
                line: 1,
                column: 1,
                offset: 0,
                length: 0,
            },
        }
    }

    /// A member by name or index, also one that came by a merge key.
    fn member(&self, value: u32, token: &str) -> Option<Member> {
        let own = |value: u32, token: &str| self.members.get(&(value, hash(token))).copied();
        if let Some(member) = own(value, token) {
            return Some(member);
        }
        let merged = own(value, "<<")?;
        own(merged.value, token).or_else(|| {
            (0..16).find_map(|index| own(own(merged.value, &index.to_string())?.value, token))
        })
    }

    fn add(&mut self, mark: Mark, container: bool) -> u32 {
        self.values.push(Value { mark, container });
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
        self.members
            .entry((parent.value, name))
            .or_insert(Member { value, key });
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
