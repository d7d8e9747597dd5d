//! Where values stand in a text whose reader says so itself.

use std::collections::BTreeMap;
use std::ops::Range;

use super::position::Mark;
use crate::pointer::Pointer;

/// The marks of the values of a text.
#[derive(Debug)]
pub(super) struct Marks(BTreeMap<Pointer, Mark>);

impl Marks {
    /// Takes the bytes of each value.
    pub fn of(text: &str, values: impl IntoIterator<Item = (Pointer, Range<usize>)>) -> Self {
        Self(
            values
                .into_iter()
                .map(|(pointer, range)| (pointer, mark(text, &range)))
                .collect(),
        )
    }

    /// The mark to show for a pointer: that of its value, else of the innermost value on its way.
    pub fn find(&self, pointer: &Pointer) -> Mark {
        let mut way = pointer.as_str();
        loop {
            match (self.0.get(&Pointer::from_text(way)), way.rsplit_once('/')) {
                (Some(mark), _) => return *mark,
                (None, Some((outer, _))) => way = outer,
                (None, None) => {
                    return Mark {
                        line: 1,
                        column: 1,
                        offset: 0,
                        length: 0,
                    };
                }
            }
        }
    }
}

fn mark(text: &str, range: &Range<usize>) -> Mark {
    let offset = text.floor_char_boundary(range.start.min(text.len()));
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Mark {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before
            .get(line_start..)
            .map_or(0, |line| line.chars().count())
            + 1,
        offset,
        length: range.end.saturating_sub(offset).max(1),
    }
}
