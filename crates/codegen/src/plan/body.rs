//! Request bodies: the selected media type, and the type of its content.

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{
    Additional, Api, Content, ContentKind, Operation, RequestBody, SchemaKind, TypeRef,
};
use specwright_openapi::media_type::MediaType;

use super::content::{self, SelectedContent};
use super::context::Context;
use super::encoding::{self, EncodedBody};
use super::model::body::{BodyKind, BodyPlan};
use super::model::docs::Docs;
use super::model::multipart::FileProperties;
use super::schemas::Schemas;
use super::{docs, multipart, parameter};
use crate::catalogue::body as catalogue;

/// Plans the request body of an operation, and reports declared content that is not generated.
pub(super) fn plan(
    context: Context<'_>,
    operation: &Operation,
    request: &RequestBody,
    report: &mut Report,
) -> Option<BodyPlan> {
    let schemas = Schemas::declared(context.api);
    let selected = content::select(schemas, &request.contents)?;
    report_other_content(&selected, request, report);
    report_ignored_schemas(schemas, operation, &selected, report);
    let files = files(context, &selected);
    let body = EncodedBody {
        api: context.api,
        operation: &operation.id,
        content: selected.first,
    };
    let encodings = match selected.kind {
        BodyKind::Form => {
            encoding::of_form(body, context.config.form_objects(&operation.id), report)
        }
        BodyKind::Multipart => encoding::of_multipart(body, &files, report),
        _ => Vec::new(),
    };
    let schema = selected.first.ty;
    let ty = content::body_type(context.types, selected.kind, schema);
    let is_text = schema.is_some() && parameter::is_text(context.types, &ty);
    let media_types: Vec<String> = selected
        .all()
        .map(|content| concrete(&content.media_type, selected.kind))
        .collect();
    Some(BodyPlan {
        required: request.required,
        content_type: content_type(&media_types, selected.kind),
        media_types,
        accepted: accepted(&selected, request),
        kind: selected.kind,
        encodings,
        into: matches!(selected.kind, BodyKind::Text | BodyKind::Bytes)
            || selected.kind == BodyKind::Scalar && is_text,
        ty,
        docs: docs::of(&request.docs, || Docs::own("The request body.")),
        schema,
        files,
    })
}

/// Returns the media types and ranges that the server accepts: the selected ones, and others that
/// declare the same content.
fn accepted(selected: &SelectedContent<'_>, request: &RequestBody) -> Vec<String> {
    let is_equivalent = |other: &&Content| {
        other.kind == selected.first.kind && has_same_schema(selected.first, other)
    };
    let mut accepted: Vec<String> = Vec::new();
    for content in selected
        .all()
        .chain(request.contents.iter().filter(is_equivalent))
    {
        if !accepted.contains(&content.media_type) {
            accepted.push(content.media_type.clone());
        }
    }
    accepted
}

/// Returns the properties of a multipart body that are files.
fn files(context: Context<'_>, selected: &SelectedContent<'_>) -> FileProperties {
    let schemas = Schemas::declared(context.api);
    let form = multipart::form(schemas, selected.first);
    match form.filter(|_| selected.kind == BodyKind::Multipart) {
        // The plan of the types crate has no struct for a schema that a user-supplied type
        // replaces.
        Some(form) => context
            .types
            .files(form.id)
            .cloned()
            .unwrap_or_else(|| multipart::files(schemas, form.object, selected.first)),
        None => FileProperties::default(),
    }
}

/// Reports the media types that are not generated.
fn report_other_content(
    selected: &SelectedContent<'_>,
    request: &RequestBody,
    report: &mut Report,
) {
    let first = selected.first;
    let is_generated = |other: &Content| {
        selected
            .all()
            .any(|content| content.media_type == other.media_type)
    };
    let is_equivalent = |other: &Content| other.kind == first.kind && has_same_schema(first, other);
    let others = request.contents.iter();
    let others: Vec<&Content> = others.filter(|other| !is_generated(other)).collect();
    for other in &others {
        let is_json = other.kind == ContentKind::Json && selected.kind == BodyKind::Json;
        if is_json && is_equivalent(other) {
            let finding = catalogue::other_json_media_type(&other.media_type, &first.media_type);
            report.add(&other.span, finding);
        }
    }
    for other in others {
        if !is_equivalent(other) {
            let finding = catalogue::unused_media_type(&other.media_type, &first.media_type);
            report.add(&other.span, finding);
        }
    }
}

