use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

/// Returns the value of a header. The values of repeated headers are joined with commas (RFC 9110,
/// 5.3).
pub(crate) fn combined_value<'m>(
    map: &'m HeaderMap,
    name: &str,
) -> Result<Option<Cow<'m, str>>, &'static str> {
    let mut combined: Option<Cow<'m, str>> = None;
    for value in values(map, name)? {
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

/// Returns the values of a header that can be repeated, in the order of its lines.
pub(super) fn values<'m>(map: &'m HeaderMap, name: &str) -> Result<Vec<&'m str>, &'static str> {
    let values = map.get_all(name).iter();
    values
        .map(|value| std::str::from_utf8(value.as_bytes()).map_err(|_| "is not UTF-8"))
        .collect()
}
