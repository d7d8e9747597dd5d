//! Text of responses, in the charset that the response declares.

use encoding_rs::{Encoding, UTF_8};

use crate::json::ValueError;
use crate::media_type::MediaType;

/// Decodes text as the `charset` of its media type declares, by default as UTF-8. Labels are those
/// of the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels), in which
/// `iso-8859-1` and `us-ascii` are names of `windows-1252`.
///
/// # Errors
/// If the charset is unknown, or the bytes are invalid in it.
pub(super) fn decode_text(bytes: &[u8], content_type: Option<&str>) -> Result<String, ValueError> {
    let charset = content_type.and_then(|it| MediaType::new(it).parameter("charset"));
    let encoding = match &charset {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| ValueError::new(format!("the charset {label:?} is unknown")))?,
        None => UTF_8,
    };
    let invalid = || ValueError::new(format!("the body is not {}", encoding.name()));
    if encoding == UTF_8 {
        // A byte order mark is kept, because it can be part of the text.
        return String::from_utf8(bytes.to_vec()).map_err(|_| invalid());
    }
    match encoding.decode(bytes) {
        (_, _, true) => Err(invalid()),
        (text, _, false) => Ok(text.into_owned()),
    }
}
