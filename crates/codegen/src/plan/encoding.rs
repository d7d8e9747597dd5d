//! How the members of forms and multipart bodies are written, where that is not the usual way.

use specwright_openapi::diagnostic::{Code, Diagnostic, Effect};
use specwright_openapi::ir::{
    self, Api, Encoding, Object, Property, SchemaId, SchemaKind, Style, TypeRef,
};

use super::multipart;
use super::note::warning;
use crate::plan::model::encoding::{EncodingForm, EncodingPlan};
use crate::plan::model::multipart::FileProperties;

/// What the planning of encodings works from.
struct Body<'a> {
    api: &'a Api,
    operation: &'a str,
    object: &'a Object,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// The encodings of a form that say something.
pub fn of_form(
    api: &Api,
    operation: &str,
    media: &ir::Content,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<EncodingPlan> {
    let Some(SchemaKind::Object(object)) = media.ty.map(|ty| &api.schema(ty.id).kind) else {
        return Vec::new();
    };
    let mut body = Body {
        api,
        operation,
        object,
        diagnostics,
    };
    let plans = media.encodings.iter().filter_map(|encoding| {
        let property = body.member(encoding)?;
        let form = match (&encoding.content_type, encoding.style) {
            (_, Some(style)) => body.style(encoding, style, property.ty)?,
            (Some(content_type), None) if is_json(content_type) => EncodingForm::Json,
            _ => return None,
        };
        Some(EncodingPlan {
            name: encoding.name.clone(),
            content_type: None,
            form,
        })
    });
    plans.collect()
}

/// The encodings of a multipart body that say something.
pub fn of_parts(
    api: &Api,
    operation: &str,
    (media, files): (&ir::Content, &FileProperties),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<EncodingPlan> {
    let Some((_, object)) = multipart::form(api, media) else {
        return Vec::new();
    };
    let mut body = Body {
        api,
        operation,
        object,
        diagnostics,
    };
    let plans = media.encodings.iter().filter_map(|encoding| {
        let property = body.member(encoding)?;
        let content_type = encoding.content_type.as_deref().and_then(first);
        let name = encoding.name.clone();
        if files.named.contains_key(&name) {
            let content_type =
                content_type.filter(|content_type| content_type != "application/octet-stream");
            return content_type.map(|content_type| EncodingPlan {
                name,
                content_type: Some(content_type),
                form: EncodingForm::Default,
            });
        }
        if let Some(style) = encoding.style {
            return body
                .style(encoding, style, property.ty)
                .map(|form| EncodingPlan {
                    name,
                    content_type: None,
                    form,
                });
        }
        // Of parts that may be JSON or not, each says what it is.
        let listed = encoding.content_type.as_deref().unwrap_or_default();
        let is_mixed = listed.split(',').any(is_json) && !listed.split(',').all(is_json);
        body.part(encoding, property, content_type.filter(|_| !is_mixed)?)
    });
    plans.collect()
}

impl<'a> Body<'a> {
    /// The member that an encoding is for.
    fn member(&mut self, encoding: &Encoding) -> Option<&'a Property> {
        let member = self
            .object
            .properties
            .iter()
            .find(|property| property.name == encoding.name);
        if member.is_none() {
            let message = format!(
                "the encoding of `{}` has no effect: the body of `{}` has no such member",
                encoding.name, self.operation
            );
            let hint = "remove it, or name a member that the schema describes";
            self.diagnostics.push(warning(
                Code::IgnoredKeyword,
                Effect::None,
                message,
                &encoding.span,
                hint,
            ));
        }
        member
    }

    /// A member as a part of a media type.
    fn part(
        &mut self,
        encoding: &Encoding,
        property: &Property,
        content_type: String,
    ) -> Option<EncodingPlan> {
        let plan = |content_type: Option<String>, form| {
            Some(EncodingPlan {
                name: encoding.name.clone(),
                content_type,
                form,
            })
        };
        let kind = &self.api.schema(property.ty.id).kind;
        match (kind, is_json(&content_type)) {
            // A text that is JSON already.
            (SchemaKind::String { .. }, true) => plan(Some(content_type), EncodingForm::Default),
            (_, true) => plan(
                Some(content_type).filter(|content_type| content_type != "application/json"),
                EncodingForm::Json,
            ),
            (kind, false) if is_flat(self.api, kind) => plan(
                Some(content_type).filter(|content_type| content_type != "text/plain"),
                EncodingForm::Default,
            ),
            (_, false) if content_type.starts_with("text/") => {
                plan(Some(content_type), EncodingForm::Json)
            }
            (_, false) => {
                let message = format!(
                    "the member `{}` of the body of `{}` is `{content_type}`",
                    encoding.name, self.operation
                );
                let hint = "use application/json, or a string with the format binary";
                let message = format!("{message}, which is not generated; it is written as JSON");
                self.diagnostics.push(warning(
                    Code::UnsupportedMediaType,
                    Effect::Degraded,
                    message,
                    &encoding.span,
                    hint,
                ));
                None
            }
        }
    }

    /// A style, unless it has no text for the member.
    fn style(
        &mut self,
        encoding: &Encoding,
        (style, explode): (Style, bool),
        ty: TypeRef,
    ) -> Option<EncodingForm> {
        let form = match (style, explode) {
            (Style::DeepObject, _) => EncodingForm::DeepObject,
            (Style::SpaceDelimited, false) => EncodingForm::SpaceDelimited,
            (Style::PipeDelimited, false) => EncodingForm::PipeDelimited,
            (_, false) => EncodingForm::Joined,
            (_, true) => EncodingForm::Exploded,
        };
        if form != EncodingForm::DeepObject && !is_shallow(self.api, ty.id) {
            let message = format!(
                "the member `{}` of the body of `{}` is nested too deep for its style",
                encoding.name, self.operation
            );
            let message = format!("{message}, which is left out");
            let hint = "use the style `deepObject`";
            self.diagnostics.push(warning(
                Code::UnsupportedStyle,
                Effect::Degraded,
                message,
                &encoding.span,
                hint,
            ));
            return None;
        }
        let is_usual = match &self.api.schema(ty.id).kind {
            SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Any => false,
            SchemaKind::Array(_) | SchemaKind::Tuple { .. } => form == EncodingForm::Exploded,
            _ => true,
        };
        (!is_usual).then_some(form)
    }
}

/// Whether values are scalars or lists of them, or may be.
fn is_flat(api: &Api, kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Any | SchemaKind::Union(_) => true,
        SchemaKind::Array(array) => is_scalar(&api.schema(array.items.id).kind),
        kind => is_scalar(kind),
    }
}

