//! Request bodies and responses.

use serde_json::{Map, Value, json};

use super::{Context, Dialect, parameter, schema};
use crate::choices::Choices;

const MEDIA_TYPES: &[&str] = &[
    "application/json",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/merge-patch+json",
    "text/plain",
    "application/octet-stream",
    "application/problem+json; charset=utf-8",
    "image/*",
    "*/*",
    "application/xml",
    "multipart/mixed",
    "application/x-ndjson",
    "text/event-stream",
];

/// Grows a request body.
pub fn request(context: &Context, choices: &mut Choices<'_>) -> Value {
    let mut body = json!({"content": content(context, choices)});
    if choices.one_in(2) {
        body["required"] = choices.one_in(2).into();
    }
    if choices.one_in(4) {
        body["description"] = context.oddity.sentence(choices).into();
    }
    body
}

fn content(context: &Context, choices: &mut Choices<'_>) -> Value {
    let count = 1 + usize::from(choices.one_in(4)) + usize::from(choices.one_in(8));
    let media_types = (0..count).map(|_| {
        let name = choices.pick(MEDIA_TYPES);
        (name.to_owned(), media_type(context, choices, name))
    });
    Value::Object(media_types.collect())
}

fn media_type(context: &Context, choices: &mut Choices<'_>, name: &str) -> Value {
    match name {
        "application/x-www-form-urlencoded" | "multipart/form-data" => form(context, choices, name),
        "application/octet-stream" | "image/*" => match choices.up_to(2) {
            0 => json!({"schema": {"type": "string", "format": "binary"}}),
            1 => json!({}),
            _ => json!({"schema": schema::schema(context, choices, 1)}),
        },
        "text/plain" => json!({"schema": schema::schema(context, choices, 1)}),
        _ if choices.one_in(10) => json!({}),
        _ => json!({"schema": schema::schema(context, choices, 4)}),
    }
}

/// Grows a form, whose properties may have encodings.
fn form(context: &Context, choices: &mut Choices<'_>, name: &str) -> Value {
    let mut schema = schema::object(context, choices, 3);
    if name == "multipart/form-data" && choices.one_in(2) {
        schema["properties"]["file"] = match choices.up_to(2) {
            0 => json!({"type": "string", "format": "binary"}),
            1 => json!({"type": "array", "items": {"type": "string", "format": "binary"}}),
            _ => json!({}),
        };
    }
    let mut encodings = Map::new();
    if let Some(properties) = schema["properties"].as_object() {
        for property in properties.keys() {
            if choices.one_in(3) {
                encodings.insert(property.clone(), encoding(context, choices));
            }
        }
    }
    match encodings.is_empty() {
        true => json!({"schema": schema}),
        false => json!({"schema": schema, "encoding": encodings}),
    }
}

fn encoding(context: &Context, choices: &mut Choices<'_>) -> Value {
    match choices.up_to(5) {
        0 => json!({"contentType": "application/json"}),
        1 => json!({"contentType": "image/png, image/jpeg"}),
        2 => json!({"style": "deepObject", "explode": true}),
        3 => json!({"style": "form", "explode": choices.one_in(2)}),
        4 => json!({"style": choices.pick(&["pipeDelimited", "spaceDelimited"])}),
        _ => json!({"headers": {"X-Part": parameter::header(context, choices)}}),
    }
}

/// Grows the responses of an operation.
pub fn responses(context: &Context, choices: &mut Choices<'_>) -> Value {
    let swagger = context.dialect == Dialect::Swagger;
    let mut statuses = vec![choices.pick(&["200", "201", "204", "202", "default", "302"])];
    for status in [
        "default", "404", "4XX", "422", "2XX", "5XX", "200", "500", "100",
    ] {
        let is_range = status.ends_with("XX");
        if !(swagger && is_range) && choices.one_in(6) {
            statuses.push(status);
        }
    }
    let responses = statuses
        .into_iter()
        .map(|status| (status.to_owned(), response(context, choices, status)));
    Value::Object(responses.collect())
}

fn response(context: &Context, choices: &mut Choices<'_>, status: &str) -> Value {
    let mut response = json!({"description": context.oddity.sentence(choices)});
    let empty = matches!(status, "204" | "100") || choices.one_in(4);
    if !empty && context.dialect == Dialect::Swagger {
        response["schema"] = schema::schema(context, choices, 3);
    } else if !empty {
        response["content"] = content(context, choices);
    }
    if choices.one_in(4) {
        let headers = choices.several(3, |choices| {
            let name = context.oddity.identifier(choices);
            (name, parameter::header(context, choices))
        });
        response["headers"] = Value::Object(headers.into_iter().collect());
    }
    response
}
