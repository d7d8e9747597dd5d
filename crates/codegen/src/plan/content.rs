//! The encodings and types of the content of request bodies and responses.

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Content, Method, Operation, SchemaKind, StringFormat, TypeRef};
use specwright_openapi::media_type::MediaType;
use specwright_openapi::vocabulary::Status;

use super::model::body::BodyKind;
use super::model::ty::RustType;
use super::model::types::TypesPlan;
use super::schemas::Schemas;
use crate::catalogue::media_type as catalogue;

/// Returns the position of a media type among those of JSON: lower is better. `application/json`
/// comes before media types with a meaning of their own, and `application/json-patch+json` last
/// unless the schema is an array ([RFC 6902](https://www.rfc-editor.org/rfc/rfc6902)).
pub(super) fn json_rank(schemas: Schemas<'_>, content: &Content) -> u8 {
    let is_array = |ty: TypeRef| {
        let kind = schemas.kind(ty.id);
        matches!(kind, Some(SchemaKind::Array(_) | SchemaKind::Tuple(_)))
    };
    match MediaType::new(&content.media_type).essence() {
        MediaType::JSON => 0,
        "application/json-patch+json" if !content.ty.is_some_and(is_array) => 2,
        _ => 1,
    }
}

/// Returns whether the schema of a form can have properties. An array or a scalar cannot.
pub(super) fn is_form(schemas: Schemas<'_>, content: &Content) -> bool {
    content.ty.is_none_or(|ty| {
        let kind = schemas.kind(ty.id);
        matches!(
            kind,
            Some(SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Any)
        )
    })
}

/// Returns [`BodyKind::Text`] for text without a schema or with the schema of a plain string, and
/// [`BodyKind::Scalar`] for text with any other schema.
pub(super) fn text_kind(schemas: Schemas<'_>, content: &Content) -> BodyKind {
    match content.ty.map(|ty| schemas.kind(ty.id)) {
        None | Some(Some(SchemaKind::Any)) => BodyKind::Text,
        Some(Some(SchemaKind::String {
            format: StringFormat::Plain | StringFormat::Other(_),
            ..
        })) => BodyKind::Text,
        Some(_) => BodyKind::Scalar,
    }
}

/// Returns the type of the content of a request body.
pub(super) fn body_type(types: &TypesPlan, kind: BodyKind, schema: Option<TypeRef>) -> RustType {
    match kind {
        BodyKind::Text => RustType::String,
        BodyKind::Bytes => RustType::Bytes,
        BodyKind::Content => RustType::Content,
        BodyKind::Parts => RustType::Vec(Box::new(RustType::Part)),
        BodyKind::Json | BodyKind::Form => json_type(types, schema),
        BodyKind::Multipart | BodyKind::Scalar => {
            schema.map_or(RustType::Value, |schema| types.use_type(schema))
        }
    }
}

/// Returns the type of a JSON document.
pub(super) fn json_type(types: &TypesPlan, schema: Option<TypeRef>) -> RustType {
    let Some(schema) = schema else {
        return RustType::Value;
    };
    match types.use_type(schema) {
        // `null` is one of the values of these types.
        ty @ (RustType::Value | RustType::Unit) => ty,
        ty if schema.nullable => ty.optional(),
        ty => ty,
    }
}

/// Returns whether a response never has content (RFC 9110, 6.4.1), whatever the document declares.
pub(super) fn is_empty(operation: &Operation, status: Status) -> bool {
    operation.method == Method::Head
        || matches!(
            status,
            Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1)
        )
}

/// Reports content that may be `null` although its media type cannot express that: text and forms.
/// `accepted` has the generated media types.
pub(super) fn report_null(accepted: &[String], contents: &[Content], report: &mut Report) {
    let is_accepted = |content: &&Content| accepted.contains(&content.media_type);
    for content in contents.iter().filter(is_accepted) {
        if content.ty.is_some_and(|ty| ty.nullable) {
            report.add(&content.span, catalogue::null(&content.media_type));
        }
    }
}

/// Returns the media type of text that is sent, which is always UTF-8: the declared type with
/// another `charset`, or `text/plain` for a range.
pub(super) fn utf8_text(declared: &str) -> String {
    let media_type = if declared.contains('*') {
        MediaType::PLAIN_TEXT
    } else {
        declared
    };
    let mut parts = media_type.split(';').map(str::trim);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let is_charset = |parameter: &str| {
        let (name, _) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.trim_end().eq_ignore_ascii_case("charset")
    };
    for parameter in parts.filter(|part| !part.is_empty() && !is_charset(part)) {
        text.push_str("; ");
        text.push_str(parameter);
    }
    text + "; charset=utf-8"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_labeled_as_utf_8() {
        for (declared, expected) in [
            ("text/plain", "text/plain; charset=utf-8"),
            ("text/*", "text/plain; charset=utf-8"),
            (
                "text/csv;header=present",
                "text/csv; header=present; charset=utf-8",
            ),
            (
                "text/csv; Charset=latin1; a=b",
                "text/csv; a=b; charset=utf-8",
            ),
        ] {
            assert_eq!(utf8_text(declared), expected);
        }
    }
}
