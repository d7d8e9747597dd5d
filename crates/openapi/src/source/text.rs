//! Decodes the bytes of a file.

use super::Format;

/// The error for bytes that are not UTF-8 text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte {position}")]
pub struct NotText {
    /// The offset of the first invalid byte, from 0.
    pub position: usize,
    /// A phrase that names the invalid content, such as `invalid UTF-8`.
    pub reason: &'static str,
}

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
const UTF_16_MARKS: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

/// Decodes UTF-8, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    if UTF_16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(NotText {
            position: 0,
            reason: "expected UTF-8, found UTF-16",
        });
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if let Some(position) = bytes.iter().position(|byte| *byte == 0) {
        return Err(NotText {
            position,
            reason: "expected text, found a NUL",
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(NotText {
            position: error.valid_up_to(),
            reason: "invalid UTF-8",
        }),
    }
}

/// Guesses the format from the file extension and the first character.
pub(super) fn guess_format(name: &str, text: &str) -> Format {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_json_name = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let is_json_text = text.trim_start().starts_with(['{', '[']);
    if is_json_name || is_json_text {
        Format::Json
    } else {
        Format::Yaml
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf_8_are_rejected_with_their_offset() {
        let reason = |bytes: &[u8]| decode(bytes).unwrap_err().to_string();
        assert_eq!(reason(b"ab\xff"), "invalid UTF-8 at byte 2");
        assert_eq!(reason(b"a\0b"), "expected text, found a NUL at byte 1");
        assert_eq!(
            reason(b"\xff\xfea\0"),
            "expected UTF-8, found UTF-16 at byte 0"
        );
    }

    #[test]
    fn the_byte_order_mark_is_dropped() {
        assert_eq!(decode(b"\xef\xbb\xbf{}"), Ok("{}".to_owned()));
    }
}
