//! Encoding Objects: the serialization of the properties of forms and multipart bodies, where it
//! differs from the default.

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Api, Content, Encoding, Property, SchemaId, SchemaKind, TypeRef};
use specwright_openapi::media_type::MediaType;
use specwright_openapi::vocabulary::Style;

use super::model::encoding::{EncodingForm, EncodingPlan};
use super::model::multipart::FileProperties;
use super::multipart;
use super::representation::is_scalar;
use super::schemas::Schemas;
use crate::catalogue::encoding as catalogue;
use crate::config::FormObjects;

/// A body whose properties have encodings.
#[derive(Clone, Copy)]
pub(super) struct EncodedBody<'a> {
    pub(super) api: &'a Api,
    /// The operationId, for diagnostics.
    pub(super) operation: &'a str,
    pub(super) content: &'a Content,
}

/// Plans the encodings of a form that differ from the default. `objects` applies to properties
/// without an encoding.
pub(super) fn of_form(
    body: EncodedBody<'_>,
    objects: FormObjects,
    report: &mut Report,
) -> Vec<EncodingPlan> {
    let schema = body.content.ty.map(|ty| &body.api.schema(ty.id).kind);
    let Some(SchemaKind::Object(object)) = schema else {
        return Vec::new();
    };
    let mut forms = BTreeMap::new();
    if objects == FormObjects::Brackets {
        let nested = object.properties.iter();
        let nested = nested.filter(|property| is_nested(body.api, property.ty.id));
        forms.extend(nested.map(|property| (property.name.as_str(), EncodingForm::DeepObject)));
    }
    for encoding in &body.content.encodings {
        let Some(property) = body.property(&object.properties, encoding, report) else {
            continue;
        };
        let form = match (&encoding.content_type, encoding.style) {
            (_, Some(_)) => body.style(encoding, property.ty, report),
            (Some(content_type), None) if MediaType::new(content_type).is_json() => {
                Some(EncodingForm::Json)
            }
            _ => continue,
        };
        match form {
            Some(form) => forms.insert(&property.name, form),
            None => forms.remove(property.name.as_str()),
        };
    }
    let plan = |(name, form): (&str, EncodingForm)| EncodingPlan {
        name: name.to_owned(),
        content_type: None,
        media_types: Vec::new(),
        required_headers: Vec::new(),
        form,
    };
    forms.into_iter().map(plan).collect()
}

/// Plans the encodings of a multipart body that differ from the default.
pub(super) fn of_multipart(
    body: EncodedBody<'_>,
    files: &FileProperties,
    report: &mut Report,
) -> Vec<EncodingPlan> {
    for encoding in &body.content.encodings {
        if !encoding.headers.is_empty() && !files.named.contains_key(&encoding.name) {
            let finding = catalogue::unsupported_headers(body.operation, &encoding.name);
            report.add(&encoding.span.join("headers"), finding);
        }
    }
    let Some(form) = multipart::form(Schemas::declared(body.api), body.content) else {
        return Vec::new();
    };
    let encodings = body.content.encodings.iter();
    let plans = encodings.filter_map(|encoding| {
        let property = body.property(&form.object.properties, encoding, report)?;
        if files.named.contains_key(&encoding.name) {
            return file(encoding);
        }
        if encoding.style.is_some() {
            let form = body.style(encoding, property.ty, report)?;
            return Some(EncodingPlan {
                name: encoding.name.clone(),
                content_type: None,
                media_types: Vec::new(),
                required_headers: Vec::new(),
                form,
            });
        }
        body.part(encoding, property, report)
    });
    plans.collect()
}

impl<'a> EncodedBody<'a> {
    /// Returns the property that an encoding is for.
    fn property(
        self,
        properties: &'a [Property],
        encoding: &Encoding,
        report: &mut Report,
    ) -> Option<&'a Property> {
        let mut properties = properties.iter();
        let property = properties.find(|property| property.name == encoding.name);
        if property.is_none() {
            let finding = catalogue::unknown_property(self.operation, &encoding.name);
            report.add(&encoding.span, finding);
        }
        property
    }

    /// Plans a property as a part with a media type.
    fn part(
        self,
        encoding: &Encoding,
        property: &Property,
        report: &mut Report,
    ) -> Option<EncodingPlan> {
        let declared = encoding.content_type.as_deref()?;
        let content_type = first(declared)?;
        let is_json = |text: &str| MediaType::new(text).is_json();
        // If a list mixes JSON with other media types, no single media type applies to all parts.
        if declared.split(',').any(is_json) && !declared.split(',').all(is_json) {
            return None;
        }
        let kind = &self.api.schema(property.ty.id).kind;
        let (default, form) = match kind {
            // The string is already JSON.
            SchemaKind::String { .. } if is_json(&content_type) => (None, EncodingForm::Default),
            _ if is_json(&content_type) => (Some(MediaType::JSON), EncodingForm::Json),
            kind if is_flat(self.api, kind) => (Some(MediaType::PLAIN_TEXT), EncodingForm::Default),
            _ if content_type.starts_with("text/") => (None, EncodingForm::Json),
            _ => {
                let finding = catalogue::unsupported_media_type(
                    self.operation,
                    &encoding.name,
                    &content_type,
                );
                report.add(&encoding.span, finding);
                return None;
            }
        };
        Some(EncodingPlan {
            name: encoding.name.clone(),
            content_type: Some(content_type).filter(|it| Some(it.as_str()) != default),
            media_types: Vec::new(),
            required_headers: Vec::new(),
            form,
        })
    }

    /// Returns the style of a property, unless it is the default or does not support the values.
    fn style(self, encoding: &Encoding, ty: TypeRef, report: &mut Report) -> Option<EncodingForm> {
        let form = match encoding.style? {
            (Style::DeepObject, _) => EncodingForm::DeepObject,
            (Style::SpaceDelimited, false) => EncodingForm::SpaceDelimited,
            (Style::PipeDelimited, false) => EncodingForm::PipeDelimited,
            (_, false) => EncodingForm::Joined,
            (_, true) => EncodingForm::Exploded,
        };
        if form != EncodingForm::DeepObject && !is_shallow(self.api, ty.id) {
            let finding = catalogue::nested_value(self.operation, &encoding.name);
            report.add(&encoding.span, finding);
            return None;
        }
        let is_default = match &self.api.schema(ty.id).kind {
            SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Any => false,
            SchemaKind::Array(_) | SchemaKind::Tuple(_) => form == EncodingForm::Exploded,
            _ => true,
        };
        (!is_default).then_some(form)
    }
}

