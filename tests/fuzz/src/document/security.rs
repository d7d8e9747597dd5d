//! Security schemes and requirements.

use serde_json::{Value, json};

use super::{Context, Dialect};
use crate::choices::Choices;

/// Grows a security scheme.
pub fn scheme(context: &Context, choices: &mut Choices<'_>) -> Value {
    let swagger = context.dialect == Dialect::Swagger;
    match choices.up_to(5) {
        0 | 1 => {
            let location = choices.pick(&["header", "query", "cookie"]);
            let location = if swagger && location == "cookie" {
                "query"
            } else {
                location
            };
            json!({"type": "apiKey", "name": context.oddity.identifier(choices), "in": location})
        }
        _ if swagger => json!({"type": "basic"}),
        2 => json!({"type": "http", "scheme": "basic"}),
        3 => json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}),
        4 => json!({
            "type": "oauth2",
            "flows": {"clientCredentials": {
                "tokenUrl": "https://auth.example/token", "scopes": {"read": "Read", "write": "Write"},
            }},
        }),
        _ => json!({
            "type": "openIdConnect",
            "openIdConnectUrl": "https://auth.example/.well-known/openid-configuration",
        }),
    }
}

/// Grows alternatives of security requirements, some of which need no credentials.
pub fn requirements(context: &Context, choices: &mut Choices<'_>) -> Value {
    let alternatives = choices.several(2, |choices| {
        let mut requirement = json!({});
        for name in &context.security {
            if choices.one_in(2) {
                requirement[name] = json!([]);
            }
        }
        requirement
    });
    alternatives.into()
}
