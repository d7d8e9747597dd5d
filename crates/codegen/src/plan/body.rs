//! Request bodies: the alternatives among their media types, and the types of their contents.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{
    Additional, Api, Content, ContentKind, Operation, RequestBody, SchemaKind, TypeRef,
};
use specwright_openapi::media_type::MediaType;

use super::alternatives::{Alternative, Alternatives};
use super::context::Context;
use super::encoding::{self, EncodedBody};
use super::model::body::{AlternativePlan, BodyKind, BodyPlan};
use super::model::content_enum::ContentPosition;
use super::model::docs::Docs;
use super::model::multipart::FileProperties;
use super::model::ty::RustType;
use super::multipart::MultipartForm;
use super::schemas::Schemas;
use super::{content, docs, multipart, parameter};
use crate::catalogue::body as catalogue;

/// Plans the request body of the operation at a position of the document, and reports declared
/// content that is not generated.
pub(super) fn plan(
    context: Context<'_>,
    index: usize,
    request: &RequestBody,
    report: &mut Report,
) -> Option<BodyPlan> {
    let operation = &context.api.operations[index];
    let schemas = Schemas::declared(context.api);
    let found = Alternatives::of_request(schemas, &request.contents)?;
    let choice = context.types.content_enum(ContentPosition::Request(index));
    let mut alternatives = Vec::new();
    for (position, alternative) in found.all.iter().enumerate() {
        report_ignored_schemas(schemas, operation, alternative, report);
        let variant = choice.and_then(|choice| choice.variants.get(position));
        alternatives.push(AlternativePlan {
            variant: variant.map(|variant| variant.name.clone()),
            ..plan_alternative(context, operation, alternative, report)
        });
    }
    let preferred = alternatives.first()?;
    let (ty, into) = match choice {
        Some(choice) => (RustType::Named(choice.path.clone()), true),
        None => (preferred.ty.clone(), converts(context, preferred)),
    };
    if !found.is_choice {
        // Two encodings of one schema can have different types: text cannot be `null`.
        alternatives.retain(|alternative| alternative.ty == ty);
    }
    report_other_content(&found, &alternatives, request, report);
    for alternative in alternatives.iter().filter(|it| !expresses_null(it.kind)) {
        content::report_null(&alternative.accepted, &request.contents, report);
    }
    Some(BodyPlan {
        required: request.required,
        choice: choice.map(|choice| choice.path.clone()),
        alternatives,
        ty,
        into,
        docs: docs::of(&request.docs, || Docs::own("The request body.")),
    })
}

fn plan_alternative(
    context: Context<'_>,
    operation: &Operation,
    alternative: &Alternative<'_>,
    report: &mut Report,
) -> AlternativePlan {
    let (kind, first) = (alternative.kind, alternative.first());
    let files = files(context, alternative);
    let body = EncodedBody {
        api: context.api,
        operation: &operation.id,
        content: first,
    };
    let encodings = match kind {
        BodyKind::Form => {
            encoding::of_form(body, context.config.form_objects(&operation.id), report)
        }
        BodyKind::Multipart => encoding::of_multipart(body, &files, report),
        _ => Vec::new(),
    };
    let declared = alternative.contents.iter().map(|it| it.media_type.clone());
    let accepted: Vec<String> = declared.collect();
    // Only bytes have a media type that the caller chooses.
    let sent = match kind {
        BodyKind::Content => accepted.as_slice(),
        _ => accepted.get(..1).unwrap_or_default(),
    };
    let media_types: Vec<String> = sent.iter().map(|it| concrete(it, kind)).collect();
    let ty = content::body_type(context.types, kind, first.ty);
    AlternativePlan {
        variant: None,
        content_type: content_type(&media_types, kind),
        media_types,
        accepted,
        kind,
        encodings,
        by_serde: context.types.is_foreign(&ty),
        ty,
        schema: first.ty,
        files,
    }
}

/// Returns whether an encoding has a representation of `null`, or no schema.
fn expresses_null(kind: BodyKind) -> bool {
    match kind {
        BodyKind::Json | BodyKind::Bytes | BodyKind::Content | BodyKind::Parts => true,
        BodyKind::Form | BodyKind::Multipart | BodyKind::Text | BodyKind::Scalar => false,
    }
}

/// Returns whether the client accepts `impl Into` of the type of a body that is not an enum.
fn converts(context: Context<'_>, body: &AlternativePlan) -> bool {
    let is_text = body.schema.is_some() && parameter::is_text(context.types, &body.ty);
    matches!(body.kind, BodyKind::Text | BodyKind::Bytes)
        || body.kind == BodyKind::Scalar && is_text
}

