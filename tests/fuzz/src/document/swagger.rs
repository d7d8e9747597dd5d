//! Parts that only Swagger 2.0 has.

use serde_json::{Map, Value, json};

use super::{Context, schema};
use crate::choices::Choices;

/// Adds the version, the address and the media types.
pub fn complete(document: &mut Map<String, Value>, choices: &mut Choices<'_>) {
    document.insert("swagger".to_owned(), "2.0".into());
    if choices.one_in(2) {
        document.insert("host".to_owned(), "api.example".into());
        document.insert(
            "basePath".to_owned(),
            choices.pick(&["/v1", "/", "v1"]).into(),
        );
        document.insert("schemes".to_owned(), json!(["https"]));
    }
    if choices.one_in(2) {
        let consumed = choices.pick(&["application/json", "multipart/form-data", "text/plain"]);
        document.insert("consumes".to_owned(), json!([consumed]));
        let produced = choices.pick(&["application/json", "text/plain", "application/xml"]);
        document.insert("produces".to_owned(), json!([produced]));
    }
}

/// Grows a parameter other than a body.
pub fn parameter(
    context: &Context,
    choices: &mut Choices<'_>,
    name: &str,
    location: &str,
) -> Value {
    let multi = matches!(location, "query" | "formData");
    let mut parameter = item(context, choices, 1, !multi);
    if multi && parameter["type"] == "array" && choices.one_in(3) {
        parameter["collectionFormat"] = "multi".into();
    }
    parameter["name"] = name.into();
    parameter["in"] = location.into();
    if location == "path" || choices.one_in(3) {
        parameter["required"] = true.into();
    }
    parameter
}

/// Grows an Items Object, a header or a parameter without its name. Only some parameters can have
/// the collection format `multi`.
pub fn item(context: &Context, choices: &mut Choices<'_>, depth: usize, single: bool) -> Value {
    if depth > 0 && choices.one_in(3) {
        let formats: &[&str] = match single {
            true => &["csv", "ssv", "tsv", "pipes"],
            false => &["csv", "ssv", "tsv", "pipes", "multi"],
        };
        let items = item(context, choices, depth - 1, true);
        return json!({
            "type": "array", "items": items, "collectionFormat": choices.pick(formats),
        });
    }
    schema::scalar(context, choices)
}

/// Adds a body, or the fields of a form.
pub fn add_body(
    context: &Context,
    choices: &mut Choices<'_>,
    operation: &mut Value,
    parameters: &mut Vec<Value>,
) {
    if choices.one_in(2) {
        let schema = schema::schema(context, choices, 3);
        parameters.push(json!({"name": "body", "in": "body", "schema": schema}));
        return;
    }
    let media_type = choices.pick(&["multipart/form-data", "application/x-www-form-urlencoded"]);
    operation["consumes"] = json!([media_type]);
    for index in 0..=choices.up_to(2) {
        let name = format!("{}{index}", context.oddity.identifier(choices));
        parameters.push(parameter(context, choices, &name, "formData"));
    }
    if media_type == "multipart/form-data" && choices.one_in(2) {
        parameters.push(json!({"name": "file", "in": "formData", "type": "file"}));
    }
}
