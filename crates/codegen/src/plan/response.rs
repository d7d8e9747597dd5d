//! Responses: their variants, headers and content.

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{self, ContentKind, Method, Operation};
use specwright_openapi::media_type::MediaType;
use specwright_openapi::vocabulary::Status;

use super::context::Context;
use super::model::response::{Content, ResponsePlan};
use super::schemas::Schemas;
use super::{content, docs};
use crate::catalogue::response as catalogue;
use crate::names::Scope;

/// Plans the responses of the operation at a position of the document.
pub(super) fn plan(
    context: Context<'_>,
    index: usize,
    operation: &Operation,
    report: &mut Report,
) -> Vec<ResponsePlan> {
    let mut variants = Scope::new();
    let mut responses = Vec::new();
    for (position, response) in operation.responses.iter().enumerate() {
        let label = response.status.to_string();
        let headers = context.types.response_headers(index, position);
        responses.push(ResponsePlan {
            status: response.status,
            exceptions: exceptions(response.status, operation),
            variant: variants.name(&title(response.status)),
            docs: docs::named(&label, &response.docs),
            label,
            headers: headers.map(|headers| headers.name.clone()),
            content: content(context, operation, response, report),
        });
    }
    responses
}

/// Returns the other declared statuses that a range or `default` does not cover, because a status
/// has precedence over its range, and a range over `default` (OpenAPI 3.0.3, 4.7.16).
fn exceptions(status: Status, operation: &Operation) -> Vec<Status> {
    let declared = operation.responses.iter().map(|response| response.status);
    let is_exception = |other: &Status| match (status, *other) {
        (Status::Range(digit), Status::Code(code)) => code / 100 == u16::from(digit),
        (Status::Default, other) => other != Status::Default,
        _ => false,
    };
    declared.filter(is_exception).collect()
}

/// Returns the text that names for a status are derived from.
pub(super) fn title(status: Status) -> String {
    match status {
        // "I'm a teapot" would become `IMATeapot`.
        Status::Code(418) => "Teapot".to_owned(),
        status => status.phrase().into_owned(),
    }
}

fn content(
    context: Context<'_>,
    operation: &Operation,
    response: &ir::Response,
    report: &mut Report,
) -> Content {
    let is_head = operation.method == Method::Head;
    if is_head || has_no_body(response.status) {
        // Many documents repeat the content of GET for HEAD, where it describes the headers.
        if let Some(content) = response.contents.first().filter(|_| !is_head) {
            let finding = catalogue::content_not_allowed(response.status);
            report.add(&content.span, finding);
        }
        return Content::Empty;
    }
    let contents = &response.contents;
    let text = || {
        contents
            .iter()
            .find(|content| content.kind == ContentKind::Text)
    };
    let json = content::json(Schemas::declared(context.api), contents);
    let Some(selected) = json.or_else(text) else {
        return bytes(operation, response, report);
    };
    for other in contents
        .iter()
        .filter(|other| !is_equivalent(selected, other))
    {
        let finding = catalogue::unused_media_type(&other.media_type, &selected.media_type);
        report.add(&other.span, finding);
    }
    let equivalent = contents
        .iter()
        .filter(|other| is_equivalent(selected, other) && other.media_type != selected.media_type);
    let accepted = [selected].into_iter().chain(equivalent);
    let accepted = accepted.map(|content| content.media_type.clone()).collect();
    match selected.kind {
        ContentKind::Text => Content::Text {
            media_type: content::utf8_text(&selected.media_type),
            accepted,
            ty: content::text_type(context.types, context.api, selected),
        },
        _ => {
            let media_type = concrete(selected);
            Content::Json {
                is_default: media_type == MediaType::JSON,
                media_type,
                accepted,
                ty: content::json_type(context.types, selected.ty),
            }
        }
    }
}

/// Plans content that is neither JSON nor text.
fn bytes(operation: &Operation, response: &ir::Response, report: &mut Report) -> Content {
    for content in &response.contents {
        let is_xml = MediaType::new(&content.media_type).is_xml();
        if content.kind != ContentKind::Binary || is_xml {
            let finding =
                catalogue::generated_as_bytes(&operation.id, response.status, &content.media_type);
            report.add(&content.span, finding);
        }
    }
    match response.contents.as_slice() {
        [] => Content::Empty,
        [content] if !content.media_type.contains('*') => Content::Bytes {
            media_type: content.media_type.clone(),
        },
        contents => {
            let media_types = contents.iter().map(|content| content.media_type.clone());
            Content::Open {
                media_types: media_types.collect(),
            }
        }
    }
}

/// Returns whether a response never has content (RFC 9110, 6.4.1).
fn has_no_body(status: Status) -> bool {
    matches!(
        status,
        Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1)
    )
}

/// Returns whether the type that is generated for one content also covers another.
fn is_equivalent(selected: &ir::Content, other: &ir::Content) -> bool {
    let schema = |content: &ir::Content| content.ty.map(|ty| ty.id);
    selected.media_type == other.media_type
        || (selected.kind == other.kind && schema(selected) == schema(other))
}

/// Returns the media type of JSON content, or the usual one for a range.
fn concrete(content: &ir::Content) -> String {
    if content.media_type.contains('*') {
        MediaType::JSON.to_owned()
    } else {
        content.media_type.clone()
    }
}
