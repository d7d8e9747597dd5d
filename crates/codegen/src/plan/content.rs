//! Selection among the declared media types of a body, and the types of their content. Request
//! bodies, responses and the types crate share this module.

use std::collections::BTreeMap;

use specwright_openapi::ir::{
    Api, Content, ContentKind, RequestBody, SchemaId, SchemaKind, StringFormat, TypeRef,
};
use specwright_openapi::media_type::MediaType;

use super::model::body::BodyKind;
use super::model::multipart::FileProperties;
use super::model::ty::RustType;
use super::model::types::TypesPlan;
use super::multipart;
use super::schemas::Schemas;

/// The content of a request body that is generated.
pub(super) struct SelectedContent<'a> {
    /// The serialization.
    pub(super) kind: BodyKind,
    /// The content of the first media type.
    pub(super) first: &'a Content,
    /// The content of the other media types; empty unless the caller chooses one.
    pub(super) others: Vec<&'a Content>,
}

impl<'a> SelectedContent<'a> {
    fn one(kind: BodyKind, first: &'a Content) -> Self {
        Self {
            kind,
            first,
            others: Vec::new(),
        }
    }

    /// Returns the content of all media types.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Content> {
        [self.first].into_iter().chain(self.others.iter().copied())
    }
}

/// Selects the content of a request body: JSON before a form before multipart before text, except
/// that multipart comes first if it has files, which neither JSON nor a form can contain. Any other
/// content is bytes, and all of its media types are generated.
pub(super) fn select<'a>(
    schemas: Schemas<'_>,
    contents: &'a [Content],
) -> Option<SelectedContent<'a>> {
    let of = |kind: ContentKind| contents.iter().find(|content| content.kind == kind);
    let json = json(schemas, contents).map(|content| (BodyKind::Json, content));
    let form = of(ContentKind::Form).filter(|content| is_form(schemas, content));
    let form = form.map(|content| (BodyKind::Form, content));
    let form_data = contents
        .iter()
        .find(|content| multipart::is_form_data(content));
    let parts = form_data.or_else(|| of(ContentKind::Multipart));
    let parts = parts.map(|content| match multipart::form(schemas, content) {
        Some(_) => (BodyKind::Multipart, content),
        None => (BodyKind::Parts, content),
    });
    let files = parts.filter(|(_, content)| has_files(schemas, content));
    let text = of(ContentKind::Text).map(|content| (text_kind(schemas, content), content));
    let typed = files.or(json).or(form).or(parts).or(text);
    match typed {
        Some((kind, content)) => Some(SelectedContent::one(kind, content)),
        None => bytes(contents),
    }
}

/// Selects all media types. The caller chooses one of them if several are declared, or if the only
/// media type is a range.
fn bytes(contents: &[Content]) -> Option<SelectedContent<'_>> {
    let (first, others) = contents.split_first()?;
    let is_open = !others.is_empty() || first.media_type.contains('*');
    Some(SelectedContent {
        kind: if is_open {
            BodyKind::Content
        } else {
            BodyKind::Bytes
        },
        first,
        others: others.iter().collect(),
    })
}

/// Returns the JSON content that is sent and accepted: `application/json` before media types with a
/// meaning of their own, and `application/json-patch+json` last unless the schema is an array
/// ([RFC 6902](https://www.rfc-editor.org/rfc/rfc6902)).
pub(super) fn json<'a>(schemas: Schemas<'_>, contents: &'a [Content]) -> Option<&'a Content> {
    let is_array = |ty: TypeRef| {
        let kind = schemas.kind(ty.id);
        matches!(kind, Some(SchemaKind::Array(_) | SchemaKind::Tuple(_)))
    };
    let rank = |content: &&Content| match MediaType::new(&content.media_type).essence() {
        MediaType::JSON => 0,
        "application/json-patch+json" if !content.ty.is_some_and(is_array) => 2,
        _ => 1,
    };
    let contents = contents.iter();
    contents
        .filter(|content| content.kind == ContentKind::Json)
        .min_by_key(rank)
}

/// Returns whether the schema of a form can have properties. An array or a scalar cannot.
fn is_form(schemas: Schemas<'_>, content: &Content) -> bool {
    content.ty.is_none_or(|ty| {
        let kind = schemas.kind(ty.id);
        matches!(
            kind,
            Some(SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Any)
        )
    })
}

fn has_files(schemas: Schemas<'_>, content: &Content) -> bool {
    let form = multipart::form(schemas, content);
    form.is_some_and(|form| !multipart::files(schemas, form.object, content).is_empty())
}

