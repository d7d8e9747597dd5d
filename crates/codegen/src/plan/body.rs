//! Request bodies: which of the media types is generated, and what stands for its content.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{self, MediaKind, MediaType};

use super::Context;
use super::docs::Docs;
use super::note::warning;
use super::ty::RustType;

/// A request body.
#[derive(Clone, Debug)]
pub struct BodyPlan {
    /// Whether a request must have one.
    pub required: bool,
    /// The media type that is sent and read.
    pub media_type: String,
    /// How the content is written and read.
    pub kind: BodyKind,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// What the document says about it.
    pub docs: Docs,
    /// The schema of the content.
    pub schema: Option<ir::TypeRef>,
}

/// How the content of a body is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// As text.
    Text,
    /// As it is.
    Bytes,
}

/// Decides what is generated for a body; none if nothing can be, which skips the operation on both sides.
pub fn plan(
    context: Context<'_>,
    operation: &ir::Operation,
    request: &ir::RequestBody,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BodyPlan> {
    let Some((media, kind)) = choose(&request.contents) else {
        let names = request.contents.iter().map(|media| format!("`{}`", media.name)).collect::<Vec<_>>().join(", ");
        // A body of the components may be that of several operations, and it is one of them that is skipped.
        let own = request.span == operation.span.join("requestBody");
        let span = if own { &request.span } else { &operation.span };
        for effect in [Effect::SkippedClient, Effect::SkippedServer] {
            let message = format!("the body of `{}` is {names}, which is not generated yet", operation.id);
            let hint = "offer the body as application/json as well, or write this operation by hand";
            diagnostics.push(warning(Code::UnsupportedMediaType, effect, message, span, hint));
        }
        return None;
    };
    for other in request.contents.iter().filter(|other| !is_same(media, other)) {
        let message = format!("a body of `{}` can be `{}` as well; only `{}` is generated", operation.id, other.name, media.name);
        let hint = "nothing needs to be done unless a caller sends the other one";
        diagnostics.push(warning(Code::UnsupportedMediaType, Effect::Degraded, message, &other.span, hint));
    }
    Some(BodyPlan {
        required: request.required,
        media_type: concrete(&media.name, kind),
        kind,
        ty: content_type(context, kind, media.ty),
        docs: Docs::of(&request.docs, || Docs::own("The body.")),
        schema: media.ty,
    })
}

fn choose(contents: &[MediaType]) -> Option<(&MediaType, BodyKind)> {
    [
        (MediaKind::Json, BodyKind::Json),
        (MediaKind::Form, BodyKind::Form),
        (MediaKind::Text, BodyKind::Text),
        (MediaKind::Binary, BodyKind::Bytes),
    ]
    .into_iter()
    .find_map(|(media_kind, kind)| {
        let media = contents.iter().find(|media| media.kind == media_kind && is_writable(media))?;
        Some((media, kind))
    })
}

/// Whether the content can be handed on as it is: XML is text that a caller would have to make of the types.
fn is_writable(media: &MediaType) -> bool {
    media.kind != MediaKind::Binary || !is_xml(&media.name)
}

/// Whether a media type is XML ([RFC 7303](https://www.rfc-editor.org/rfc/rfc7303)).
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether what is generated for one media type serves the other.
fn is_same(chosen: &MediaType, other: &MediaType) -> bool {
    chosen.kind == other.kind && chosen.ty.map(|ty| ty.id) == other.ty.map(|ty| ty.id) && is_writable(other)
}

/// The media type without wildcards, as a request names it.
fn concrete(name: &str, kind: BodyKind) -> String {
    if !name.contains('*') {
        return name.to_owned();
    }
    match kind {
        BodyKind::Json => "application/json",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Text => "text/plain",
        BodyKind::Bytes => "application/octet-stream",
    }
    .to_owned()
}

fn content_type(context: Context<'_>, kind: BodyKind, schema: Option<ir::TypeRef>) -> RustType {
    match kind {
        BodyKind::Text => RustType::String,
        BodyKind::Bytes => RustType::Bytes,
        BodyKind::Json | BodyKind::Form => value_type(context, schema),
    }
}

/// The type of a whole JSON text.
pub(super) fn value_type(context: Context<'_>, schema: Option<ir::TypeRef>) -> RustType {
    let Some(schema) = schema else { return RustType::Value };
    match context.types.use_type(schema) {
        // Types that have `null` among their values.
        ty @ (RustType::Value | RustType::Unit) => ty,
        ty if schema.nullable => ty.optional(),
        ty => ty,
    }
}