/// Whether nothing that is nested stands in the elements or members of values.
fn is_shallow(api: &Api, id: SchemaId) -> bool {
    let is_scalar = |ty: &TypeRef| {
        matches!(&api.schema(ty.id).kind, SchemaKind::Any) || is_scalar(&api.schema(ty.id).kind)
    };
    match &api.schema(id).kind {
        SchemaKind::Object(object) => object
            .properties
            .iter()
            .all(|property| is_scalar(&property.ty)),
        SchemaKind::Array(array) => is_scalar(&array.items),
        SchemaKind::Tuple(tuple) => tuple.items.iter().all(is_scalar),
        _ => true,
    }
}

fn is_scalar(kind: &SchemaKind) -> bool {
    matches!(
        kind,
        SchemaKind::Boolean
            | SchemaKind::Integer { .. }
            | SchemaKind::Number { .. }
            | SchemaKind::String { .. }
            | SchemaKind::Enum(_)
    )
}

/// The media type that a list names first, which is said of what says nothing itself; none for a range.
fn first(list: &str) -> Option<String> {
    let content_type = list.split(',').next().unwrap_or_default().trim();
    let is_visible = content_type
        .bytes()
        .all(|byte| (0x20..0x7f).contains(&byte));
    (is_visible && content_type.contains('/') && !content_type.contains('*'))
        .then(|| content_type.to_owned())
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
