//! Serializes the parts of a multipart body (RFC 2046, 5.1).

use bytes::{BufMut, Bytes, BytesMut};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::Part;
use super::disposition::quote;
use crate::headers::to_header_value;
use crate::media_type::MediaType;

/// The size from which the content of a part is passed on without a copy, in bytes.
const LARGE: usize = 1 << 16;

/// Returns the media type of a multipart body with its boundary. A `multipart/related` body also
/// declares the media type of its first part (RFC 2387, 3.1).
pub(crate) fn multipart_content_type(media_type: &str, boundary: &str, parts: &[Part]) -> String {
    let essence = MediaType::new(media_type).essence();
    let root = parts.first().and_then(|part| part.content_type.as_deref());
    let related = root.filter(|_| essence.eq_ignore_ascii_case("multipart/related"));
    let root = related
        .map(|root| format!("; type={}", quote(root)))
        .unwrap_or_default();
    format!("{essence}; boundary={boundary}{root}")
}

/// Serializes the parts as a sequence of chunks. Large contents are shared, not copied. The
/// boundary must not occur in any part; a random boundary ensures this.
///
/// # Errors
/// If a part of a form has no name, or a media type is not a valid header value.
pub(crate) fn write_parts(
    parts: Vec<Part>,
    is_form: bool,
    boundary: &str,
) -> Result<Vec<Bytes>, String> {
    let mut chunks = Vec::new();
    let mut open = BytesMut::new();
    for part in parts {
        open.put_slice(format!("--{boundary}\r\n").as_bytes());
        write_headers(&mut open, &part, is_form)?;
        if part.content.len() < LARGE {
            open.put_slice(&part.content);
        } else {
            chunks.push(open.split().freeze());
            chunks.push(part.content);
        }
        open.put_slice(b"\r\n");
    }
    open.put_slice(format!("--{boundary}--\r\n").as_bytes());
    chunks.push(open.freeze());
    Ok(chunks)
}

fn write_headers(out: &mut BytesMut, part: &Part, is_form: bool) -> Result<(), String> {
    if is_form && part.name.is_none() {
        return Err("contains a part without a name".to_owned());
    }
    let parameter = |key: &str, text: &Option<String>| {
        text.as_ref()
            .map(|text| format!("; {key}={}", quote(text)))
            .unwrap_or_default()
    };
    let parameters = parameter("name", &part.name) + &parameter("filename", &part.file_name);
    if !parameters.is_empty() {
        let kind = if is_form { "form-data" } else { "attachment" };
        out.put_slice(format!("Content-Disposition: {kind}{parameters}\r\n").as_bytes());
    }
    if let Some(content_type) = &part.content_type {
        let value = to_header_value(content_type)
            .ok_or("contains a part whose media type is not a valid header value")?;
        write_header(out, CONTENT_TYPE.as_str(), &value);
    }
    for (name, value) in part
        .headers
        .iter()
        .filter(|(name, _)| **name != CONTENT_DISPOSITION && **name != CONTENT_TYPE)
    {
        write_header(out, name.as_str(), value);
    }
    out.put_slice(b"\r\n");
    Ok(())
}

/// Writes a header. The types of `name` and `value` exclude line breaks.
fn write_header(out: &mut BytesMut, name: &str, value: &HeaderValue) {
    out.put_slice(name.as_bytes());
    out.put_slice(b": ");
    out.put_slice(value.as_bytes());
    out.put_slice(b"\r\n");
}
