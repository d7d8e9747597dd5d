//! Schemas that combine others: `allOf`, `oneOf`, `anyOf`, `not`.

use serde_json::{Map, Value, json};

use super::{Place, array_at, at, object, reference};
use crate::choices::Choices;
use crate::document::{Context, Dialect};

/// Grows a combination of schemas.
pub(super) fn grow(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    match choices.up_to(9) {
        0..=2 => all_of(context, choices, place),
        // Swagger 2.0 has no unions.
        _ if context.dialect == Dialect::Swagger => all_of(context, choices, place),
        3..=5 => discriminated(context, choices, place),
        6 => negated(context, choices, place),
        _ => union(context, choices, place),
    }
}

/// Grows an `allOf` of objects or, rarely, of anything.
fn all_of(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let count = 1 + choices.up_to(2);
    let parts: Vec<Value> = (0..count)
        .map(|_| match choices.up_to(7) {
            0 => at(context, choices, place.part()),
            1..=3 => reference(context, choices, place).unwrap_or_else(|| json!({})),
            4 => json!({"required": [context.oddity.text(choices)]}),
            _ => object::grow(context, choices, place.part()),
        })
        .collect();
    let mut schema = json!({"allOf": parts});
    if choices.one_in(4) {
        let Value::Object(own) = object::grow(context, choices, place.part()) else {
            return schema;
        };
        for (keyword, value) in own {
            schema[keyword] = value;
        }
    }
    schema
}

/// Grows a union whose variants may be of any kind.
fn union(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let keyword = choices.pick(&["oneOf", "anyOf"]);
    let count = 1 + choices.up_to(3);
    let variants: Vec<Value> = (0..count)
        .map(|_| match choices.up_to(5) {
            0 => reference(context, choices, place).unwrap_or_else(|| json!({"type": "string"})),
            1 => array_at(context, choices, place.part()),
            2 => object::grow(context, choices, place.part()),
            _ => at(context, choices, place.part()),
        })
        .collect();
    let mut schema = json!({keyword: variants});
    if choices.one_in(6) {
        let mut own = object::grow(context, choices, place.part());
        if let (Some(own), Some(schema)) = (own.as_object_mut(), schema.as_object_mut()) {
            schema.append(own);
        }
    }
    schema
}

/// Grows a union with a discriminator. Its variants are references, objects with a constant, or
/// both.
fn discriminated(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let property = context.oddity.identifier(choices);
    let keyword = choices.pick(&["oneOf", "anyOf"]);
    let count = 1 + choices.up_to(3);
    let mut variants = Vec::new();
    let mut mapping = Map::new();
    for index in 0..count {
        match reference(context, choices, place) {
            Some(reference) if !choices.one_in(3) => {
                if choices.one_in(2) {
                    let value = format!("{}{index}", context.oddity.text(choices));
                    mapping.insert(value, reference["$ref"].clone());
                }
                variants.push(reference);
            }
            _ => {
                let mut variant = object::grow(context, choices, place.part());
                variant["properties"][&property] =
                    json!({"type": "string", "enum": [format!("v{index}")]});
                if choices.one_in(2) {
                    variant["required"] = json!([property]);
                }
                variants.push(variant);
            }
        }
    }
    let mut discriminator = json!({"propertyName": property});
    if !mapping.is_empty() {
        discriminator["mapping"] = mapping.into();
    }
    match choices.one_in(5) {
        true => json!({keyword: variants}),
        false => json!({keyword: variants, "discriminator": discriminator}),
    }
}

fn negated(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let mut schema = object::grow(context, choices, place.part());
    schema["not"] = json!({"required": [context.oddity.text(choices)]});
    schema
}
