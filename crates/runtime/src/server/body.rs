//! Reads request bodies: checks the media type, then the size, the syntax and the schema.

use std::error::Error;

use axum::body::Body;
use bytes::Bytes;
use http::header;
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::body_rejection::{
    malformed, required, too_large, type_mismatch, unsupported_media_type, validated,
};
use super::received_body::received;
use super::{Input, Rejection};
use crate::body::{Content, decode_form};
use crate::json::{self, FromJson};
use crate::media_type::MediaType;
use crate::schema::Schema;
use crate::stream::ByteStream;

/// The media types of JSON, which include every type with the suffix `+json`.
const JSON: &[&str] = &["application/json"];

/// Methods with the suffix `_optional` return `None` for a request without a body: an empty body
/// without a media type, or an empty body for JSON, which has no empty documents.
impl Input {
    /// Returns the declared media type or range that describes the body best, or the first one for a
    /// request with neither a media type nor a body.
    ///
    /// # Errors
    /// If the body has none of the media types.
    pub async fn declared_media_type(
        &mut self,
        declared: &'static [&'static str],
    ) -> Result<&'static str, Rejection> {
        if let Some(content_type) = self.content_type() {
            let best = MediaType::new(content_type).best_of(declared);
            return best.ok_or_else(|| unsupported_media_type(declared));
        }
        if !self.read_body().await?.is_empty() {
            return Err(unsupported_media_type(declared));
        }
        Ok(declared.first().copied().unwrap_or_default())
    }

    /// Reads a JSON body.
    ///
    /// # Errors
    /// If the body is missing, has another media type, is too large, is not JSON or violates its
    /// schema.
    pub async fn json<T: FromJson + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        self.json_as(JSON, schema).await
    }

    /// Reads an optional JSON body.
    ///
    /// # Errors
    /// As [`json`](Self::json), except that the body can be missing.
    pub async fn json_optional<T: FromJson + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        self.json_as_optional(JSON, schema).await
    }

    /// Reads a JSON body of one of these media types, which can contain ranges.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub async fn json_as<T: FromJson + Send>(
        &mut self,
        media_types: &'static [&'static str],
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        read(&required(self.json_text(media_types, schema).await?)?)
    }

    /// Reads an optional JSON body of one of these media types, which can contain ranges.
    ///
    /// # Errors
    /// As [`json_optional`](Self::json_optional).
    pub async fn json_as_optional<T: FromJson + Send>(
        &mut self,
        media_types: &'static [&'static str],
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        let text = self.json_text(media_types, schema).await?;
        text.map(|text| read(&text)).transpose()
    }

    /// Reads a form (`application/x-www-form-urlencoded`). An empty body is a form without
    /// properties.
    ///
    /// # Errors
    /// If the body has another media type, is too large, is not UTF-8 or violates its schema.
    pub async fn form<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        let form = self.form_string().await?.unwrap_or_default();
        typed(self.form_value(&form, schema)?)
    }

    /// Reads an optional form.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub async fn form_optional<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        self.form_string()
            .await?
            .map(|form| typed(self.form_value(&form, schema)?))
            .transpose()
    }

    /// Reads a string as the type that its schema declares. An empty body is an empty string.
    ///
    /// # Errors
    /// If the body has another media type, is too large, is not UTF-8 or violates its schema.
    pub async fn text<T: DeserializeOwned + Send>(
        &mut self,
        media_types: &'static [&'static str],
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        let bytes = self.read_bytes(media_types, Charset::Utf8).await?;
        typed(string_value(bytes.unwrap_or_default(), schema)?)
    }

    /// Reads an optional string.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub async fn text_optional<T: DeserializeOwned + Send>(
        &mut self,
        media_types: &'static [&'static str],
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        let bytes = self.read_bytes(media_types, Charset::Utf8).await?;
        bytes
            .map(|bytes| typed(string_value(bytes, schema)?))
            .transpose()
    }

    /// Reads the bytes of a body.
    ///
    /// # Errors
    /// If the body has another media type or is too large.
    pub async fn bytes(&mut self, media_type: &'static str) -> Result<Bytes, Rejection> {
        Ok(self.bytes_optional(media_type).await?.unwrap_or_default())
    }

    /// Reads the bytes of an optional body.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes).
    pub async fn bytes_optional(
        &mut self,
        media_type: &'static str,
    ) -> Result<Option<Bytes>, Rejection> {
        self.read_bytes(&[media_type], Charset::Any).await
    }

    /// Returns the bytes of a body as a stream. Bytes beyond the size limit are an error of the
    /// stream, unless `Content-Length` exceeds the limit.
    ///
    /// # Errors
    /// If the body has another media type or is too large.
    pub async fn byte_stream(&mut self, media_type: &'static str) -> Result<ByteStream, Rejection> {
        let stream = self.byte_stream_optional(media_type).await?;
        Ok(stream.unwrap_or_else(|| ByteStream::from(Bytes::new())))
    }

    /// Returns the bytes of an optional body as a stream.
    ///
    /// # Errors
    /// As [`byte_stream`](Self::byte_stream).
    pub async fn byte_stream_optional(
        &mut self,
        media_type: &'static str,
    ) -> Result<Option<ByteStream>, Rejection> {
        if self.check_media_type(&[media_type], Charset::Any)? {
            let limit = self.limits.bytes;
            return Ok(Some(received(self.take_body()?, limit)));
        }
        match self.read_body().await?.is_empty() {
            true => Ok(None),
            false => Err(unsupported_media_type(&[media_type])),
        }
    }

    /// Reads the bytes and the media type of a body. `media_types` can contain ranges.
    ///
    /// # Errors
    /// If the body has none of the media types or is too large.
    pub async fn content(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Content, Rejection> {
        Ok(self
            .content_optional(media_types)
            .await?
            .unwrap_or_else(|| self.content_of(Bytes::new())))
    }

    /// Reads the bytes and the media type of an optional body.
    ///
    /// # Errors
    /// As [`content`](Self::content).
    pub async fn content_optional(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Content>, Rejection> {
        let bytes = self.read_bytes(media_types, Charset::Any).await?;
        Ok(bytes.map(|bytes| self.content_of(bytes)))
    }

    fn content_of(&self, bytes: Bytes) -> Content {
        Content::new(
            self.content_type().unwrap_or("application/octet-stream"),
            bytes,
        )
    }

    /// Reads JSON text that is valid against a schema.
    async fn json_text(
        &mut self,
        media_types: &'static [&'static str],
        schema: &'static Schema,
    ) -> Result<Option<Bytes>, Rejection> {
        let bytes = self.read_bytes(media_types, Charset::Utf8).await?;
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
            return Ok(None);
        };
        let value = json::parse(&bytes)
            .map_err(|error| malformed(format!("The body is not valid JSON: {error}.")))?;
        validated(value, schema)?;
        Ok(Some(bytes))
    }

    async fn form_string(&mut self) -> Result<Option<String>, Rejection> {
        let form = ["application/x-www-form-urlencoded"];
        let bytes = self.read_bytes(&form, Charset::Utf8).await?;
        bytes.map(utf8).transpose()
    }

    fn form_value(&self, form: &str, schema: &'static Schema) -> Result<Value, Rejection> {
        let value = decode_form(form, schema, self.encodings)
            .map_err(|error| malformed(format!("{error}.")))?;
        validated(value, schema)
    }

    /// Reads the body of one of these media types, or returns `None` if the request has neither a
    /// media type nor a body.
    async fn read_bytes(
        &mut self,
        expected: &[&'static str],
        charset: Charset,
    ) -> Result<Option<Bytes>, Rejection> {
        let has_media_type = self.check_media_type(expected, charset)?;
        let bytes = self.read_body().await?;
        match (has_media_type, bytes.is_empty()) {
            (true, _) => Ok(Some(bytes)),
            (false, true) => Ok(None),
            (false, false) => Err(unsupported_media_type(expected)),
        }
    }

    /// Checks that the media type is one of the expected types, unless the request declares none.
    /// Returns whether the request declares one.
    pub(super) fn check_media_type(
        &self,
        expected: &[&str],
        charset: Charset,
    ) -> Result<bool, Rejection> {
        // Compressed bodies (RFC 9110, 8.4) are not supported here. A middleware that decompresses
        // them removes the header.
        let encoding = self.parts.headers.get(header::CONTENT_ENCODING);
        let is_encoded =
            encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
        let content_type = self.content_type();
        let is_expected = content_type.map(MediaType::new).is_none_or(|media_type| {
            expected.iter().any(|expected| media_type.is_in(expected))
                && (charset == Charset::Any || media_type.is_utf8())
        });
        if is_encoded || !is_expected {
            Err(unsupported_media_type(expected))
        } else {
            Ok(content_type.is_some())
        }
    }

    /// The value of `Content-Type`.
    pub(super) fn content_type(&self) -> Option<&str> {
        self.parts
            .headers
            .get(header::CONTENT_TYPE)
            .map(|content_type| content_type.to_str().unwrap_or_default())
    }

    /// Returns the unread body, unless `Content-Length` exceeds the size limit.
    pub(super) fn take_body(&mut self) -> Result<Body, Rejection> {
        let content_length = self
            .parts
            .headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if content_length.is_some_and(|length| length > self.limits.bytes as u64) {
            return Err(too_large(self.limits.bytes));
        }
        Ok(std::mem::take(&mut self.body))
    }

    async fn read_body(&mut self) -> Result<Bytes, Rejection> {
        let limit = self.limits.bytes;
        axum::body::to_bytes(self.take_body()?, limit)
            .await
            .map_err(|error| match error.source() {
                Some(source) if source.is::<LengthLimitError>() => too_large(limit),
                _ => malformed("The body is incomplete."),
            })
    }
}

/// The charsets that a body can declare.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8 or a subset of it.
    Utf8,
    /// Any charset, because the body is not decoded here.
    Any,
}

fn utf8(bytes: Bytes) -> Result<String, Rejection> {
    String::from_utf8(bytes.into()).map_err(|_| malformed("The body is not UTF-8."))
}

fn string_value(bytes: Bytes, schema: &'static Schema) -> Result<Value, Rejection> {
    validated(schema.read_string(&utf8(bytes)?), schema)
}

fn read<T: FromJson + Send>(text: &[u8]) -> Result<T, Rejection> {
    json::read(text).map_err(|error| type_mismatch(&error))
}

fn typed<T: DeserializeOwned + Send>(value: Value) -> Result<T, Rejection> {
    json::from_value(value).map_err(|error| type_mismatch(&error))
}
