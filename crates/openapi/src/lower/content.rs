//! The content of request bodies and responses by media type.

use openapiv3::MediaType as Written;

use super::context::Context;
use super::encoding;
use super::schema::lowering::SchemaLowering;
use super::schema::reference::{self, Reference};
use super::scope::Scope;
use crate::diagnostic::catalogue::body as catalogue;
use crate::grammar::Kind;
use crate::ir::{Content, ContentKind};
use crate::media_type::MediaType;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The media types for streams of JSON values.
const STREAMS: [&str; 6] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/json-seq",
    "text/event-stream",
];

/// The kinds of schemas that serialize content differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The schema is missing, or it allows every value.
    Any,
    String,
    /// A boolean or a number.
    Scalar,
    /// A string of the format `binary`.
    Bytes,
    Other,
}

/// Lowers the entries of `content` that have valid media types.
pub(super) fn lower_all<'a>(
    lowering: &mut SchemaLowering<'_>,
    holder: &Span,
    media_types: impl Iterator<Item = &'a String>,
    scope: &Scope,
) -> Vec<Content> {
    let mut contents: Vec<Content> = Vec::new();
    for name in media_types {
        let site = holder.join("content").join(name);
        let media_type = MediaType::new(name);
        if !media_type.is_valid() {
            let finding = catalogue::invalid_media_type(name);
            lowering.context.report.add(&site, finding);
            continue;
        }
        let step = if contents.is_empty() {
            "body".to_owned()
        } else {
            format!("{} body", media_type.syntax())
        };
        contents.extend(lower(lowering, &media_type, &site, &scope.step(step)));
    }
    contents
}

/// Lowers the schema of a parameter or a header that declares `content`. Also returns whether values
/// are serialized as JSON.
pub(super) fn lower_value(
    lowering: &mut SchemaLowering<'_>,
    holder: &Span,
    media_type: &str,
    scope: &Scope,
) -> (Reference, bool) {
    let site = holder.join("content").join(media_type);
    let context = &mut lowering.context;
    let span = context.follow(&site, Kind::MediaType).unwrap_or(site);
    let is_json = is_json(&MediaType::new(media_type));
    let reference = if is_json {
        reference::lower_or_any(lowering, &span, scope)
    } else {
        reference::lower_or_string(lowering, &span, scope)
    };
    (reference, is_json)
}

fn lower(
    lowering: &mut SchemaLowering<'_>,
    media_type: &MediaType,
    site: &Span,
    scope: &Scope,
) -> Option<Content> {
    let context = &mut lowering.context;
    let span = context.follow(site, Kind::MediaType)?;
    let _: Written = context.read(&span)?;
    for key in ["itemSchema", "itemEncoding", "prefixEncoding"] {
        if context.input.has(&span, key) {
            context
                .report
                .add(&span.join(key), catalogue::untyped_stream());
        }
    }
    let schema = span.join("schema");
    let has_schema = context.input.node(&schema).is_some();
    let shape = if has_schema {
        shape(context, &schema)
    } else {
        Shape::Any
    };
    let (kind, uses_schema) = kind(media_type, shape);
    if has_schema && !uses_schema {
        let finding = catalogue::schema_ignored(media_type.essence());
        context.report.add(&schema, finding);
    }
    let ty = (has_schema && uses_schema).then(|| reference::lower(lowering, &[schema], scope).ty);
    let encodings = match kind {
        ContentKind::Form | ContentKind::Multipart => {
            let context = &mut lowering.context;
            encoding::lower_all(context.input, &span, context.report)
        }
        _ => Vec::new(),
    };
    Some(Content {
        media_type: media_type.as_str().to_owned(),
        kind,
        ty,
        encodings,
        span,
    })
}

fn shape(context: &mut Context<'_>, site: &Span) -> Shape {
    let Some(keywords) = context.keywords_behind(site) else {
        return Shape::Any;
    };
    let is_binary = keywords.format.as_deref() == Some("binary");
    match keywords.types.as_slice() {
        [] | [JsonType::String] if is_binary => Shape::Bytes,
        [JsonType::String] => Shape::String,
        [JsonType::Boolean | JsonType::Integer | JsonType::Number] => Shape::Scalar,
        _ if keywords.is_unconstrained() => Shape::Any,
        _ => Shape::Other,
    }
}

/// Returns the serialization of content, and whether the schema applies to it.
fn kind(media_type: &MediaType, shape: Shape) -> (ContentKind, bool) {
    let essence = media_type.essence();
    if STREAMS.contains(&essence) {
        return (ContentKind::Binary, false);
    }
    if is_json(media_type) {
        return (ContentKind::Json, true);
    }
    if media_type.is_form() {
        return (ContentKind::Form, true);
    }
    match (essence, shape) {
        // JSON would put quotes around the string.
        ("*/*", Shape::String) => (ContentKind::Text, true),
        ("*/*" | "application/*", Shape::Scalar | Shape::Other) => (ContentKind::Json, true),
        _ if media_type.is_multipart() => (ContentKind::Multipart, true),
        (_, Shape::String | Shape::Scalar) if media_type.is_text() => (ContentKind::Text, true),
        (_, Shape::Any | Shape::Other) if media_type.is_text() => (ContentKind::Text, false),
        (_, Shape::Bytes | Shape::String) => (ContentKind::Binary, true),
        _ => (ContentKind::Binary, false),
    }
}

/// Returns whether content is JSON. Some documents use `text/json`, which is not registered.
pub(super) fn is_json(media_type: &MediaType) -> bool {
    media_type.is_json() || media_type.essence() == "text/json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_depend_on_media_type_and_schema() {
        let of = |name: &str, shape| kind(&MediaType::new(name), shape);
        for (name, shape, expected) in [
            (
                "application/hal+json",
                Shape::Any,
                (ContentKind::Json, true),
            ),
            ("text/json", Shape::Other, (ContentKind::Json, true)),
            (
                "application/jsonl",
                Shape::Other,
                (ContentKind::Binary, false),
            ),
            ("*/*", Shape::String, (ContentKind::Text, true)),
            ("*/*", Shape::Other, (ContentKind::Json, true)),
            ("*/*", Shape::Any, (ContentKind::Binary, false)),
            ("text/csv", Shape::Other, (ContentKind::Text, false)),
            ("text/plain", Shape::Scalar, (ContentKind::Text, true)),
            (
                "multipart/mixed",
                Shape::Any,
                (ContentKind::Multipart, true),
            ),
            ("image/png", Shape::Bytes, (ContentKind::Binary, true)),
            (
                "application/xml",
                Shape::Other,
                (ContentKind::Binary, false),
            ),
        ] {
            assert_eq!(of(name, shape), expected, "{name} {shape:?}");
        }
    }
}
