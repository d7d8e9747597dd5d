//! The positions of values in a file whose parser reports byte ranges.

use std::collections::BTreeMap;
use std::ops::Range;

use super::position::Mark;
use crate::pointer::Pointer;

/// The marks of the values of a file.
#[derive(Debug)]
pub(super) struct Ranges(BTreeMap<Pointer, Mark>);

impl Ranges {
    /// Converts the byte range of each value.
    pub fn new(text: &str, values: impl IntoIterator<Item = (Pointer, Range<usize>)>) -> Self {
        let marks = values
            .into_iter()
            .map(|(pointer, range)| (pointer, mark(text, &range)));
        Self(marks.collect())
    }

    /// Returns the mark of the value at a pointer, or of the innermost value that contains it.
    pub fn find(&self, pointer: &Pointer) -> Mark {
        let mut pointer = pointer.as_str();
        loop {
            if let Some(mark) = self.0.get(&Pointer::from_text(pointer)) {
                return *mark;
            }
            match pointer.rsplit_once('/') {
                Some((parent, _)) => pointer = parent,
                None => return Mark::START,
            }
        }
    }
}

fn mark(text: &str, range: &Range<usize>) -> Mark {
    let offset = text.floor_char_boundary(range.start.min(text.len()));
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.get(line_start..).unwrap_or_default();
    Mark {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: line.chars().count() + 1,
        offset,
        length: range.end.saturating_sub(offset).max(1),
    }
}
