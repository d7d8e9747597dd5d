//! Request bodies: media type, then size, then syntax, then schema.

use std::error::Error;

use axum::body::Body;
use bytes::Bytes;
use http::header;
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rejection::Violation;
use super::{Input, Rejection, RejectionKind, RequestPart};
use crate::body::Content;
use crate::json::{self, ValueError};
use crate::parameter::decode_form;
use crate::schema::Schema;

impl Input {
    /// A JSON body that must be there.
    ///
    /// # Errors
    /// When it is missing, has another media type, is too large, is not JSON or breaks its schema.
    pub async fn json<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        typed(some(self.json_value(schema).await?)?)
    }

    /// A JSON body that may be absent: no octets at all.
    ///
    /// # Errors
    /// As [`json`](Self::json), save that it may be missing.
    pub async fn json_optional<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        self.json_value(schema).await?.map(typed).transpose()
    }

    /// A form (`application/x-www-form-urlencoded`) that must be there; one without fields is no octets at all.
    ///
    /// # Errors
    /// When it has another media type, is too large, is not UTF-8 or breaks its schema.
    pub async fn form<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        let text = self.form_text().await?.unwrap_or_default();
        typed(self.form_value(&text, schema)?)
    }

    /// A form that may be absent.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub async fn form_optional<T: DeserializeOwned + Send>(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        self.form_text()
            .await?
            .map(|text| typed(self.form_value(&text, schema)?))
            .transpose()
    }

    /// A text that must be there, as what its schema makes of it; an empty one is a text.
    ///
    /// # Errors
    /// When it has another media type, is too large, is not UTF-8 or breaks its schema.
    pub async fn text<T: DeserializeOwned + Send>(
        &mut self,
        media_type: &'static str,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        let octets = self.octets(&[media_type], false).await?;
        typed(text_value(octets.unwrap_or_default(), schema)?)
    }

    /// A text that may be absent.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub async fn text_optional<T: DeserializeOwned + Send>(
        &mut self,
        media_type: &'static str,
        schema: &'static Schema,
    ) -> Result<Option<T>, Rejection> {
        let octets = self.octets(&[media_type], false).await?;
        octets
            .map(|octets| typed(text_value(octets, schema)?))
            .transpose()
    }

    /// A body of any octets that must be there.
    ///
    /// # Errors
    /// When it has another media type or is too large.
    pub async fn bytes(&mut self, media_type: &'static str) -> Result<Bytes, Rejection> {
        Ok(self.bytes_optional(media_type).await?.unwrap_or_default())
    }

    /// A body of any octets that may be absent.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes).
    pub async fn bytes_optional(
        &mut self,
        media_type: &'static str,
    ) -> Result<Option<Bytes>, Rejection> {
        self.octets(&[media_type], true).await
    }

    /// A body of any octets that must be there, of one of several media types or ranges.
    ///
    /// # Errors
    /// When it has none of the media types or is too large.
    pub async fn content(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Content, Rejection> {
        Ok(self
            .content_optional(media_types)
            .await?
            .unwrap_or_else(|| self.content_of(Bytes::new())))
    }

    /// A body of any octets that may be absent, of one of several media types or ranges.
    ///
    /// # Errors
    /// As [`content`](Self::content).
    pub async fn content_optional(
        &mut self,
        media_types: &'static [&'static str],
    ) -> Result<Option<Content>, Rejection> {
        let octets = self.octets(media_types, true).await?;
        Ok(octets.map(|octets| self.content_of(octets)))
    }

    fn content_of(&self, octets: Bytes) -> Content {
        Content::new(
            self.content_type().unwrap_or("application/octet-stream"),
            octets,
        )
    }

    async fn json_value(&mut self, schema: &'static Schema) -> Result<Option<Value>, Rejection> {
        let Some(octets) = self.octets(&["application/json"], false).await? else {
            return Ok(None);
        };
        let value = json::parse(&octets)
            .map_err(|error| malformed(format!("The body is not valid JSON: {error}.")))?;
        checked(value, schema).map(Some)
    }

    async fn form_text(&mut self) -> Result<Option<String>, Rejection> {
        const FORM: &str = "application/x-www-form-urlencoded";
        self.octets(&[FORM], false).await?.map(utf8).transpose()
    }

    fn form_value(&self, text: &str, schema: &'static Schema) -> Result<Value, Rejection> {
        let value = decode_form(text, schema, self.encodings)
            .map_err(|error| malformed(format!("The body {error}.")))?;
        checked(value, schema)
    }

    /// The octets of the body; none if there are none.
    async fn octets(
        &mut self,
        expected: &[&'static str],
        any_charset: bool,
    ) -> Result<Option<Bytes>, Rejection> {
        let is_told = self.accepts(expected, any_charset)?;
        let octets = self.read().await?;
        match octets.is_empty() {
            true => Ok(None),
            false if !is_told => Err(unsupported(expected)),
            false => Ok(Some(octets)),
        }
    }

    /// Whether the request says what its body is; an error if it is none of what is expected.
    pub(super) fn accepts(&self, expected: &[&str], any_charset: bool) -> Result<bool, Rejection> {
        // A coded body (RFC 9110, 8.4) is not decoded here: a layer may do that, and takes the field away.
        let coding = self.parts.headers.get(header::CONTENT_ENCODING);
        let coded =
            coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
        let given = self.content_type();
        let (media_type, parameters) = given.map_or(("", ""), |given| {
            given.split_once(';').unwrap_or((given, ""))
        });
        let fits = expected
            .iter()
            .any(|expected| same(media_type.trim(), expected))
            && (any_charset || is_utf8(parameters));
        if coded || given.is_some() && !fits {
            Err(unsupported(expected))
        } else {
            Ok(given.is_some())
        }
    }

    /// The whole of the field `Content-Type`.
    pub(super) fn content_type(&self) -> Option<&str> {
        self.parts
            .headers
            .get(header::CONTENT_TYPE)
            .map(|field| field.to_str().unwrap_or_default())
    }

    /// The body before it is read, unless it is larger than allowed and says so.
    pub(super) fn take(&mut self) -> Result<Body, Rejection> {
        let announced = self
            .parts
            .headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > self.limits.bytes as u64) {
            return Err(too_large(self.limits.bytes));
        }
        Ok(std::mem::take(&mut self.body))
    }

    async fn read(&mut self) -> Result<Bytes, Rejection> {
        let limit = self.limits.bytes;
        axum::body::to_bytes(self.take()?, limit)
            .await
            .map_err(|error| match error.source() {
                Some(source) if source.is::<LengthLimitError>() => too_large(limit),
                _ => malformed("The body could not be read to its end."),
            })
    }
}

