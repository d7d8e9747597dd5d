use serde::Serialize;

use super::{InvalidFormat, text_format, text_type};

/// A date (`format: date`), `2026-02-01`: the text as it was sent, checked when it is converted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Date(String);

text_type!(Date);
text_format!(Date, |text| full_date(text).is_some());

impl Date {
    /// The day that the text names, as RFC 3339 `full-date`.
    ///
    /// # Errors
    /// When the text is no such date.
    pub fn to_date(&self) -> Result<jiff::civil::Date, InvalidFormat> {
        full_date(&self.0).ok_or_else(|| InvalidFormat::new("an RFC 3339 date", &self.0))
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }
}

/// Reads `full-date` of RFC 3339, 5.6: four, two and two digits.
pub(crate) fn full_date(text: &str) -> Option<jiff::civil::Date> {
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
