//! Servers and their variables.

use serde_json::{Value, json};

use super::Context;
use crate::choices::Choices;

/// Grows a list of servers.
pub fn servers(context: &Context, choices: &mut Choices<'_>) -> Value {
    let mut servers = choices.several(2, |choices| server(context, choices));
    servers.push(json!({"url": "https://api.example/v1"}));
    servers.into()
}

fn server(context: &Context, choices: &mut Choices<'_>) -> Value {
    let name = context.oddity.identifier(choices);
    match choices.up_to(4) {
        0 => json!({"url": "/v2"}),
        1 => {
            json!({"url": "https://other.example", "description": context.oddity.sentence(choices)})
        }
        2 => json!({
            "url": format!("https://{{{name}}}.example"),
            "variables": {&name: {"default": "one", "enum": ["one", "two"]}},
        }),
        3 => json!({
            "url": format!("https://host.example/{{{name}}}"),
            "variables": {&name: {"default": "v1"}},
        }),
        // A variable that the URL does not contain.
        _ => json!({
            "url": "https://host.example",
            "variables": {&name: {"default": "v1", "description": context.oddity.sentence(choices)}},
        }),
    }
}
