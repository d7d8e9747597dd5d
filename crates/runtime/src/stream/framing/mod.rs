//! Splits a body into items. Each byte is examined once, however the body is divided into chunks.

mod events;
mod lines;
mod pending;
mod records;

use std::time::Duration;

use bytes::Bytes;
use serde::de::IgnoredAny;

use self::events::Events;
use self::lines::Lines;
use self::records::Records;
use super::{Event, Format};

/// The state of splitting a body.
pub(super) struct Framing {
    splitter: Splitter,
}

enum Splitter {
    Events(Events),
    Lines(Lines),
    Records(Records),
}

/// An item with its data as it was received, or the reason why the bytes are not an item.
pub(super) type Found = Result<Event<Bytes>, &'static str>;

/// An item that exceeds the size limit.
pub(super) struct TooLarge;

/// An end of the body inside an item.
pub(super) struct Incomplete;

impl Framing {
    pub(super) fn new(format: Format) -> Self {
        let splitter = match format {
            Format::Events(_) => Splitter::Events(Events::default()),
            Format::Lines | Format::Bytes => Splitter::Lines(Lines::default()),
            Format::Records => Splitter::Records(Records::default()),
        };
        Self { splitter }
    }

    /// Takes bytes from a chunk until an item is complete. Returns `None` if the chunk is empty and
    /// more bytes are needed. The limit is the size of an item in bytes.
    pub(super) fn next(
        &mut self,
        chunk: &mut Bytes,
        limit: usize,
    ) -> Result<Option<Found>, TooLarge> {
        match &mut self.splitter {
            Splitter::Events(events) => events.next(chunk, limit),
            Splitter::Lines(lines) => lines.next(chunk, limit),
            Splitter::Records(records) => records.next(chunk, limit),
        }
    }

    /// The last reconnection time of the events, including blocks without data.
    pub(super) fn retry(&self) -> Option<Duration> {
        match &self.splitter {
            Splitter::Events(events) => events.retry(),
            Splitter::Lines(_) | Splitter::Records(_) => None,
        }
    }

    /// The number of the line of the last item, in a stream of lines.
    pub(super) fn line(&self) -> Option<u64> {
        match &self.splitter {
            Splitter::Lines(lines) => Some(lines.number()),
            Splitter::Events(_) | Splitter::Records(_) => None,
        }
    }

    /// Returns the item before the end of the body that has no delimiter, if it is complete. An event
    /// is complete only if its data is the sentinel.
    pub(super) fn finish(
        &mut self,
        sentinel: Option<&str>,
    ) -> Result<Option<Event<Bytes>>, Incomplete> {
        match &mut self.splitter {
            Splitter::Events(events) => events.finish(sentinel),
            Splitter::Lines(lines) => lines.finish(),
            Splitter::Records(records) => records.finish(),
        }
    }
}

/// Returns whether bytes contain nothing but the white space of JSON (RFC 8259, 2).
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_space(*byte))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns whether bytes are one JSON value.
fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}
