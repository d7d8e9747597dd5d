use bytes::{Buf, Bytes};

use super::pending::Pending;
use super::{Event, Found, Incomplete, TooLarge, is_blank, is_json, is_space};

/// The byte before each record.
const SEPARATOR: u8 = 0x1e;

/// Splits a JSON text sequence ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)). A record ends
/// at the line feed after its JSON value, or at the next separator. Empty records are skipped.
#[derive(Default)]
pub(super) struct Records {
    record: Pending,
    nesting: Nesting,
    /// Whether a separator precedes the record.
    has_separator: bool,
}

/// The position in the JSON value of a record, as far as it is needed to find the end of the value.
#[derive(Default)]
struct Nesting {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    has_content: bool,
}

impl Records {
    pub(super) fn next(
        &mut self,
        chunk: &mut Bytes,
        limit: usize,
    ) -> Result<Option<Found>, TooLarge> {
        let nesting = &mut self.nesting;
        while let Some(at) = chunk.iter().position(|byte| nesting.is_end(*byte)) {
            let is_separator = chunk.get(at) == Some(&SEPARATOR);
            // A line feed is part of the record.
            let end = if is_separator { at } else { at + 1 };
            let record = self.record.take(chunk.split_to(end), limit)?;
            if is_separator {
                chunk.advance(1);
            }
            *nesting = Nesting::default();
            let had_separator = std::mem::replace(&mut self.has_separator, is_separator);
            if !is_blank(&record) {
                return Ok(Some(check(record, had_separator)));
            }
        }
        self.record.push(chunk, limit).map(|()| None)
    }

    pub(super) fn finish(&mut self) -> Result<Option<Event<Bytes>>, Incomplete> {
        let record = std::mem::take(&mut self.record);
        let record = record.as_bytes();
        if is_blank(record) {
            return Ok(None);
        }
        let record = Bytes::copy_from_slice(record);
        let record = check(record, self.has_separator).map_err(|_| Incomplete)?;
        match is_json(&record.data) {
            true => Ok(Some(record)),
            false => Err(Incomplete),
        }
    }
}

impl Nesting {
    /// Moves over a byte. Returns whether it ends the record.
    fn is_end(&mut self, byte: u8) -> bool {
        if byte == SEPARATOR {
            return true;
        }
        if byte == b'\n' && self.has_content && self.depth == 0 && !self.is_in_string {
            return true;
        }
        self.has_content |= !is_space(byte);
        if std::mem::take(&mut self.is_escaped) {
            return false;
        }
        match byte {
            b'"' => self.is_in_string = !self.is_in_string,
            b'\\' => self.is_escaped = self.is_in_string,
            b'{' | b'[' if !self.is_in_string => self.depth += 1,
            b'}' | b']' if !self.is_in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        false
    }
}

/// Returns a record, or the reason why it is not one. A number, a boolean or `null` that is not
/// followed by white space may have been truncated (RFC 7464, 2.4).
fn check(record: Bytes, has_separator: bool) -> Found {
    let first = record.iter().find(|byte| !is_space(**byte));
    let is_delimited = matches!(first, Some(b'{' | b'[' | b'"'));
    let has_space = record.last().is_some_and(|byte| is_space(*byte));
    if !has_separator {
        Err("expected a record separator before the record")
    } else if !is_delimited && !has_space {
        Err("the record may have been truncated")
    } else {
        Ok(Event::new(record))
    }
}
