use bytes::{Buf, Bytes};

use super::pending::Pending;
use super::{Event, Found, Incomplete, TooLarge, is_blank, is_json};

/// Splits JSON values that are separated by line feeds. Blank lines are skipped. A carriage return
/// before a line feed is white space.
#[derive(Default)]
pub(super) struct Lines {
    line: Pending,
    /// The number of lines that have ended.
    count: u64,
}

impl Lines {
    pub(super) fn next(
        &mut self,
        chunk: &mut Bytes,
        limit: usize,
    ) -> Result<Option<Found>, TooLarge> {
        while let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            let line = self.line.take(chunk.split_to(end), limit)?;
            chunk.advance(1);
            self.count += 1;
            if !is_blank(&line) {
                return Ok(Some(Ok(Event::new(line))));
            }
        }
        self.line.push(chunk, limit).map(|()| None)
    }

    /// The number of the line of the last item.
    pub(super) fn number(&self) -> u64 {
        self.count
    }

    pub(super) fn finish(&mut self) -> Result<Option<Event<Bytes>>, Incomplete> {
        let line = std::mem::take(&mut self.line);
        self.count += 1;
        match line.as_bytes() {
            line if is_blank(line) => Ok(None),
            line if is_json(line) => Ok(Some(Event::new(Bytes::copy_from_slice(line)))),
            _ => Err(Incomplete),
        }
    }
}