/// Returns [`BodyKind::Text`] for text without a schema or with the schema of a plain string, and
/// [`BodyKind::Scalar`] for text with any other schema.
fn text_kind(schemas: Schemas<'_>, content: &Content) -> BodyKind {
    match content.ty.map(|ty| schemas.kind(ty.id)) {
        None | Some(Some(SchemaKind::Any)) => BodyKind::Text,
        Some(Some(SchemaKind::String {
            format: StringFormat::Plain | StringFormat::Other(_),
            ..
        })) => BodyKind::Text,
        Some(_) => BodyKind::Scalar,
    }
}

/// Returns the schemas that are structs of multipart bodies, with the properties that are files in
/// at least one of the bodies.
pub(super) fn multipart_bodies(schemas: Schemas<'_>) -> BTreeMap<SchemaId, FileProperties> {
    let mut bodies: BTreeMap<SchemaId, FileProperties> = BTreeMap::new();
    let operations = schemas.api.operations.iter();
    let requests = operations.filter_map(|operation| operation.body.as_ref());
    for content in requests.filter_map(|body| multipart(schemas, body)) {
        let Some(form) = multipart::form(schemas, content) else {
            continue;
        };
        let found = multipart::files(schemas, form.object, content);
        let files = bodies.entry(form.id).or_default();
        files.named.extend(found.named);
        files.additional = files.additional.or(found.additional);
    }
    bodies
}

/// Returns the content of a body for which a multipart struct is generated.
fn multipart<'a>(schemas: Schemas<'_>, body: &'a RequestBody) -> Option<&'a Content> {
    let selected = select(schemas, &body.contents)?;
    (selected.kind == BodyKind::Multipart).then_some(selected.first)
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

/// Returns the type of text content: `String`, or the type of a scalar.
pub(super) fn text_type(types: &TypesPlan, api: &Api, content: &Content) -> RustType {
    let kind = text_kind(Schemas::declared(api), content);
    body_type(types, kind, content.ty)
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
    use serde_json::{Value, json};

    use super::*;
    use crate::plan::sample_api::api;

    /// Returns an API with one operation whose body has some content.
    fn with_body(content: Value) -> Api {
        let operation = json!({
            "operationId": "send",
            "requestBody": { "content": content },
            "responses": { "204": { "description": "Done." } },
        });
        api(json!({ "/": { "post": operation } }), json!({}))
    }

    fn selected(content: Value) -> (BodyKind, Vec<String>) {
        let api = with_body(content);
        let body = api.operations[0].body.as_ref();
        let contents = &body.expect("the operation has a body").contents;
        let selected = select(Schemas::declared(&api), contents);
        let selected = selected.expect("a body has content");
        let media_types = selected.all().map(|content| content.media_type.clone());
        (selected.kind, media_types.collect())
    }

    fn object(property: Value) -> Value {
        json!({ "schema": { "type": "object", "properties": { "property": property } } })
    }

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

    #[test]
    fn json_is_preferred_to_a_form() {
        let content = json!({
            "application/x-www-form-urlencoded": object(json!({ "type": "string" })),
            "application/json": object(json!({ "type": "string" })),
        });
        let expected = (BodyKind::Json, vec!["application/json".to_owned()]);
        assert_eq!(selected(content), expected);
    }

    #[test]
    fn multipart_is_preferred_to_json_only_if_it_has_files() {
        for (property, expected) in [
            (json!({ "type": "string" }), BodyKind::Json),
            (
                json!({ "type": "string", "format": "binary" }),
                BodyKind::Multipart,
            ),
        ] {
            let content = json!({
                "application/json": object(property.clone()),
                "multipart/form-data": object(property),
            });
            assert_eq!(selected(content).0, expected);
        }
    }

    #[test]
    fn multipart_without_properties_is_a_list_of_parts() {
        let content = json!({ "multipart/form-data": {} });
        assert_eq!(selected(content).0, BodyKind::Parts);
    }

    #[test]
    fn the_caller_chooses_among_several_binary_media_types() {
        let content = json!({ "image/jpeg": {}, "image/png": {} });
        let media_types = vec!["image/jpeg".to_owned(), "image/png".to_owned()];
        assert_eq!(selected(content), (BodyKind::Content, media_types));
        let content = json!({ "image/png": {} });
        assert_eq!(selected(content).0, BodyKind::Bytes);
    }
}
