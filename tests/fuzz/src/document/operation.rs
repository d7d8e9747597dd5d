//! Paths and operations.

use serde_json::{Map, Value, json};

use super::{Context, Dialect, body, parameter, security, swagger};
use crate::choices::Choices;
use crate::name::distinct;

const METHODS: &[&str] = &["get", "post", "put", "delete", "patch", "head", "options"];

/// Grows the paths of a document. Their operations have different identifiers.
pub fn paths(context: &Context, choices: &mut Choices<'_>) -> Value {
    let mut operations = 0;
    let mut paths = Map::new();
    for index in 0..choices.up_to(4) {
        let parameters = distinct(choices.several(2, |choices| context.oddity.identifier(choices)));
        let path = template(choices, index, &parameters);
        let mut item = Map::new();
        let mut declared = Vec::new();
        for name in &parameters {
            declared.push(parameter::path(context, choices, name));
        }
        // Path parameters are declared once for all operations of the path, or by each operation.
        let shared = choices.one_in(2);
        for _ in 0..=choices.up_to(1) {
            let method = choices.pick(METHODS);
            let own = if shared { Vec::new() } else { declared.clone() };
            operations += 1;
            let operation = operation(context, choices, method, own, operations);
            item.insert(method.to_owned(), operation);
        }
        if shared {
            item.insert("parameters".to_owned(), declared.into());
        }
        paths.insert(path, item.into());
    }
    Value::Object(paths)
}

/// Returns a path with the parameters in segments of their own, or with literals around them.
fn template(choices: &mut Choices<'_>, index: usize, parameters: &[String]) -> String {
    let mut path = format!(
        "/{}{index}",
        choices.pick(&["pets", "a.b", "v1", "x-y", "%41", "über"])
    );
    for (position, name) in parameters.iter().enumerate() {
        let separator = match (position, choices.up_to(5)) {
            (1, 0) => ".",
            (1, 1) => "...",
            (_, 2) => "/all/",
            (_, 3) => "/v",
            _ => "/",
        };
        path.push_str(&format!("{separator}{{{name}}}"));
    }
    if choices.one_in(6) {
        path.push_str(choices.pick(&["/", ":cancel", "/done", ".json"]));
    }
    path
}

fn operation(
    context: &Context,
    choices: &mut Choices<'_>,
    method: &str,
    mut parameters: Vec<Value>,
    number: usize,
) -> Value {
    let mut operation = json!({"responses": body::responses(context, choices)});
    if !choices.one_in(4) {
        let mut id = context.oddity.identifier(choices);
        if !choices.one_in(3) {
            id.push_str(&number.to_string());
        }
        operation["operationId"] = id.into();
    }
    if !context.tags.is_empty() && choices.one_in(2) {
        operation["tags"] = json!([context.tags[choices.up_to(context.tags.len() - 1)]]);
    }
    if choices.one_in(3) {
        operation["summary"] = context.oddity.sentence(choices).into();
    }
    if choices.one_in(8) {
        operation["deprecated"] = true.into();
    }
    if choices.one_in(5) && !context.security.is_empty() {
        operation["security"] = security::requirements(context, choices);
    }
    add_parameters(context, choices, &mut parameters);
    let has_body = matches!(method, "post" | "put" | "patch") || choices.one_in(12);
    if has_body && context.dialect == Dialect::Swagger {
        swagger::add_body(context, choices, &mut operation, &mut parameters);
    } else if has_body {
        operation["requestBody"] = body::request(context, choices);
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}

/// Adds parameters with names that none has yet in the same location.
fn add_parameters(context: &Context, choices: &mut Choices<'_>, parameters: &mut Vec<Value>) {
    for name in &context.parameters {
        if choices.one_in(4) {
            parameters.push(context.reference("parameters", name));
        }
    }
    for parameter in choices.several(4, |choices| parameter::any(context, choices)) {
        let is_same =
            |other: &Value| other["name"] == parameter["name"] && other["in"] == parameter["in"];
        if !parameters.iter().any(is_same) {
            parameters.push(parameter);
        }
    }
}
