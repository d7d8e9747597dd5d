//! From bytes to text.

use super::Format;

/// Bytes that are not text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {position} is not text: {reason}")]
pub struct NotText {
    /// Where the first wrong byte is, from 0.
    pub position: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The text of UTF-8 bytes without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NotText {
            position: 0,
            reason: "the file is UTF-16",
        });
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    if let Some(position) = bytes.iter().position(|byte| *byte == 0) {
        return Err(NotText {
            position,
            reason: "it is a NUL",
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(NotText {
            position: error.valid_up_to(),
            reason: "it is not UTF-8",
        }),
    }
}

/// JSON when the name or the first character says so.
pub(super) fn format_of(name: &str, text: &str) -> Format {
    let json_name = name
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("json"));
    let json_text = text.trim_start().starts_with(['{', '[']);
    if json_name || json_text {
        Format::Json
    } else {
        Format::Yaml
    }
}
