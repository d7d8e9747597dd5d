//! Request bodies: which of the media types is generated, and what stands for its content.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{self, Api, ContentKind, SchemaKind};
use specwright_openapi::pointer::Span;

use super::encoding;
use super::multipart;
use super::note::warning;
use super::{Context, parameter};
use crate::plan::docs;
use crate::plan::model::body::{BodyKind, BodyPlan};
use crate::plan::model::docs::Docs;
use crate::plan::model::multipart::FileProperties;
use crate::plan::model::ty::RustType;

/// What is generated of the media types of a body.
struct Chosen<'a> {
    kind: BodyKind,
    /// Those that are served: several only where the caller chooses.
    media: Vec<&'a ir::Content>,
}

/// Decides what is generated for a body.
pub fn plan(
    context: Context<'_>,
    operation: &ir::Operation,
    request: &ir::RequestBody,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BodyPlan> {
    let chosen = choose(context.api, &request.contents)?;
    let first = *chosen.media.first()?;
    report(
        context.api,
        operation,
        request,
        (&chosen, first),
        diagnostics,
    );
    let files = match (chosen.kind, multipart::form(context.api, first)) {
        // A type of the user's is no type of the plan.
        (BodyKind::Multipart, Some((id, object))) => context
            .types
            .files(id)
            .cloned()
            .unwrap_or_else(|| multipart::files(context.api, object, first)),
        _ => FileProperties::default(),
    };
    let encodings = match chosen.kind {
        BodyKind::Form => encoding::of_form(context.api, &operation.id, first, diagnostics),
        BodyKind::Multipart => {
            encoding::of_parts(context.api, &operation.id, (first, &files), diagnostics)
        }
        _ => Vec::new(),
    };
    let ty = content_type(context, chosen.kind, first.ty);
    let is_text = first.ty.is_some() && parameter::is_text(context, &ty);
    Some(BodyPlan {
        required: request.required,
        media_types: chosen
            .media
            .iter()
            .map(|media| concrete(&media.media_type, chosen.kind))
            .collect(),
        accepted: chosen
            .media
            .iter()
            .map(|media| media.media_type.clone())
            .collect(),
        kind: chosen.kind,
        encodings,
        into: matches!(chosen.kind, BodyKind::Text | BodyKind::Bytes)
            || chosen.kind == BodyKind::Scalar && is_text,
        ty,
        docs: docs::of(&request.docs, || Docs::own("The body.")),
        schema: first.ty,
        files,
    })
}

/// The multipart media type of a body, if that is what is generated for it.
pub(super) fn multipart<'a>(api: &'a Api, request: &'a ir::RequestBody) -> Option<&'a ir::Content> {
    let chosen =
        choose(api, &request.contents).filter(|chosen| chosen.kind == BodyKind::Multipart)?;
    chosen.media.first().copied()
}

fn choose<'a>(api: &Api, contents: &'a [ir::Content]) -> Option<Chosen<'a>> {
    let of = |kind: ContentKind| contents.iter().find(|media| media.kind == kind);
    let form = of(ContentKind::Form).filter(|media| is_form(api, media));
    let values = json(api, contents)
        .map(|media| (BodyKind::Json, media))
        .or(form.map(|media| (BodyKind::Form, media)));
    let parts = contents
        .iter()
        .find(|media| multipart::is_form(media))
        .or_else(|| of(ContentKind::Multipart));
    let parts = parts.map(|media| {
        if multipart::form(api, media).is_some() {
            (BodyKind::Multipart, media)
        } else {
            (BodyKind::Parts, media)
        }
    });
    // Neither JSON nor a form has octets: where the body may be multipart, its files can be sent.
    let files = parts.filter(|(_, media)| has_files(api, media));
    let one = files.or(values).or(parts);
    let one = one.or_else(|| of(ContentKind::Text).map(|media| (text_kind(api, media), media)));
    if let Some((kind, media)) = one {
        return Some(Chosen {
            kind,
            media: vec![media],
        });
    }
    // All that is left is handed on as it is.
    let media: Vec<&ir::Content> = contents.iter().collect();
    let is_open = media.len() > 1 || media.iter().any(|media| media.media_type.contains('*'));
    Some(Chosen {
        kind: if is_open {
            BodyKind::Content
        } else {
            BodyKind::Bytes
        },
        media,
    })
    .filter(|chosen| !chosen.media.is_empty())
}

/// The JSON media type that is sent and asked for: plain JSON before those with a meaning of their own, and a JSON Patch, which is a list
/// ([RFC 6902](https://www.rfc-editor.org/rfc/rfc6902)), for nothing else.
pub(super) fn json<'a>(api: &Api, contents: &'a [ir::Content]) -> Option<&'a ir::Content> {
    let rank = |media: &&ir::Content| {
        let is_list = media.ty.is_some_and(|ty| {
            matches!(
                api.schema(ty.id).kind,
                SchemaKind::Array(_) | SchemaKind::Tuple(_)
            )
        });
        match essence(&media.media_type).as_str() {
            "application/json" => 0,
            "application/json-patch+json" if !is_list => 2,
            _ => 1,
        }
    };
    contents
        .iter()
        .filter(|media| media.kind == ContentKind::Json)
        .min_by_key(rank)
}

fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a form has members: a list or a scalar has none.
fn is_form(api: &Api, media: &ir::Content) -> bool {
    media.ty.is_none_or(|ty| {
        matches!(
            api.schema(ty.id).kind,
            SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Any
        )
    })
}

fn has_files(api: &Api, media: &ir::Content) -> bool {
    multipart::form(api, media)
        .is_some_and(|(_, object)| !multipart::files(api, object, media).is_empty())
}

