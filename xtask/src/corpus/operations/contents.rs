//! The values of request bodies and of the contents of responses.

use serde_json::{Value, json};
use specwright::codegen::names::VariantName;
use specwright::codegen::plan::model::body::{AlternativePlan, BodyKind, BodyPlan};
use specwright::codegen::plan::model::multipart::{FileCount, FileProperties};
use specwright::codegen::plan::model::response::{Content, StreamFormat};
use specwright::openapi::ir::{self, TypeRef};
use specwright::openapi::vocabulary::EventData;

use super::values::{ValueMaker, any, strings};

/// The number of values of each parameter, body or header.
pub(super) const VALUES: usize = 40;

/// Returns the values of a request body.
pub(super) fn bodies(body: &BodyPlan, maker: &ValueMaker<'_>) -> Vec<Value> {
    let sent = body.sent().iter();
    let values = sent.flat_map(|alternative| {
        let contents = contents_of(alternative, maker).into_iter();
        contents.map(|content| in_variant(alternative.variant.as_ref(), content))
    });
    values.collect()
}

/// Returns the values of content without alternatives.
pub(super) fn response_contents(
    content: &Content,
    response: &ir::Response,
    maker: &ValueMaker<'_>,
) -> Vec<Value> {
    let accepted = content.accepted();
    let mut declared = response.contents.iter();
    let declared = declared.find(|it| accepted.contains(&it.media_type.as_str()));
    let schema = declared.and_then(|content| content.ty);
    match content {
        Content::Empty | Content::Several { .. } => Vec::new(),
        Content::Json { .. } => typed(schema, maker),
        Content::Text { .. } => match schema {
            Some(schema) => without_null(maker.values(schema, VALUES)),
            None => strings(),
        },
        Content::Bytes { .. } => bytes().into(),
        Content::Open { media_types } => contents(media_types),
        Content::Stream { format, .. } => match (format, schema) {
            // The fields of an event cannot have all values that their schemas allow.
            (StreamFormat::Events(EventData::Whole), _) => Vec::new(),
            (StreamFormat::Events(EventData::Text), schema) => {
                let texts = schema.map_or_else(strings, |it| maker.values(it, VALUES));
                sequences(texts.into_iter().filter(can_be_event_data).collect())
            }
            _ => sequences(typed(schema, maker)),
        },
    }
}

/// Returns lists of items: none, each alone, and all.
fn sequences(items: Vec<Value>) -> Vec<Value> {
    let none = json!([]);
    let each = items.iter().map(|item| json!([item])).collect::<Vec<_>>();
    let all = Value::Array(items);
    [all, none].into_iter().chain(each).collect()
}

/// Returns whether the data of an event can be this string. A client ignores events without data,
/// and takes a carriage return as the end of a line.
fn can_be_event_data(text: &Value) -> bool {
    text.as_str()
        .is_some_and(|text| !text.is_empty() && !text.contains('\r'))
}

/// Returns the JSON of a variant of an enum of contents, or of the content if it has no enum.
pub(super) fn in_variant(variant: Option<&VariantName>, content: Value) -> Value {
    match variant {
        Some(variant) => json!({ "variant": variant.as_str(), "content": content }),
        None => content,
    }
}

fn contents_of(body: &AlternativePlan, maker: &ValueMaker<'_>) -> Vec<Value> {
    match body.kind {
        BodyKind::Bytes => bytes().into(),
        BodyKind::Content => contents(&body.media_types),
        BodyKind::Parts => parts(),
        BodyKind::Text if body.schema.is_none() => strings(),
        BodyKind::Form | BodyKind::Multipart if body.schema.is_none() => vec![json!({})],
        BodyKind::Multipart => {
            let values = without_null(typed(body.schema, maker)).into_iter();
            let values = values.map(|value| with_files(value, &body.files));
            values.collect()
        }
        BodyKind::Text | BodyKind::Scalar => without_null(typed(body.schema, maker)),
        BodyKind::Json | BodyKind::Form => typed(body.schema, maker),
    }
}

/// Returns the values that the media type can express: text and multipart bodies cannot be `null`,
/// which the generator reports.
fn without_null(mut values: Vec<Value>) -> Vec<Value> {
    values.retain(|value| !value.is_null());
    values
}

/// Returns a multipart body whose files are strings. Those of a property without a type can be
/// anything else, except `null`, which a part cannot be.
fn with_files(mut value: Value, files: &FileProperties) -> Value {
    let Some(properties) = value.as_object_mut() else {
        return value;
    };
    properties.retain(|name, value| !(value.is_null() && files.named.contains_key(name)));
    for (name, count) in &files.named {
        let Some(value) = properties.get_mut(name) else {
            continue;
        };
        match (count, &*value) {
            (FileCount::One, Value::String(_)) | (FileCount::Many, Value::Array(_)) => {}
            (FileCount::One, other) => *value = json!(other.to_string()),
            // A union of one file and several is a list.
            (FileCount::Many, one) => *value = json!([one]),
        }
    }
    value
}

fn typed(schema: Option<TypeRef>, maker: &ValueMaker<'_>) -> Vec<Value> {
    match schema {
        Some(schema) => maker.values(schema, VALUES),
        None => any(),
    }
}

fn bytes() -> [Value; 3] {
    [json!([104, 105]), json!([]), json!([0, 255, 13, 10, 128])]
}

fn contents(media_types: &[String]) -> Vec<Value> {
    let concrete = media_types
        .iter()
        .map(|media_type| match media_type.split_once('/') {
            Some((kind, "*")) if kind != "*" => format!("{kind}/x-test"),
            _ if media_type.contains('*') => "application/octet-stream".to_owned(),
            _ => media_type.clone(),
        });
    let all = concrete.flat_map(|media_type| {
        bytes().map(|bytes| json!({ "media_type": media_type, "bytes": bytes }))
    });
    all.collect()
}

fn parts() -> Vec<Value> {
    let [text, empty, binary] = bytes();
    let plain = json!({ "name": "a", "file_name": null, "content_type": null, "bytes": text });
    let file = json!({
        "name": "two words",
        "file_name": "\u{e9}.png",
        "content_type": "image/png",
        "bytes": binary,
    });
    let hollow = json!({
        "name": "b",
        "file_name": null,
        "content_type": "application/json",
        "bytes": empty,
    });
    vec![json!([plain]), json!([plain, file, hollow])]
}
