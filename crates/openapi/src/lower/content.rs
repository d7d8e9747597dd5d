//! The content of request bodies and responses by media type.

use std::collections::BTreeMap;

use openapiv3::MediaType as Written;

use super::encoding;
use super::schema::lowering::SchemaLowering;
use super::schema::reference;
use super::scope::Scope;
use super::shape::{Shape, shape};
use super::stream;
use super::value::is_json;
use crate::diagnostic::catalogue::body as catalogue;
use crate::grammar::Kind;
use crate::ir::{Content, ContentKind, TypeRef};
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::{SourceId, Span};

/// The message that has the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Request,
    Response,
}

/// The types of the schemas in one list of contents, by the file and the JSON of the schemas. Many
/// documents repeat the schema for each media type; equal schemas have one type.
#[derive(Default)]
struct KnownSchemas<'d>(BTreeMap<(SourceId, String), (&'d Node, TypeRef)>);

/// Lowers the entries of `content` that have valid media types. Streams have types in responses
/// only.
pub(super) fn lower_all<'a>(
    lowering: &mut SchemaLowering<'_>,
    message: Message,
    holder: &Span,
    media_types: impl Iterator<Item = &'a String>,
    scope: &Scope,
) -> Vec<Content> {
    let mut contents: Vec<Content> = Vec::new();
    let mut known = KnownSchemas::default();
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
        let scope = scope.step(step);
        let is_stream = message == Message::Response && media_type.framing().is_some();
        contents.extend(match is_stream {
            true => known.stream(lowering, &media_type, &site, &scope),
            false => known.content(lowering, &media_type, &site, &scope),
        });
    }
    contents
}

impl<'d> KnownSchemas<'d> {
    /// Lowers the content of a media type.
    fn content(
        &mut self,
        lowering: &mut SchemaLowering<'d>,
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
        let node = context.input.node(&schema);
        let shape = node.map_or(Shape::Any, |_| shape(context, &schema));
        let (kind, uses_schema) = kind(media_type, shape);
        let ignored = node.filter(|_| !uses_schema);
        if ignored.is_some() {
            let finding = catalogue::schema_ignored(media_type.essence());
            context.report.add(&schema, finding);
        }
        let encodings = match kind {
            ContentKind::Form | ContentKind::Multipart => {
                encoding::lower_all(lowering, &span, kind, scope)
            }
            _ => Vec::new(),
        };
        let node = node.filter(|_| uses_schema);
        Some(Content {
            media_type: media_type.as_str().to_owned(),
            kind,
            ty: node.map(|node| self.ty(lowering, node, schema, scope)),
            is_opaque: media_type.framing().is_some() || ignored.is_some() && shape != Shape::Any,
            encodings,
            span,
        })
    }

    /// Lowers the content of the media type of a stream.
    fn stream(
        &mut self,
        lowering: &mut SchemaLowering<'d>,
        media_type: &MediaType,
        site: &Span,
        scope: &Scope,
    ) -> Option<Content> {
        let context = &mut lowering.context;
        let span = context.follow(site, Kind::MediaType)?;
        let _: Written = context.read(&span)?;
        let items = stream::items(lowering, media_type.framing()?, &span);
        let schema = items.schema.and_then(|schema| {
            let node = lowering.context.input.node(&schema)?;
            Some((node, schema))
        });
        let scope = scope.step("item");
        Some(Content {
            media_type: media_type.as_str().to_owned(),
            kind: items.kind,
            ty: schema.map(|(node, schema)| self.ty(lowering, node, schema, &scope)),
            is_opaque: false,
            encodings: Vec::new(),
            span,
        })
    }

    /// Returns the type of a schema, which is that of an equal schema if there is one.
    fn ty(
        &mut self,
        lowering: &mut SchemaLowering<'d>,
        node: &'d Node,
        schema: Span,
        scope: &Scope,
    ) -> TypeRef {
        let key = (schema.source, node.to_json().to_string());
        // The JSON of numbers beyond 64 bits is not exact.
        match self.0.get(&key) {
            Some((known, ty)) if *known == node => *ty,
            _ => {
                let ty = reference::lower(lowering, &[schema], scope).ty;
                self.0.insert(key, (node, ty));
                ty
            }
        }
    }
}

/// Returns the serialization of content, and whether the schema applies to it.
fn kind(media_type: &MediaType, shape: Shape) -> (ContentKind, bool) {
    let essence = media_type.essence();
    if media_type.framing().is_some() {
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
