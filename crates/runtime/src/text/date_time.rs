use serde::Serialize;

use super::date::full_date;
use super::{InvalidFormat, text_format, text_type};

/// A point in time (`format: date-time`), `2026-02-01T10:00:00Z`: the text as it was sent, checked when it is converted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DateTime(String);

text_type!(DateTime);
text_format!(DateTime, |text| date_time(text).is_some());

impl DateTime {
    /// The moment that the text names, as RFC 3339 `date-time`. A leap second counts as the last second of its minute.
    ///
    /// # Errors
    /// When the text is no such date-time; one without an offset is none.
    pub fn timestamp(&self) -> Result<jiff::Timestamp, InvalidFormat> {
        date_time(&self.0).ok_or_else(|| InvalidFormat::new("an RFC 3339 date-time", &self.0))
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(moment: jiff::Timestamp) -> Self {
        Self(moment.to_string())
    }
}

/// Reads `date-time` of RFC 3339, 5.6, and nothing of the wider ISO 8601.
pub(crate) fn date_time(text: &str) -> Option<jiff::Timestamp> {
    full_date(text.get(..10)?)?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let offset = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at_checked(offset)?;
    if !is_partial_time(time) || !is_offset(offset) {
        return None;
    }
    // The reader of the library takes more than RFC 3339 does; what is left by now it reads as RFC 3339 says.
    text.parse().ok()
}

fn is_partial_time(text: &str) -> bool {
    let (clock, fraction) = text
        .split_once('.')
        .map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let fraction = fraction
        .is_none_or(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    fraction && has_shape(clock, "00:00:00")
}

fn is_offset(text: &str) -> bool {
    matches!(text, "Z" | "z")
        || text
            .strip_prefix(['+', '-'])
            .is_some_and(|offset| has_shape(offset, "00:00"))
}

/// Whether `text` has digits where `shape` has `0` and is `shape` elsewhere.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| {
            if wanted == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        })
}
