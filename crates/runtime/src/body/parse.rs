//! Octets to parts, while they arrive.

use axum::body::BodyDataStream;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http_body_util::LengthLimitError;
use multer::{Constraints, Error, Field, Multipart, SizeLimit};

use super::Part;
use super::disposition::{parameters, unescaped};

/// Why a multipart body can't be read.
#[derive(Debug)]
pub(crate) enum ParseError {
    /// It is larger than the limit.
    TooLarge,
    /// It has more parts than the limit.
    TooMany,
    /// It is not what its media type says, or breaks off.
    Malformed,
}

/// The parts of a body of at most so many octets and parts; none if there are no octets.
pub(crate) async fn parse(
    body: BodyDataStream,
    boundary: &str,
    bytes: usize,
    most: usize,
) -> Result<Option<Vec<Part>>, ParseError> {
    let mut body = body
        .filter(|chunk| std::future::ready(!matches!(chunk, Ok(chunk) if chunk.is_empty())))
        .boxed();
    let Some(first) = body.next().await else {
        return Ok(None);
    };
    if boundary.is_empty() {
        return Err(ParseError::Malformed);
    }
    let body = stream::iter([first]).chain(body);
    let limit = SizeLimit::new().whole_stream(bytes.try_into().unwrap_or(u64::MAX));
    let mut multipart =
        Multipart::with_constraints(body, boundary, Constraints::new().size_limit(limit));
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await? {
        if parts.len() == most {
            return Err(ParseError::TooMany);
        }
        parts.push(part(field).await?);
    }
    Ok(Some(parts))
}

async fn part(mut field: Field<'_>) -> Result<Part, Error> {
    let mut part = head(&field);
    // Content that arrives in one piece is kept as it is.
    let mut pieces = BytesMut::new();
    while let Some(piece) = field.chunk().await? {
        if part.content.is_empty() && pieces.is_empty() {
            part.content = piece;
        } else {
            pieces.extend_from_slice(&std::mem::take(&mut part.content));
            pieces.extend_from_slice(&piece);
        }
    }
    if !pieces.is_empty() {
        part.content = Bytes::from(pieces);
    }
    Ok(part)
}

fn head(field: &Field<'_>) -> Part {
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
    let parameters = parameters(&disposition).1;
    let named = |wanted: &str| {
        parameters
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| unescaped(value))
    };
    part.name = named("name");
    part.file_name = named("filename").or_else(|| named("filename*").as_deref().and_then(extended));
    part
}

/// A text with its character set before it (RFC 8187, 3.2).
fn extended(text: &str) -> Option<String> {
    let mut pieces = text.splitn(3, '\'');
    let is_utf8 = pieces.next()?.eq_ignore_ascii_case("utf-8");
    let encoded = pieces.nth(1).filter(|_| is_utf8)?;
    percent_encoding::percent_decode_str(encoded)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

impl From<Error> for ParseError {
    fn from(error: Error) -> Self {
        match error {
            Error::StreamSizeExceeded { .. } => Self::TooLarge,
            // A layer may have a limit of its own.
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
