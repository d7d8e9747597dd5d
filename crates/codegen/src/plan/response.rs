//! Responses: their variants, headers and content.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{self, ContentKind, Method, Operation};
use specwright_openapi::media_type::MediaType;
use specwright_openapi::vocabulary::Status;

use super::alternatives::{Alternative, Alternatives};
use super::context::Context;
use super::model::body::BodyKind;
use super::model::content_enum::ContentPosition;
use super::model::response::{Content, ContentAlternative, ResponsePlan};
use super::model::ty::RustType;
use super::schemas::Schemas;
use super::{content, docs, stream};
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
    let mut responses: Vec<ResponsePlan> = Vec::new();
    for (position, response) in operation.responses.iter().enumerate() {
        let label = response.status.to_string();
        let headers = context.types.response_headers(index, position);
        let position = ContentPosition::Response(index, position);
        let contents = contents(context, position, response, report);
        for (nth, content) in contents.into_iter().enumerate() {
            let title = match nth {
                0 => title(response.status),
                _ => format!("{} stream", title(response.status)),
            };
            let plan = ResponsePlan {
                status: response.status,
                exceptions: exceptions(response.status, operation),
                variant: variants.name(&title),
                docs: docs::named(&label, &response.docs),
                label: label.clone(),
                headers: headers.map(|headers| headers.path.clone()),
                content,
            };
            let first = responses.iter().find(|it| it.is_stream());
            if let Some(first) =
                first.filter(|first| plan.is_stream() && !plan.is_same_stream(first))
            {
                let finding = catalogue::other_stream(&operation.id, &label, &first.label);
                report.add(&response.span, finding);
            }
            responses.push(plan);
        }
    }
    responses
}

/// Plans the contents of a response: one for the media types that are sent whole, unless there is
/// only a stream, and one for a stream.
fn contents(
    context: Context<'_>,
    position: ContentPosition,
    response: &ir::Response,
    report: &mut Report,
) -> Vec<Content> {
    let operation = &context.api.operations[position.operation()];
    let mut streams = stream::of(operation, response);
    let Some(first) = streams.next() else {
        return vec![content(context, position, response, report)];
    };
    for other in streams {
        let finding = catalogue::unused_media_type(&other.media_type, &[&first.media_type]);
        report.add(&other.span, finding);
    }
    let stream = stream::plan(context, first);
    match stream::others(operation, response).as_slice() {
        [] => vec![stream],
        _ => vec![content(context, position, response, report), stream],
    }
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

/// Returns the alternatives among the media types of a response, or `None` if it has no content, or
/// content that is neither JSON nor text.
pub(super) fn alternatives<'a>(
    schemas: Schemas<'_>,
    operation: &Operation,
    response: &'a ir::Response,
) -> Option<Alternatives<'a>> {
    if content::is_empty(operation, response.status) {
        return None;
    }
    Alternatives::of_response(schemas, &stream::others(operation, response))
}

fn content(
    context: Context<'_>,
    position: ContentPosition,
    response: &ir::Response,
    report: &mut Report,
) -> Content {
    let operation = &context.api.operations[position.operation()];
    let is_head = operation.method == Method::Head;
    if content::is_empty(operation, response.status) {
        // Many documents repeat the content of GET for HEAD, where it describes the headers.
        if let Some(content) = response.contents.first().filter(|_| !is_head) {
            let finding = catalogue::content_not_allowed(response.status);
            report.add(&content.span, finding);
        }
        return Content::Empty;
    }
    let schemas = Schemas::declared(context.api);
    let whole = stream::others(operation, response);
    let Some(found) = alternatives(schemas, operation, response) else {
        return bytes(operation, response.status, &whole, report);
    };
    let choice = context.types.content_enum(position);
    let contents = found.all.iter().enumerate();
    let contents = contents.map(|(index, alternative)| ContentAlternative {
        variant: choice.and_then(|it| Some(it.variants.get(index)?.name.clone())),
        content: alternative_content(context, alternative),
    });
    let mut contents: Vec<ContentAlternative> = contents.collect();
    let preferred = contents
        .first()
        .map_or(RustType::Unit, |it| it.content.ty());
    let ty = choice.map_or(preferred, |choice| RustType::Named(choice.path.clone()));
    if choice.is_none() {
        // Two encodings of one schema can have different types: text cannot be `null`.
        contents.retain(|alternative| alternative.content.ty() == ty);
    }
    report_other_content(&contents, &whole, report);
    for alternative in &contents {
        if let Content::Text { accepted, .. } = &alternative.content {
            content::report_null(accepted, &response.contents, report);
        }
    }
    match <[ContentAlternative; 1]>::try_from(contents) {
        Ok([only]) => only.content,
        Err(alternatives) => Content::Several { ty, alternatives },
    }
}

/// Reports the media types that are not generated.
fn report_other_content(
    generated: &[ContentAlternative],
    declared: &[&ir::Content],
    report: &mut Report,
) {
    let accepted: Vec<Vec<&str>> = generated.iter().map(|it| it.content.accepted()).collect();
    let preferred = accepted.iter().filter_map(|it| it.first().copied());
    let preferred: Vec<&str> = preferred.collect();
    let accepted: BTreeSet<&str> = accepted.iter().flatten().copied().collect();
    for content in declared {
        if !accepted.contains(content.media_type.as_str()) {
            let finding = catalogue::unused_media_type(&content.media_type, &preferred);
            report.add(&content.span, finding);
        }
    }
}

/// Plans the content of an alternative of a response.
fn alternative_content(context: Context<'_>, alternative: &Alternative<'_>) -> Content {
    let first = alternative.first();
    let ty = content::body_type(context.types, alternative.kind, first.ty);
    let accepted = alternative.contents.iter().map(|it| it.media_type.clone());
    let accepted: Vec<String> = accepted.collect();
    match alternative.kind {
        BodyKind::Text | BodyKind::Scalar => Content::Text {
            media_type: content::utf8_text(&first.media_type),
            accepted,
            ty,
        },
        BodyKind::Bytes => Content::Bytes {
            media_type: first.media_type.clone(),
        },
        BodyKind::Content => Content::Open {
            media_types: accepted,
        },
        // A response has no forms.
        BodyKind::Json | BodyKind::Form | BodyKind::Multipart | BodyKind::Parts => {
            let media_type = concrete(first);
            Content::Json {
                is_default: media_type == MediaType::JSON,
                media_type,
                accepted,
                by_serde: context.types.is_foreign(&ty),
                ty,
            }
        }
    }
}

/// Plans content that is neither JSON nor text.
fn bytes(
    operation: &Operation,
    status: Status,
    contents: &[&ir::Content],
    report: &mut Report,
) -> Content {
    for content in contents {
        let is_xml = MediaType::new(&content.media_type).is_xml();
        if content.kind != ContentKind::Binary || is_xml {
            let finding = catalogue::generated_as_bytes(&operation.id, status, &content.media_type);
            report.add(&content.span, finding);
        }
    }
    match contents {
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

/// Returns the media type of JSON content, or the usual one for a range.
fn concrete(content: &ir::Content) -> String {
    if content.media_type.contains('*') {
        MediaType::JSON.to_owned()
    } else {
        content.media_type.clone()
    }
}
