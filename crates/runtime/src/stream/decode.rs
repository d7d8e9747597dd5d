//! The JSON text from which the type of an item is read.

use bytes::Bytes;

use super::error::Position;
use super::{Event, EventData, Format, StreamError, StreamErrorKind};
use crate::json::{ValueError, Writer};

/// Returns the JSON text of an item, from an event with its data as it was received.
pub(super) fn json_text(event: &Event<Bytes>, format: Format) -> Result<Bytes, ValueError> {
    let text = || String::from_utf8_lossy(&event.data);
    let mut writer = Writer::default();
    match format {
        Format::Events(EventData::Text) => writer.string(&text()),
        Format::Events(EventData::Whole) => write_event(event, &text(), &mut writer),
        Format::Events(EventData::Json) | Format::Lines | Format::Records | Format::Bytes => {
            return Ok(event.data.clone());
        }
    }
    writer.finish().map(Bytes::from).map_err(ValueError::new)
}

/// Creates the error of an item that does not fit its type.
pub(super) fn invalid(error: ValueError, position: Position) -> StreamError {
    let error = match position.line {
        Some(_) => error.without_line(),
        None => error,
    };
    StreamError::new(StreamErrorKind::Decode, error).at_position(position)
}

/// Writes an event as an object with the properties that it has.
fn write_event(event: &Event<Bytes>, data: &str, writer: &mut Writer) {
    writer.begin(b'{');
    writer.name("data");
    writer.string(data);
    for (name, value) in [("event", &event.event), ("id", &event.id)] {
        if let Some(value) = value {
            writer.name(name);
            writer.string(value);
        }
    }
    if let Some(retry) = event.retry {
        writer.name("retry");
        // The parser reads a number of milliseconds that fits 64 bits.
        writer.serde(&u64::try_from(retry.as_millis()).unwrap_or(u64::MAX));
    }
    writer.end(b'}');
}