/// Returns the properties of a multipart body that are files.
fn files(context: Context<'_>, alternative: &Alternative<'_>) -> FileProperties {
    let schemas = Schemas::declared(context.api);
    let form = multipart::form(schemas, alternative.first());
    match form.filter(|_| alternative.kind == BodyKind::Multipart) {
        // The plan of the types crate has no struct for a schema that a user-supplied type
        // replaces.
        Some(form) => context
            .types
            .files(form.id)
            .cloned()
            .unwrap_or_else(|| multipart::files(schemas, form.object, alternative.first())),
        None => FileProperties::default(),
    }
}

/// Reports the media types that the client does not send.
fn report_other_content(
    found: &Alternatives<'_>,
    generated: &[AlternativePlan],
    request: &RequestBody,
    report: &mut Report,
) {
    for alternative in &found.all {
        let sent = &alternative.first().media_type;
        for other in alternative.contents.iter().skip(1) {
            match alternative.kind {
                BodyKind::Json | BodyKind::Text | BodyKind::Scalar => {
                    let finding = catalogue::other_media_type(&other.media_type, sent);
                    report.add(&other.span, finding);
                }
                BodyKind::Form | BodyKind::Multipart | BodyKind::Parts => {
                    let finding = catalogue::other_encoding(&other.media_type, sent);
                    report.add(&other.span, finding);
                }
                // The caller chooses the media type.
                BodyKind::Bytes | BodyKind::Content => {}
            }
        }
    }
    let preferred = generated.iter().filter_map(|it| it.accepted.first());
    let preferred: Vec<&str> = preferred.map(String::as_str).collect();
    let accepted = generated.iter().flat_map(|it| &it.accepted);
    let accepted: BTreeSet<&String> = accepted.collect();
    for content in &request.contents {
        if !accepted.contains(&content.media_type) {
            let finding = catalogue::unused_media_type(&content.media_type, &preferred);
            report.add(&content.span, finding);
        }
    }
    let encodings = found.all.iter().skip(1).filter(|_| !found.is_choice);
    let encodings = encodings.map(Alternative::first);
    for content in encodings.filter(|it| accepted.contains(&it.media_type)) {
        let sent = preferred.first().copied().unwrap_or_default();
        let finding = catalogue::other_encoding(&content.media_type, sent);
        report.add(&content.span, finding);
    }
}

/// Reports the schemas, or parts of them, that do not influence the type of the body.
fn report_ignored_schemas(
    schemas: Schemas<'_>,
    operation: &Operation,
    alternative: &Alternative<'_>,
    report: &mut Report,
) {
    let first = alternative.first();
    match alternative.kind {
        BodyKind::Parts if first.ty.is_some_and(|ty| is_typed(schemas.api, ty)) => {
            let finding = catalogue::schema_of_parts_ignored(&operation.id, &first.media_type);
            report.add(&first.span, finding);
        }
        BodyKind::Bytes | BodyKind::Content => {
            // The ignored schema of binary content is reported when the document is lowered.
            let contents = alternative.contents.iter();
            for content in contents.filter(|it| it.kind != ContentKind::Binary) {
                let finding =
                    catalogue::schema_of_bytes_ignored(&operation.id, &content.media_type);
                report.add(&content.span, finding);
            }
        }
        BodyKind::Multipart => {
            if let Some(form) = multipart::form(schemas, first) {
                report_files(schemas, operation, form, first, report);
            }
        }
        _ => {}
    }
}

/// Reports what the files of a multipart body cannot express.
fn report_files(
    schemas: Schemas<'_>,
    operation: &Operation,
    form: MultipartForm<'_>,
    content: &Content,
    report: &mut Report,
) {
    let files = multipart::files(schemas, form.object, content);
    for property in &form.object.properties {
        if multipart::is_mixed_file(schemas, property.ty.id) {
            let finding = catalogue::mixed_file(&operation.id, &property.name);
            report.add(&property.span, finding);
        }
        if property.ty.nullable && files.named.contains_key(&property.name) {
            report.add(&property.span, catalogue::null_file());
        }
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

/// Returns the media type of a request; for a range, the default of the kind. The caller chooses a
/// media type in a range of bytes.
fn concrete(media_type: &str, kind: BodyKind) -> String {
    let default = kind
        .default_media_type()
        .filter(|_| media_type.contains('*'));
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
            let default = kind.default_media_type()?;
            let is_default = media_types.iter().any(|it| it == default);
            media_types.first().filter(|_| !is_default).cloned()
        }
        // The runtime adds the boundary to the media type, or receives the media type with the
        // body.
        BodyKind::Multipart | BodyKind::Parts | BodyKind::Bytes | BodyKind::Content => None,
    }
}