pub(super) fn unsupported(expected: &[&str]) -> Rejection {
    Rejection::new(
        RejectionKind::UnsupportedMediaType,
        format!("The body must be {}.", expected.join(" or ")),
    )
}

pub(super) fn too_large(limit: usize) -> Rejection {
    Rejection::new(
        RejectionKind::BodyTooLarge,
        format!("The body is larger than {limit} bytes."),
    )
}

/// Whether a media type is the expected one or in its range. JSON of any kind is JSON.
fn same(given: &str, expected: &str) -> bool {
    if expected == "application/json" && given.to_ascii_lowercase().ends_with("+json") {
        return true;
    }
    match expected.strip_suffix("/*") {
        Some("*") => given.contains('/'),
        Some(kind) => given
            .split('/')
            .next()
            .is_some_and(|given| given.eq_ignore_ascii_case(kind)),
        None => given.eq_ignore_ascii_case(expected.split(';').next().unwrap_or_default().trim()),
    }
}

/// Whether the parameters of a media type name no character set, or one that UTF-8 holds.
fn is_utf8(parameters: &str) -> bool {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .all(|(name, value)| {
            let value = value.trim().trim_matches('"');
            !name.trim().eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("us-ascii")
        })
}

pub(super) fn malformed(detail: impl Into<String>) -> Rejection {
    Rejection::new(RejectionKind::MalformedBody, detail)
}

fn utf8(octets: Bytes) -> Result<String, Rejection> {
    String::from_utf8(octets.into()).map_err(|_| malformed("The body is not UTF-8."))
}

fn text_value(octets: Bytes, schema: &'static Schema) -> Result<Value, Rejection> {
    checked(schema.read_text(&utf8(octets)?), schema)
}

pub(super) fn checked(mut value: Value, schema: &'static Schema) -> Result<Value, Rejection> {
    let violations: Vec<Violation> = schema
        .check(&mut value)
        .iter()
        .map(|mismatch| Violation::of(RequestPart::Body, mismatch))
        .collect();
    if violations.is_empty() {
        Ok(value)
    } else {
        Err(Rejection::violating(RejectionKind::InvalidBody, violations))
    }
}

pub(super) fn some<T>(value: Option<T>) -> Result<T, Rejection> {
    value.ok_or_else(|| {
        let message = "is required and missing".to_owned();
        let violation = Violation {
            part: RequestPart::Body,
            pointer: String::new(),
            keyword: "required",
            message,
        };
        Rejection::violating(RejectionKind::InvalidBody, vec![violation])
    })
}

fn typed<T: DeserializeOwned + Send>(value: Value) -> Result<T, Rejection> {
    json::from_value(value).map_err(|error| misfit(&error))
}

/// A value that its type has no place for.
pub(super) fn misfit(error: &ValueError) -> Rejection {
    let (pointer, message) = (error.pointer().to_owned(), error.message().to_owned());
    Rejection::violating(
        RejectionKind::InvalidBody,
        vec![Violation {
            part: RequestPart::Body,
            pointer,
            keyword: "type",
            message,
        }],
    )
}
