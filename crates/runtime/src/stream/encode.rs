//! The encoding of items in the body of a response.

use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::{BoxError, Event, EventData, Format};
use crate::json::parse;

/// Encodes items as chunks of a body.
pub(crate) struct Encoder {
    format: Format,
    /// The data that ends a stream of events.
    sentinel: Option<String>,
}

impl Encoder {
    pub(crate) fn new(format: Format, sentinel: Option<String>) -> Self {
        Self { format, sentinel }
    }

    /// Encodes an item, whose data is JSON text.
    ///
    /// # Errors
    /// If the event does not fit the format, or its data is the sentinel.
    pub(crate) fn encode(&self, mut item: Event<Vec<u8>>) -> Result<Bytes, BoxError> {
        let Format::Events(data) = self.format else {
            return Ok(self.encode_json(item.data));
        };
        let data = match data {
            EventData::Json => Some(String::from_utf8(std::mem::take(&mut item.data))?),
            EventData::Text => Some(serde_json::from_slice(&item.data)?),
            EventData::Whole => take_properties(&mut item)?,
        };
        if data.is_some() && data == self.sentinel {
            return Err("the data of an event is the data that ends the stream".into());
        }
        encode_event(&item.with_data(data))
    }

    /// Encodes the event that ends a stream.
    pub(crate) fn end(&self) -> Option<Result<Bytes, BoxError>> {
        let sentinel = self.sentinel.clone()?;
        Some(encode_event(&Event::new(Some(sentinel))))
    }

    fn encode_json(&self, mut json: Vec<u8>) -> Bytes {
        if self.format == Format::Records {
            json.insert(0, 0x1e);
        }
        // In JSON text, a line break is white space. The text of a user-supplied type can have one.
        for byte in json.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
            *byte = b' ';
        }
        json.push(b'\n');
        json.into()
    }
}

/// Sets the fields of an event to the properties of its data, which is an object. Returns the
/// property `data`. Fields without a property keep their values.
fn take_properties(event: &mut Event<Vec<u8>>) -> Result<Option<String>, BoxError> {
    let Value::Object(properties) = parse(&event.data)? else {
        return Err("expected an event to be an object".into());
    };
    let mut data = None;
    for (name, value) in properties {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            ("data", Value::String(value)) => data = Some(value),
            ("event", Value::String(value)) => event.event = Some(value),
            ("id", Value::String(value)) => event.id = Some(value),
            ("retry", Value::Number(value)) if value.is_u64() => {
                event.retry = value.as_u64().map(Duration::from_millis);
            }
            _ => return Err(format!("invalid property {name:?} of an event").into()),
        }
    }
    Ok(data)
}

/// Encodes an event with its data as it is sent. A carriage return in the data becomes a line feed,
/// because the format has no other representation of line breaks.
fn encode_event(event: &Event<Option<String>>) -> Result<Bytes, BoxError> {
    let mut text = Vec::with_capacity(event.data.as_ref().map_or(0, String::len) + 16);
    for (name, value) in [("event", &event.event), ("id", &event.id)] {
        if let Some(value) = value {
            if value.contains(['\n', '\r', '\0']) {
                return Err(format!("the {name} of an event contains a line break or NUL").into());
            }
            writeln!(text, "{name}: {value}")?;
        }
    }
    if let Some(retry) = event.retry {
        writeln!(text, "retry: {}", retry.as_millis())?;
    }
    if let Some(data) = &event.data {
        let data = data.replace("\r\n", "\n");
        for line in data.split(['\n', '\r']) {
            writeln!(text, "data: {line}")?;
        }
    }
    text.push(b'\n');
    Ok(text.into())
}