/// Plans a file, whose default media type is `application/octet-stream`. A declared list of media
/// types is the only one that is allowed.
fn file(encoding: &Encoding) -> Option<EncodingPlan> {
    let declared = encoding.content_type.as_deref();
    let required_headers = encoding.headers.iter().filter(|header| header.required);
    let plan = EncodingPlan {
        name: encoding.name.clone(),
        content_type: declared
            .and_then(first)
            .filter(|it| it != MediaType::OCTET_STREAM),
        media_types: declared.and_then(allowed_media_types).unwrap_or_default(),
        required_headers: required_headers.map(|header| header.name.clone()).collect(),
        form: EncodingForm::Default,
    };
    let is_default = plan.content_type.is_none()
        && plan.media_types.is_empty()
        && plan.required_headers.is_empty();
    (!is_default).then_some(plan)
}

/// Returns the media types of a list, unless it allows any.
fn allowed_media_types(declared: &str) -> Option<Vec<String>> {
    let media_types: Vec<String> = declared
        .split(',')
        .map(|media_type| media_type.trim().to_owned())
        .collect();
    let accepts_any = |it: &String| it == "*/*" || it == MediaType::OCTET_STREAM;
    let is_valid = |it: &String| it.contains('/') && is_visible(it);
    let is_open = media_types.iter().any(accepts_any) || !media_types.iter().all(is_valid);
    (!is_open).then_some(media_types)
}

/// Returns whether values are, or may be, scalars or arrays of scalars.
fn is_flat(api: &Api, kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Any | SchemaKind::Union(_) => true,
        SchemaKind::Array(array) => is_scalar(&api.schema(array.items.id).kind),
        kind => is_scalar(kind),
    }
}

/// Returns whether values are, or may be, objects or arrays of objects or arrays.
fn is_nested(api: &Api, id: SchemaId) -> bool {
    match &api.schema(id).kind {
        SchemaKind::Array(array) => !is_scalar(&api.schema(array.items.id).kind),
        SchemaKind::Tuple(_) => !is_shallow(api, id),
        kind => !is_scalar(kind),
    }
}

/// Returns whether the elements or properties of values are scalars.
fn is_shallow(api: &Api, id: SchemaId) -> bool {
    let is_scalar = |ty: &TypeRef| {
        let kind = &api.schema(ty.id).kind;
        matches!(kind, SchemaKind::Any) || is_scalar(kind)
    };
    match &api.schema(id).kind {
        SchemaKind::Object(object) => {
            let mut properties = object.properties.iter();
            properties.all(|property| is_scalar(&property.ty))
        }
        SchemaKind::Array(array) => is_scalar(&array.items),
        SchemaKind::Tuple(tuple) => tuple.items.iter().all(is_scalar),
        _ => true,
    }
}

/// Returns the first media type of a comma-separated list, which applies to parts without a media
/// type of their own. Returns `None` for a range, or for a string that a header cannot contain.
fn first(media_types: &str) -> Option<String> {
    let media_type = media_types.split(',').next().unwrap_or_default().trim();
    let is_concrete = media_type.contains('/') && !media_type.contains('*');
    (is_visible(media_type) && is_concrete).then(|| media_type.to_owned())
}

/// Returns whether a header can contain a string.
fn is_visible(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn the_first_media_type_of_a_list_is_used() {
        assert_eq!(first("image/png, image/jpeg").as_deref(), Some("image/png"));
    }

    #[test]
    fn ranges_and_malformed_media_types_are_not_used() {
        for media_types in ["image/*", "", "png", "image/p\u{e9}ng"] {
            assert_eq!(first(media_types), None, "{media_types}");
        }
    }
}
