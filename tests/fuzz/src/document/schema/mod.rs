//! Schemas of each kind. Schemas refer to components freely below a property or an element, where
//! recursion is legal, and elsewhere only to later components.

mod composite;
mod object;
mod scalar;

use serde_json::{Value, json};

use super::{Context, Dialect};
use crate::choices::Choices;

pub use self::object::object;
pub use self::scalar::scalar;

/// The depth of a component.
const COMPONENT_DEPTH: usize = 4;

/// The position of a schema, which limits the components that it may refer to.
#[derive(Clone, Copy)]
struct Place {
    /// The number of levels that may follow.
    depth: usize,
    /// The first component that the schema may refer to.
    first: usize,
}

impl Place {
    /// The position of a property or an element.
    fn inner(self) -> Self {
        Self {
            depth: self.depth.saturating_sub(1),
            first: 0,
        }
    }

    /// The position of a part of an `allOf` or a variant of a union.
    fn part(self) -> Self {
        Self {
            depth: self.depth.saturating_sub(1),
            ..self
        }
    }
}

/// Grows the component with this index.
pub fn component(context: &Context, choices: &mut Choices<'_>, index: usize) -> Value {
    // One in 30 components may be part of a cycle without a value, which is an error.
    let first = if choices.one_in(30) { 0 } else { index + 1 };
    let depth = COMPONENT_DEPTH;
    match choices.up_to(2) {
        0 => object::grow(context, choices, Place { depth, first }),
        _ => at(context, choices, Place { depth, first }),
    }
}

/// Grows a schema of at most `depth` levels.
pub fn schema(context: &Context, choices: &mut Choices<'_>, depth: usize) -> Value {
    at(context, choices, Place { depth, first: 0 })
}

/// Grows an array of at most `depth` levels.
pub fn array(context: &Context, choices: &mut Choices<'_>, depth: usize) -> Value {
    array_at(context, choices, Place { depth, first: 0 })
}

fn at(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let kind = choices.up_to(if place.depth == 0 { 5 } else { 15 });
    let mut schema = match kind {
        0..=3 => scalar(context, choices),
        4 => reference(context, choices, place).unwrap_or_else(|| scalar(context, choices)),
        5 => anything(context, choices),
        6 | 7 => reference(context, choices, place).unwrap_or_else(|| json!({"type": "object"})),
        8 | 9 => array_at(context, choices, place),
        10..=12 => object::grow(context, choices, place),
        _ => composite::grow(context, choices, place),
    };
    annotate(context, choices, &mut schema);
    schema
}

/// Returns a schema that accepts any value.
fn anything(context: &Context, choices: &mut Choices<'_>) -> Value {
    match choices.up_to(3) {
        0 if context.dialect.has_json_schema() => true.into(),
        1 => json!({"type": "object"}),
        _ => json!({}),
    }
}

fn reference(context: &Context, choices: &mut Choices<'_>, place: Place) -> Option<Value> {
    let names = context.schemas.get(place.first..)?;
    let name = names.get(choices.up_to(names.len().checked_sub(1)?))?;
    let mut reference = context.reference(context.schema_section(), name);
    if choices.one_in(10) {
        // A sibling of a reference: ignored in 3.0, part of the schema in 3.1.
        reference["description"] = context.oddity.sentence(choices).into();
    }
    Some(reference)
}

fn array_at(context: &Context, choices: &mut Choices<'_>, place: Place) -> Value {
    let mut array = json!({"type": "array", "items": at(context, choices, place.inner())});
    if choices.one_in(5) {
        array["minItems"] = choices.up_to(2).into();
        array["maxItems"] = (2 + choices.up_to(3)).into();
    }
    if choices.one_in(6) {
        array["uniqueItems"] = true.into();
    }
    if context.dialect.has_json_schema() && choices.one_in(4) {
        let items = choices.several(3, |choices| at(context, choices, place.inner()));
        array["prefixItems"] = items.into();
        match choices.up_to(3) {
            0 => array["items"] = false.into(),
            1 => {
                array["unevaluatedItems"] = at(context, choices, place.inner());
            }
            _ => {}
        }
    }
    array
}

/// Adds keywords that any schema can have.
fn annotate(context: &Context, choices: &mut Choices<'_>, schema: &mut Value) {
    if !schema.is_object() || schema.get("$ref").is_some() {
        return;
    }
    if choices.one_in(5) {
        schema["description"] = context.oddity.sentence(choices).into();
    }
    if choices.one_in(12) {
        schema["title"] = context.oddity.text(choices).into();
    }
    if choices.one_in(8) {
        make_nullable(context, choices, schema);
    }
    if choices.one_in(20) {
        schema["deprecated"] = true.into();
    }
    if choices.one_in(12) {
        let keyword = choices.pick(&["readOnly", "writeOnly"]);
        schema[keyword] = true.into();
    }
    if choices.one_in(20) {
        schema["example"] = crate::value::grow(choices, 2);
    }
    if choices.one_in(30) {
        schema["x-extension"] = crate::value::grow(choices, 2);
    }
}

fn make_nullable(context: &Context, choices: &mut Choices<'_>, schema: &mut Value) {
    match context.dialect {
        Dialect::Swagger => schema["x-nullable"] = true.into(),
        Dialect::V30 => schema["nullable"] = true.into(),
        _ if choices.one_in(2) && schema["type"].is_string() => {
            schema["type"] = json!([schema["type"], "null"]);
            if let Some(values) = schema["enum"].as_array_mut() {
                values.push(Value::Null);
            }
        }
        _ => {
            let keyword = choices.pick(&["oneOf", "anyOf"]);
            *schema = json!({keyword: [schema.take(), {"type": "null"}]});
        }
    }
}