/// Text is `String` unless its schema makes something else of it.
fn text_kind(api: &Api, media: &ir::Content) -> BodyKind {
    match media.ty.map(|ty| &api.schema(ty.id).kind) {
        None | Some(SchemaKind::Any) => BodyKind::Text,
        Some(SchemaKind::String {
            format: ir::StringFormat::Plain | ir::StringFormat::Other(_),
            ..
        }) => BodyKind::Text,
        Some(_) => BodyKind::Scalar,
    }
}

/// Says what the output can't: media types that are left out, schemas that have no effect.
fn report(
    api: &Api,
    operation: &ir::Operation,
    request: &ir::RequestBody,
    (chosen, first): (&Chosen<'_>, &ir::Content),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut degrade = |message: String, span: &Span, hint: &str| {
        diagnostics.push(warning(
            Code::UnsupportedMediaType,
            Effect::Degraded,
            message,
            span,
            hint,
        ));
    };
    let is_served = |other: &&ir::Content| {
        chosen
            .media
            .iter()
            .any(|media| media.media_type == other.media_type)
    };
    let is_new = |other: &&ir::Content| {
        !(is_served(other) || other.kind == first.kind && is_same(first, other))
    };
    let is_json = |other: &&ir::Content| {
        other.kind == ContentKind::Json
            && chosen.kind == BodyKind::Json
            && !is_served(other)
            && !is_new(other)
    };
    for other in request.contents.iter().filter(is_json) {
        let message = format!(
            "a body can be `{}` as well, with the same content; the client says `{}`",
            other.media_type, first.media_type
        );
        degrade(
            message,
            &other.span,
            "set the header field `Content-Type` of a call with `with_header` to say the other one",
        );
    }
    for other in request.contents.iter().filter(is_new) {
        // Whole documents take the same types everywhere: that is said once.
        let message = format!(
            "a body can be `{}` as well; only `{}` is generated",
            other.media_type, first.media_type
        );
        degrade(
            message,
            &other.span,
            "nothing needs to be done unless a caller sends the other one",
        );
    }
    // What octets have a schema was said where it was read.
    let raw = chosen
        .media
        .iter()
        .filter(|media| media.kind != ContentKind::Binary);
    match chosen.kind {
        BodyKind::Parts if first.ty.is_some_and(|ty| describes(api, ty)) => {
            let message = format!(
                "the body of `{}` is `{}`, which is handed on as a list of parts; its schema has no effect",
                operation.id, first.media_type
            );
            degrade(
                message,
                &first.span,
                "describe it as an object in multipart/form-data to have a type for it",
            );
        }
        BodyKind::Bytes | BodyKind::Content => raw.for_each(|media| {
            let message = format!(
                "the body of `{}` is `{}`, which is handed on as octets; its schema has no effect",
                operation.id, media.media_type
            );
            degrade(
                message,
                &media.span,
                "offer the body as application/json as well to have a type for it",
            );
        }),
        BodyKind::Multipart => {
            let object = multipart::form(api, first).map(|(_, object)| object);
            for property in object
                .into_iter()
                .flat_map(|object| &object.properties)
                .filter(|it| multipart::is_mixed_file(api, it.ty.id))
            {
                let message = format!(
                    "the member `{}` of the body of `{}` can be no file, which is not generated",
                    property.name, operation.id
                );
                degrade(
                    message,
                    &property.span,
                    "describe the file and what may stand in its place as two members",
                );
            }
        }
        _ => {}
    }
}

/// Whether a schema says something of values.
fn describes(api: &Api, ty: ir::TypeRef) -> bool {
    match &api.schema(ty.id).kind {
        SchemaKind::Any => false,
        SchemaKind::Object(object) => {
            !object.properties.is_empty() || matches!(object.additional, ir::Additional::Typed(_))
        }
        _ => true,
    }
}

/// Whether a media type is XML ([RFC 7303](https://www.rfc-editor.org/rfc/rfc7303)).
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether two media types have one schema.
fn is_same(left: &ir::Content, right: &ir::Content) -> bool {
    left.ty.map(|ty| ty.id) == right.ty.map(|ty| ty.id)
}

/// The media type without wildcards, as a request names it; the caller chooses one of a range of octets.
fn concrete(name: &str, kind: BodyKind) -> String {
    if !name.contains('*') {
        return name.to_owned();
    }
    match kind {
        BodyKind::Json => "application/json",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Multipart | BodyKind::Parts => "multipart/form-data",
        BodyKind::Text | BodyKind::Scalar => "text/plain",
        BodyKind::Bytes | BodyKind::Content => name,
    }
    .to_owned()
}

fn content_type(context: Context<'_>, kind: BodyKind, schema: Option<ir::TypeRef>) -> RustType {
    match kind {
        BodyKind::Text => RustType::String,
        BodyKind::Bytes => RustType::Bytes,
        BodyKind::Content => RustType::Content,
        BodyKind::Parts => RustType::Vec(Box::new(RustType::Part)),
        BodyKind::Json | BodyKind::Form => value_type(context, schema),
        BodyKind::Multipart | BodyKind::Scalar => {
            schema.map_or(RustType::Value, |schema| context.types.use_type(schema))
        }
    }
}

/// The type of a whole JSON text.
pub(super) fn value_type(context: Context<'_>, schema: Option<ir::TypeRef>) -> RustType {
    let Some(schema) = schema else {
        return RustType::Value;
    };
    match context.types.use_type(schema) {
        // Types that have `null` among their values.
        ty @ (RustType::Value | RustType::Unit) => ty,
        ty if schema.nullable => ty.optional(),
        ty => ty,
    }
}

/// The type of a text.
pub(super) fn text_type(context: Context<'_>, media: &ir::Content) -> RustType {
    content_type(context, text_kind(context.api, media), media.ty)
}
