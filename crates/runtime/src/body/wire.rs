//! Parts to octets (RFC 2046, 5.1).

use bytes::{BufMut, Bytes, BytesMut};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::Part;
use super::disposition::quoted;
use crate::headers::field_value;

/// Octets that are handed on as they are instead of being copied: this many or more.
const LARGE: usize = 1 << 16;

/// The media type of a multipart body with its boundary. A related body names the type of its first part (RFC 2387, 3.1).
pub(crate) fn content_type(media_type: &str, boundary: &str, parts: &[Part]) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let root = parts.first().and_then(|part| part.content_type.as_deref());
    let related = root.filter(|_| essence.eq_ignore_ascii_case("multipart/related"));
    let root = related
        .map(|root| format!("; type={}", quoted(root)))
        .unwrap_or_default();
    format!("{essence}; boundary={boundary}{root}")
}

/// The octets of the parts in pieces; large contents are shared and not copied. The boundary must occur in no part: a random one does not.
///
/// # Errors
/// What can't be written: a part of a form without a name, a media type that can't stand in a header field.
pub(crate) fn write(parts: Vec<Part>, is_form: bool, boundary: &str) -> Result<Vec<Bytes>, String> {
    let mut pieces = Vec::new();
    let mut open = BytesMut::new();
    for part in parts {
        open.put_slice(format!("--{boundary}\r\n").as_bytes());
        head(&mut open, &part, is_form)?;
        if part.content.len() < LARGE {
            open.put_slice(&part.content);
        } else {
            pieces.push(open.split().freeze());
            pieces.push(part.content);
        }
        open.put_slice(b"\r\n");
    }
    open.put_slice(format!("--{boundary}--\r\n").as_bytes());
    pieces.push(open.freeze());
    Ok(pieces)
}

fn head(out: &mut BytesMut, part: &Part, is_form: bool) -> Result<(), String> {
    if is_form && part.name.is_none() {
        return Err("has a part without a name".to_owned());
    }
    let parameter = |key: &str, text: &Option<String>| {
        text.as_ref()
            .map(|text| format!("; {key}={}", quoted(text)))
            .unwrap_or_default()
    };
    let parameters = parameter("name", &part.name) + &parameter("filename", &part.file_name);
    if !parameters.is_empty() {
        let kind = if is_form { "form-data" } else { "attachment" };
        out.put_slice(format!("Content-Disposition: {kind}{parameters}\r\n").as_bytes());
    }
    if let Some(content_type) = &part.content_type {
        let value = field_value(content_type)
            .ok_or("has a part with a media type that can't stand in a header field")?;
        field(out, CONTENT_TYPE.as_str(), &value);
    }
    for (name, value) in part
        .headers
        .iter()
        .filter(|(name, _)| **name != CONTENT_DISPOSITION && **name != CONTENT_TYPE)
    {
        field(out, name.as_str(), value);
    }
    out.put_slice(b"\r\n");
    Ok(())
}

/// A name and a value that have no line ends in them.
fn field(out: &mut BytesMut, name: &str, value: &HeaderValue) {
    out.put_slice(name.as_bytes());
    out.put_slice(b": ");
    out.put_slice(value.as_bytes());
    out.put_slice(b"\r\n");
}
