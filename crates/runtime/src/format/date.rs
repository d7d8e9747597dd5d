use serde::Serialize;

use super::{InvalidFormat, deserialize_with_format, string_type};

/// A date (`format: date`) such as `2026-02-01`. The string is kept as it was sent and is only
/// checked by [`Date::to_date`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Date(String);

string_type!(Date);
deserialize_with_format!(Date, |string| parse_full_date(string).is_some());

impl Date {
    /// Parses the string as `full-date` of RFC 3339.
    ///
    /// # Errors
    /// If the string is not such a date.
    pub fn to_date(&self) -> Result<jiff::civil::Date, InvalidFormat> {
        parse_full_date(&self.0).ok_or_else(|| InvalidFormat::new("an RFC 3339 date", &self.0))
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }
}

/// Parses `full-date` of RFC 3339, 5.6: four, two and two digits.
pub(crate) fn parse_full_date(text: &str) -> Option<jiff::civil::Date> {
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = text.get(range)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    if text.len() != 10 || text.get(4..5)? != "-" || text.get(7..8)? != "-" {
        return None;
    }
    jiff::civil::Date::new(
        number(0..4)?,
        i8::try_from(number(5..7)?).ok()?,
        i8::try_from(number(8..10)?).ok()?,
    )
    .ok()
}
