//! Parses a multipart body into parts while it is received.

use axum::body::BodyDataStream;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http_body_util::LengthLimitError;
use multer::{Constraints, Error, Field, Multipart, SizeLimit};

use super::Part;
use super::disposition::unescape;
use crate::headers::parse_parameters;

/// The reason why a multipart body cannot be parsed.
#[derive(Debug)]
pub(crate) enum ParsePartsError {
    /// The body exceeds the size limit.
    TooLarge,
    /// The body exceeds the limit on parts.
    TooManyParts,
    /// The body is not valid multipart, or it is incomplete.
    Malformed,
}

/// The maximum size of a multipart body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PartLimits {
    /// The number of bytes in the body.
    pub(crate) bytes: usize,
    /// The number of parts.
    pub(crate) parts: usize,
}

/// Parses a multipart body, or returns `None` if the body is empty.
pub(crate) async fn parse_parts(
    body: BodyDataStream,
    boundary: &str,
    limits: PartLimits,
) -> Result<Option<Vec<Part>>, ParsePartsError> {
    let mut body = body
        .filter(|chunk| std::future::ready(!matches!(chunk, Ok(chunk) if chunk.is_empty())))
        .boxed();
    let Some(first) = body.next().await else {
        return Ok(None);
    };
    if boundary.is_empty() {
        return Err(ParsePartsError::Malformed);
    }
    let body = stream::iter([first]).chain(body);
    let limit = SizeLimit::new().whole_stream(limits.bytes.try_into().unwrap_or(u64::MAX));
    let mut multipart =
        Multipart::with_constraints(body, boundary, Constraints::new().size_limit(limit));
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await? {
        if parts.len() == limits.parts {
            return Err(ParsePartsError::TooManyParts);
        }
        parts.push(read_part(field).await?);
    }
    Ok(Some(parts))
}

async fn read_part(mut field: Field<'_>) -> Result<Part, Error> {
    let mut part = read_headers(&field);
    // Content that arrives in one chunk is not copied.
    let mut chunks = BytesMut::new();
    while let Some(chunk) = field.chunk().await? {
        if part.content.is_empty() && chunks.is_empty() {
            part.content = chunk;
        } else {
            chunks.extend_from_slice(&std::mem::take(&mut part.content));
            chunks.extend_from_slice(&chunk);
        }
    }
    if !chunks.is_empty() {
        part.content = Bytes::from(chunks);
    }
    Ok(part)
}

fn read_headers(field: &Field<'_>) -> Part {
    let mut part = Part {
        headers: field.headers().clone(),
        ..Part::default()
    };
    let text = |value: http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    part.content_type = part.headers.remove(CONTENT_TYPE).map(text);
    let disposition = part
        .headers
        .remove(CONTENT_DISPOSITION)
        .map(text)
        .unwrap_or_default();
    let parameters = parse_parameters(&disposition);
    let parameter = |expected: &str| {
        parameters
            .iter()
            .find(|(name, _)| name == expected)
            .map(|(_, value)| unescape(value))
    };
    part.name = parameter("name");
    part.file_name = parameter("filename")
        .or_else(|| parameter("filename*").as_deref().and_then(decode_extended));
    part
}

/// Decodes a value that is preceded by its charset (RFC 8187, 3.2).
fn decode_extended(text: &str) -> Option<String> {
    let mut pieces = text.splitn(3, '\'');
    let is_utf8 = pieces.next()?.eq_ignore_ascii_case("utf-8");
    let encoded = pieces.nth(1).filter(|_| is_utf8)?;
    percent_encoding::percent_decode_str(encoded)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

impl From<Error> for ParsePartsError {
    fn from(error: Error) -> Self {
        match error {
            Error::StreamSizeExceeded { .. } => Self::TooLarge,
            // A middleware may have its own limit.
            Error::StreamReadFailed(error)
                if error
                    .source()
                    .is_some_and(|source| source.is::<LengthLimitError>()) =>
            {
                Self::TooLarge
            }
            _ => Self::Malformed,
        }
    }
}
