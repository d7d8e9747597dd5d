use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

/// Returns the value of a header. The values of repeated headers are joined with commas (RFC 9110,
/// 5.3).
pub(crate) fn combined_value<'m>(
    map: &'m HeaderMap,
    name: &str,
) -> Result<Option<Cow<'m, str>>, &'static str> {
    let mut combined: Option<Cow<'m, str>> = None;
    for value in map.get_all(name) {
        let value = std::str::from_utf8(value.as_bytes()).map_err(|_| "is not UTF-8")?;
        match &mut combined {
            None => combined = Some(Cow::Borrowed(value)),
            Some(before) => before.to_mut().extend([", ", value]),
        }
    }
    Ok(combined)
}

/// Returns a string as a header value, or `None` if it contains a control character such as CR or
/// LF.
pub(crate) fn to_header_value(string: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(string.as_bytes()).ok()
}
