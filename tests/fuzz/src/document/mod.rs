//! Random OpenAPI documents that are mostly valid.

mod body;
mod operation;
mod parameter;
mod schema;
mod security;
mod server;
mod swagger;

use serde_json::{Map, Value, json};

use crate::choices::Choices;
use crate::name::{Oddity, distinct};

/// The version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1.
    V31,
    /// OpenAPI 3.2.
    V32,
}

impl Dialect {
    fn choose(choices: &mut Choices<'_>) -> Self {
        match choices.up_to(9) {
            0..=3 => Self::V30,
            4..=7 => Self::V31,
            8 => Self::Swagger,
            _ => Self::V32,
        }
    }

    /// Returns whether schemas are those of JSON Schema 2020-12.
    fn has_json_schema(self) -> bool {
        matches!(self, Self::V31 | Self::V32)
    }
}

/// The parts of a document that its other parts refer to.
struct Context {
    dialect: Dialect,
    oddity: Oddity,
    /// The names of schemas.
    schemas: Vec<String>,
    /// The names of parameters.
    parameters: Vec<String>,
    /// The names of security schemes.
    security: Vec<String>,
    /// The names of tags.
    tags: Vec<String>,
}

impl Context {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let dialect = Dialect::choose(choices);
        let oddity = Oddity::choose(choices);
        let mut names =
            |limit| distinct(choices.several(limit, |choices| oddity.identifier(choices)));
        Self {
            dialect,
            oddity,
            schemas: names(8),
            parameters: names(2),
            security: names(2),
            tags: names(3),
        }
    }

    /// Returns a reference to a component, with the escapes of RFC 6901 and RFC 3986.
    fn reference(&self, section: &str, name: &str) -> Value {
        let prefix = match self.dialect {
            Dialect::Swagger => "#",
            _ => "#/components",
        };
        json!({"$ref": format!("{prefix}/{section}/{name}")})
    }

    /// The section that contains the schemas.
    fn schema_section(&self) -> &'static str {
        match self.dialect {
            Dialect::Swagger => "definitions",
            _ => "schemas",
        }
    }
}

/// Grows a document from a byte string.
pub fn grow(bytes: &[u8]) -> Value {
    let choices = &mut Choices::new(bytes);
    let context = Context::choose(choices);
    let schemas: Map<String, Value> = (0..context.schemas.len())
        .map(|index| {
            let grown = schema::component(&context, choices, index);
            (context.schemas[index].clone(), grown)
        })
        .collect();
    let parameters: Map<String, Value> = context
        .parameters
        .iter()
        .map(|name| (name.clone(), parameter::any(&context, choices)))
        .collect();
    let security: Map<String, Value> = context
        .security
        .iter()
        .map(|name| (name.clone(), security::scheme(&context, choices)))
        .collect();
    let mut document = Map::new();
    document.insert("info".to_owned(), info(&context, choices));
    document.insert("paths".to_owned(), operation::paths(&context, choices));
    if !context.tags.is_empty() && choices.one_in(2) {
        let tags: Vec<Value> = context
            .tags
            .iter()
            .map(|tag| json!({"name": tag}))
            .collect();
        document.insert("tags".to_owned(), tags.into());
    }
    if !context.security.is_empty() && choices.one_in(3) {
        let requirement = security::requirements(&context, choices);
        document.insert("security".to_owned(), requirement);
    }
    if context.dialect == Dialect::Swagger {
        swagger::complete(&mut document, choices);
        document.insert("definitions".to_owned(), schemas.into());
        document.insert("parameters".to_owned(), parameters.into());
        document.insert("securityDefinitions".to_owned(), security.into());
    } else {
        let version = match context.dialect {
            Dialect::V30 => "3.0.3",
            Dialect::V31 => "3.1.0",
            _ => "3.2.0",
        };
        document.insert("openapi".to_owned(), version.into());
        if choices.one_in(3) {
            document.insert("servers".to_owned(), server::servers(&context, choices));
        }
        let components = json!({
            "schemas": schemas, "parameters": parameters, "securitySchemes": security,
        });
        document.insert("components".to_owned(), components);
    }
    Value::Object(document)
}

fn info(context: &Context, choices: &mut Choices<'_>) -> Value {
    let mut info = json!({"title": "Grown", "version": "1"});
    if choices.one_in(3) {
        info["title"] = context.oddity.text(choices).into();
    }
    if choices.one_in(3) {
        info["description"] = context.oddity.sentence(choices).into();
    }
    info
}
