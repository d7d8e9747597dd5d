use std::time::Duration;

use bytes::{Buf, Bytes};

use super::pending::Pending;
use super::{Event, Found, Incomplete, TooLarge};

/// The byte order mark (U+FEFF) in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Splits an event stream
/// ([WHATWG HTML, 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).
/// Invalid UTF-8 is replaced line by line, because no sequence of UTF-8 contains a line break.
#[derive(Default)]
pub(super) struct Events {
    line: Pending,
    /// Whether the last line ended with a carriage return, so that a line feed belongs to its end.
    is_after_carriage_return: bool,
    is_after_first_line: bool,
    block: Block,
    /// The last reconnection time of the stream.
    retry: Option<Duration>,
}

/// The fields of an event before the blank line that ends it.
#[derive(Default)]
struct Block {
    /// Whether the block has a line that is not a comment.
    is_open: bool,
    data: Option<String>,
    event: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
}

impl Events {
    pub(super) fn next(
        &mut self,
        chunk: &mut Bytes,
        limit: usize,
    ) -> Result<Option<Found>, TooLarge> {
        loop {
            if !chunk.is_empty() && std::mem::take(&mut self.is_after_carriage_return) {
                let is_line_feed = chunk.first() == Some(&b'\n');
                chunk.advance(usize::from(is_line_feed));
            }
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            // The size of an event is that of its fields and of the current line.
            let limit = limit.saturating_sub(self.block.size());
            let Some(end) = chunk.iter().position(is_end) else {
                return self.line.push(chunk, limit).map(|()| None);
            };
            let line = self.line.take(chunk.split_to(end), limit)?;
            self.is_after_carriage_return = chunk.first() == Some(&b'\r');
            chunk.advance(1);
            if let Some(event) = self.line(&line) {
                return Ok(Some(Ok(event)));
            }
        }
    }

    pub(super) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    pub(super) fn finish(
        &mut self,
        sentinel: Option<&str>,
    ) -> Result<Option<Event<Bytes>>, Incomplete> {
        let line = std::mem::take(&mut self.line);
        let line = line.as_bytes();
        if !line.is_empty() {
            self.line(line);
        }
        let block = std::mem::take(&mut self.block);
        match &block.data {
            Some(data) if Some(data.as_str()) == sentinel => Ok(block.into_event()),
            _ if block.is_open => Err(Incomplete),
            _ => Ok(None),
        }
    }

    /// Interprets a line. Returns the event that it ends.
    fn line(&mut self, line: &[u8]) -> Option<Event<Bytes>> {
        let is_first = !std::mem::replace(&mut self.is_after_first_line, true);
        let line = match line.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if is_first => rest,
            _ => line,
        };
        if line.is_empty() {
            self.retry = self.block.retry.or(self.retry);
            return std::mem::take(&mut self.block).into_event();
        }
        let line = String::from_utf8_lossy(line);
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        // A comment has no name.
        if !name.is_empty() {
            self.block
                .set(name, value.strip_prefix(' ').unwrap_or(value));
        }
        None
    }
}

impl Block {
    fn set(&mut self, name: &str, value: &str) {
        self.is_open = true;
        match name {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.event = Some(value.to_owned()).filter(|event| !event.is_empty()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().map(Duration::from_millis).ok();
            }
            _ => {}
        }
    }

    /// Returns the event, unless it has no data.
    fn into_event(self) -> Option<Event<Bytes>> {
        Some(Event {
            data: self.data?.into(),
            event: self.event,
            id: self.id,
            retry: self.retry,
        })
    }

    fn size(&self) -> usize {
        let fields = [&self.data, &self.event, &self.id];
        let sizes = fields.map(|field| field.as_ref().map_or(0, String::len));
        sizes.iter().sum()
    }
}
