use serde::Serialize;

use super::date::parse_full_date;
use super::{InvalidFormat, deserialize_with_format, string_type};

/// A point in time (`format: date-time`) such as `2026-02-01T10:00:00Z`. The string is kept as it
/// was sent and is only checked by [`DateTime::timestamp`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DateTime(String);

string_type!(DateTime);
deserialize_with_format!(DateTime, |string| parse_date_time(string).is_some());

impl DateTime {
    /// Parses the string as `date-time` of RFC 3339. A leap second counts as the last second of its
    /// minute.
    ///
    /// # Errors
    /// If the string is not such a date-time, for example because it has no offset.
    pub fn timestamp(&self) -> Result<jiff::Timestamp, InvalidFormat> {
        parse_date_time(&self.0).ok_or_else(|| InvalidFormat::new("an RFC 3339 date-time", &self.0))
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.to_string())
    }
}

/// Parses `date-time` of RFC 3339, 5.6, and none of the other forms of ISO 8601.
pub(crate) fn parse_date_time(text: &str) -> Option<jiff::Timestamp> {
    parse_full_date(text.get(..10)?)?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let offset = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at_checked(offset)?;
    if !is_partial_time(time) || !is_offset(offset) {
        return None;
    }
    // jiff also accepts other forms than those of RFC 3339, which the checks above have rejected.
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

/// Returns whether `text` has digits where `shape` has `0`, and equals `shape` elsewhere.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, expected)| {
            if expected == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == expected
            }
        })
}
