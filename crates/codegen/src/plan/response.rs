//! Responses: what they are called, and what stands for their content.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{self, MediaKind, MediaType, Method, Status};

use super::body::{self, is_xml, text_type, value_type};
use super::docs::Docs;
use super::note::warning;
use super::ty::RustType;
use super::{Context, status};
use crate::names::{Scope, TypeName, VariantName};

/// One response.
#[derive(Clone, Debug)]
pub struct ResponsePlan {
    /// The statuses that it is for.
    pub status: Status,
    /// The statuses as written: `404`, `4XX`, `default`.
    pub label: String,
    /// The variant of the enums that it stands in.
    pub variant: VariantName,
    /// What the document says about it.
    pub docs: Docs,
    /// The struct of its header fields.
    pub headers: Option<TypeName>,
    /// Its content.
    pub content: Content,
}

/// The content of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// None.
    Empty,
    /// JSON.
    Json {
        /// The media type.
        media_type: String,
        /// The type.
        ty: RustType,
    },
    /// Text.
    Text {
        /// The media type.
        media_type: String,
        /// The type: `String`, or that of a scalar value.
        ty: RustType,
    },
    /// Octets.
    Bytes {
        /// The media type.
        media_type: String,
    },
}

impl Content {
    /// The type of the content.
    pub fn ty(&self) -> RustType {
        match self {
            Content::Empty => RustType::Unit,
            Content::Json { ty, .. } | Content::Text { ty, .. } => ty.clone(),
            Content::Bytes { .. } => RustType::Bytes,
        }
    }

    /// The media type of the content.
    pub fn media_type(&self) -> Option<&str> {
        match self {
            Content::Empty => None,
            Content::Json { media_type, .. } | Content::Text { media_type, .. } | Content::Bytes { media_type } => Some(media_type),
        }
    }
}

/// The responses of an operation.
pub fn plan(context: Context<'_>, index: usize, operation: &ir::Operation, diagnostics: &mut Vec<Diagnostic>) -> Vec<ResponsePlan> {
    let mut variants = Scope::new();
    let mut responses = Vec::new();
    for (position, response) in operation.responses.iter().enumerate() {
        responses.push(ResponsePlan {
            status: response.status,
            label: status::label(response.status),
            variant: variants.name(&status::phrase(response.status)),
            docs: Docs::named(&status::label(response.status), &response.docs),
            headers: context.types.response_headers(index, position).map(|headers| headers.name.clone()),
            content: content(context, operation, response, diagnostics),
        });
    }
    responses
}

fn content(context: Context<'_>, operation: &ir::Operation, response: &ir::Response, diagnostics: &mut Vec<Diagnostic>) -> Content {
    if operation.method == Method::Head || has_no_body(response.status) {
        return Content::Empty;
    }
    let find = |kind: MediaKind| response.contents.iter().find(|media| media.kind == kind);
    let chosen = body::json(context.api, &response.contents).or_else(|| find(MediaKind::Text)).or_else(|| response.contents.first());
    let Some(media) = chosen else { return Content::Empty };
    for other in response.contents.iter().filter(|other| !is_same(media, other)) {
        // Whole documents offer the same types everywhere: that is said once.
        let message = format!("a response can be `{}` as well; only `{}` is generated", other.name, media.name);
        let hint = "nothing needs to be done unless the other one is needed";
        diagnostics.push(warning(Code::UnsupportedMediaType, Effect::Degraded, message, &other.span, hint));
    }
    let media_type = concrete(media);
    match media.kind {
        MediaKind::Json => Content::Json { media_type, ty: value_type(context, media.ty) },
        MediaKind::Text => Content::Text { media_type, ty: text_type(context, media) },
        MediaKind::Form | MediaKind::Multipart | MediaKind::Binary => {
            if media.kind != MediaKind::Binary || is_xml(&media.name) {
                let message = format!(
                    "the response `{}` of `{}` is `{}`, which is handed on as octets",
                    status::label(response.status),
                    operation.id,
                    media.name
                );
                let hint = "offer the response as application/json as well to have a type for it";
                diagnostics.push(warning(Code::UnsupportedMediaType, Effect::Degraded, message, &media.span, hint));
            }
            Content::Bytes { media_type }
        }
    }
}

/// Whether a response of the status never has content (RFC 9110, 6.4.1).
fn has_no_body(status: Status) -> bool {
    matches!(status, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1))
}

fn is_same(chosen: &MediaType, other: &MediaType) -> bool {
    chosen.name == other.name || (chosen.kind == other.kind && chosen.ty.map(|ty| ty.id) == other.ty.map(|ty| ty.id))
}

/// The media type without wildcards, as a response names it.
fn concrete(media: &MediaType) -> String {
    if !media.name.contains('*') {
        return media.name.clone();
    }
    match media.kind {
        MediaKind::Json => "application/json",
        MediaKind::Text => "text/plain; charset=utf-8",
        MediaKind::Form | MediaKind::Multipart | MediaKind::Binary => "application/octet-stream",
    }
    .to_owned()
}
