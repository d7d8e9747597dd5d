//! Responses: what they are called, and what stands for their content.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{self, ContentKind, Method, Status};

use super::body::{self, is_xml, text_type, value_type};
use super::note::warning;
use super::{Context, status};
use crate::names::Scope;
use crate::plan::docs;
use crate::plan::model::response::{Content, ResponsePlan};

/// The responses of an operation.
pub fn plan(
    context: Context<'_>,
    index: usize,
    operation: &ir::Operation,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ResponsePlan> {
    let mut variants = Scope::new();
    let mut responses = Vec::new();
    for (position, response) in operation.responses.iter().enumerate() {
        responses.push(ResponsePlan {
            status: response.status,
            label: status::label(response.status),
            variant: variants.name(&status::phrase(response.status)),
            docs: docs::named(&status::label(response.status), &response.docs),
            headers: context
                .types
                .response_headers(index, position)
                .map(|headers| headers.name.clone()),
            content: content(context, operation, response, diagnostics),
        });
    }
    responses
}

fn content(
    context: Context<'_>,
    operation: &ir::Operation,
    response: &ir::Response,
    diagnostics: &mut Vec<Diagnostic>,
) -> Content {
    if operation.method == Method::Head || has_no_body(response.status) {
        return Content::Empty;
    }
    let find = |kind: ContentKind| response.contents.iter().find(|media| media.kind == kind);
    let Some(media) =
        body::json(context.api, &response.contents).or_else(|| find(ContentKind::Text))
    else {
        return octets(operation, response, diagnostics);
    };
    for other in response
        .contents
        .iter()
        .filter(|other| !is_same(media, other))
    {
        // Whole documents offer the same types everywhere: that is said once.
        let message = format!(
            "a response can be `{}` as well; only `{}` is generated",
            other.media_type, media.media_type
        );
        let hint = "nothing needs to be done unless the other one is needed";
        diagnostics.push(warning(
            Code::UnsupportedMediaType,
            Effect::Degraded,
            message,
            &other.span,
            hint,
        ));
    }
    match media.kind {
        ContentKind::Text => Content::Text {
            media_type: concrete(media, "text/plain; charset=utf-8"),
            ty: text_type(context, media),
        },
        _ => Content::Json {
            media_type: concrete(media, "application/json"),
            ty: value_type(context, media.ty),
        },
    }
}

/// What is neither JSON nor text is handed on as it is.
fn octets(
    operation: &ir::Operation,
    response: &ir::Response,
    diagnostics: &mut Vec<Diagnostic>,
) -> Content {
    for media in response
        .contents
        .iter()
        .filter(|media| media.kind != ContentKind::Binary || is_xml(&media.media_type))
    {
        let message = format!(
            "the response `{}` of `{}` is `{}`, which is handed on as octets",
            status::label(response.status),
            operation.id,
            media.media_type
        );
        let hint = "offer the response as application/json as well to have a type for it";
        diagnostics.push(warning(
            Code::UnsupportedMediaType,
            Effect::Degraded,
            message,
            &media.span,
            hint,
        ));
    }
    match response.contents.as_slice() {
        [] => Content::Empty,
        [media] if !media.media_type.contains('*') => Content::Bytes {
            media_type: media.media_type.clone(),
        },
        several => Content::Open {
            media_types: several
                .iter()
                .map(|media| media.media_type.clone())
                .collect(),
        },
    }
}

/// Whether a response of the status never has content (RFC 9110, 6.4.1).
fn has_no_body(status: Status) -> bool {
    matches!(
        status,
        Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1)
    )
}

fn is_same(chosen: &ir::Content, other: &ir::Content) -> bool {
    chosen.media_type == other.media_type
        || (chosen.kind == other.kind && chosen.ty.map(|ty| ty.id) == other.ty.map(|ty| ty.id))
}

/// The media type without wildcards, as a response names it.
fn concrete(media: &ir::Content, usual: &str) -> String {
    if media.media_type.contains('*') {
        usual.to_owned()
    } else {
        media.media_type.clone()
    }
}