/// Reports the schemas, or parts of them, that do not influence the type of the body.
fn report_ignored_schemas(
    schemas: Schemas<'_>,
    operation: &Operation,
    selected: &SelectedContent<'_>,
    report: &mut Report,
) {
    let first = selected.first;
    match selected.kind {
        BodyKind::Parts if first.ty.is_some_and(|ty| is_typed(schemas.api, ty)) => {
            let finding = catalogue::schema_of_parts_ignored(&operation.id, &first.media_type);
            report.add(&first.span, finding);
        }
        BodyKind::Bytes | BodyKind::Content => {
            // The ignored schema of binary content is reported when the document is lowered.
            for content in selected.all().filter(|it| it.kind != ContentKind::Binary) {
                let finding =
                    catalogue::schema_of_bytes_ignored(&operation.id, &content.media_type);
                report.add(&content.span, finding);
            }
        }
        BodyKind::Multipart => {
            let form = multipart::form(schemas, first).into_iter();
            for property in form.flat_map(|form| &form.object.properties) {
                if multipart::is_mixed_file(schemas, property.ty.id) {
                    let finding = catalogue::mixed_file(&operation.id, &property.name);
                    report.add(&property.span, finding);
                }
            }
        }
        _ => {}
    }
}

/// Returns whether a schema restricts its values to more than "any value" or "any object".
fn is_typed(api: &Api, ty: TypeRef) -> bool {
    match &api.schema(ty.id).kind {
        SchemaKind::Any => false,
        SchemaKind::Object(object) => {
            !object.properties.is_empty() || matches!(object.additional, Additional::Typed(_))
        }
        _ => true,
    }
}

fn has_same_schema(left: &Content, right: &Content) -> bool {
    left.ty.map(|ty| ty.id) == right.ty.map(|ty| ty.id)
}

/// Returns the media type of a request; for a range, the default of the kind. The caller chooses a
/// media type in a range of bytes.
fn concrete(media_type: &str, kind: BodyKind) -> String {
    let default = default_media_type(kind).filter(|_| media_type.contains('*'));
    default.unwrap_or(media_type).to_owned()
}

/// Returns the media type that the client must set because the document does not declare the
/// default of the runtime.
fn content_type(media_types: &[String], kind: BodyKind) -> Option<String> {
    match kind {
        BodyKind::Text | BodyKind::Scalar => {
            let default = content::utf8_text(MediaType::PLAIN_TEXT);
            let media_type = content::utf8_text(media_types.first()?);
            (media_type != default).then_some(media_type)
        }
        BodyKind::Json | BodyKind::Form => {
            let default = default_media_type(kind)?;
            let is_default = media_types.iter().any(|it| it == default);
            media_types.first().filter(|_| !is_default).cloned()
        }
        // The runtime adds the boundary to the media type, or receives the media type with the
        // body.
        BodyKind::Multipart | BodyKind::Parts | BodyKind::Bytes | BodyKind::Content => None,
    }
}

/// Returns the default media type of the runtime for a kind, or `None` for bytes.
fn default_media_type(kind: BodyKind) -> Option<&'static str> {
    match kind {
        BodyKind::Json => Some(MediaType::JSON),
        BodyKind::Form => Some(MediaType::FORM),
        BodyKind::Multipart | BodyKind::Parts => Some(MediaType::MULTIPART_FORM),
        BodyKind::Text | BodyKind::Scalar => Some(MediaType::PLAIN_TEXT),
        BodyKind::Bytes | BodyKind::Content => None,
    }
}
