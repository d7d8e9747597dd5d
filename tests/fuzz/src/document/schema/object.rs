//! Schemas of objects.

use serde_json::{Map, Value, json};

use super::{Place, at};
use crate::choices::Choices;
use crate::document::Context;

/// Grows an object of at most `depth` levels.
pub fn object(context: &Context, choices: &mut Choices<'_>, depth: usize) -> Value {
    grow(context, choices, Place { depth, first: 0 })
}

/// Grows an object at a position.
pub(super) fn grow(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let properties = choices.several(5, |choices| {
        let name = context.oddity.text(choices);
        (name, at(context, choices, place.inner()))
    });
    let properties: Map<String, Value> = properties.into_iter().collect();
    let mut required: Vec<String> = properties
        .keys()
        .filter(|_| choices.one_in(3))
        .cloned()
        .collect();
    if choices.one_in(15) {
        // A name without a property.
        required.push(context.oddity.text(choices));
        required.dedup();
    }
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = required.into();
    }
    match choices.up_to(8) {
        0 => object["additionalProperties"] = false.into(),
        1 => object["additionalProperties"] = true.into(),
        2 => object["additionalProperties"] = at(context, choices, place.inner()),
        _ => {}
    }
    if choices.one_in(10) {
        object["minProperties"] = choices.up_to(2).into();
    }
    if choices.one_in(12) {
        object["maxProperties"] = (2 + choices.up_to(5)).into();
    }
    if context.dialect.has_json_schema() {
        add_json_schema(context, choices, &mut object, place);
    }
    object
}

/// Adds keywords of JSON Schema 2020-12.
fn add_json_schema(context: &Context, choices: &mut Choices<'_>, object: &mut Value, place: Place) {
    if choices.one_in(8) {
        object["patternProperties"] = json!({"^x-": at(context, choices, place.inner())});
    }
    if choices.one_in(12) {
        object["propertyNames"] = json!({"maxLength": 20});
    }
    if choices.one_in(12) {
        object["unevaluatedProperties"] = match choices.up_to(2) {
            0 => at(context, choices, place.inner()),
            _ => false.into(),
        };
    }
    if choices.one_in(15) && place.depth > 0 {
        let name = context.oddity.identifier(choices);
        object["dependentSchemas"] = json!({name: grow(context, choices, place.part())});
    }
    if choices.one_in(15) {
        let (name, other) = (
            context.oddity.identifier(choices),
            context.oddity.identifier(choices),
        );
        object["dependentRequired"] = json!({name: [other]});
    }
    if choices.one_in(15) && place.depth > 0 {
        object["if"] = json!({"required": [context.oddity.identifier(choices)]});
        object["then"] = grow(context, choices, place.part());
        object["else"] = grow(context, choices, place.part());
    }
    if choices.one_in(20) {
        // `type` is optional.
        if let Some(keywords) = object.as_object_mut() {
            keywords.remove("type");
        }
    }
}
