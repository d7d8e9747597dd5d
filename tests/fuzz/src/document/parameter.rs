//! Parameters in every location and style, and response headers.

use serde_json::{Value, json};

use super::{Context, Dialect, schema, swagger};
use crate::choices::Choices;

/// Grows a query, header or cookie parameter.
pub fn any(context: &Context, choices: &mut Choices<'_>) -> Value {
    let name = context.oddity.text(choices);
    let location = match context.dialect {
        Dialect::Swagger => choices.pick(&["query", "header"]),
        Dialect::V32 => choices.pick(&["query", "header", "cookie", "query", "querystring"]),
        _ => choices.pick(&["query", "header", "cookie"]),
    };
    let name = match location {
        // Headers and cookies have names of visible ASCII characters only.
        "header" | "cookie" => context.oddity.identifier(choices),
        _ => name,
    };
    grow(context, choices, &name, location)
}

/// Grows the path parameter with this name.
pub fn path(context: &Context, choices: &mut Choices<'_>, name: &str) -> Value {
    grow(context, choices, name, "path")
}

fn grow(context: &Context, choices: &mut Choices<'_>, name: &str, location: &str) -> Value {
    if context.dialect == Dialect::Swagger {
        return swagger::parameter(context, choices, name, location);
    }
    let mut parameter = json!({"name": name, "in": location});
    if location == "path" || choices.one_in(3) {
        parameter["required"] = true.into();
    }
    if choices.one_in(4) {
        parameter["description"] = context.oddity.sentence(choices).into();
    }
    if choices.one_in(8) {
        parameter["deprecated"] = true.into();
    }
    if location == "querystring" || choices.one_in(8) {
        let schema = schema::schema(context, choices, 2);
        parameter["content"] = json!({"application/json": {"schema": schema}});
        return parameter;
    }
    let styles: &[&str] = match location {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    let style = choices.pick(styles);
    if choices.one_in(2) || style != styles[0] {
        parameter["style"] = style.into();
    }
    if choices.one_in(2) {
        parameter["explode"] = choices.one_in(2).into();
    }
    if location == "query" && choices.one_in(8) {
        parameter["allowReserved"] = true.into();
    }
    parameter["schema"] = match style {
        "deepObject" => schema::object(context, choices, 2),
        "spaceDelimited" | "pipeDelimited" => schema::array(context, choices, 1),
        _ => schema::schema(context, choices, 2),
    };
    parameter
}

/// Grows a response header.
pub fn header(context: &Context, choices: &mut Choices<'_>) -> Value {
    if context.dialect == Dialect::Swagger {
        return swagger::item(context, choices, 1, true);
    }
    let schema = schema::schema(context, choices, 1);
    match choices.up_to(3) {
        0 => json!({"schema": schema, "required": true}),
        1 => json!({"schema": schema, "explode": true}),
        2 => json!({"schema": schema}),
        _ => json!({"content": {"application/json": {"schema": schema}}}),
    }
}
