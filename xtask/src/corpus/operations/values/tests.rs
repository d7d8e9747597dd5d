//! Tests of the values, with schemas of a small document.

use serde_json::{Value, json};
use specwright::openapi::ir::{Api, TypeRef};
use specwright::{Input, Job};

use super::ValueMaker;

/// Returns the model of a document with one component schema, `Subject`, and the schema.
fn subject(schema: Value) -> (Api, TypeRef) {
    let body = json!({
        "required": true,
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Subject" } } },
    });
    let operation = json!({
        "requestBody": body,
        "responses": { "204": { "description": "Stored." } },
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Values", "version": "1" },
        "paths": { "/subject": { "put": operation } },
        "components": { "schemas": { "Subject": schema } },
    });
    let job = Job::new(Input::text("values.json", document.to_string()));
    let generated = job.run().expect("the document is readable");
    let api = generated.api.expect("the document is valid");
    let body = api.operations[0].body.as_ref().expect("a body");
    let ty = body.contents[0].ty.expect("a schema");
    (api, ty)
}

fn values(schema: Value) -> Vec<Value> {
    let (api, ty) = subject(schema);
    ValueMaker::for_requests(&api).values(ty, 200)
}

#[test]
fn examples_and_defaults_are_first() {
    let made = values(json!({ "type": "string", "example": "koala", "default": "emu" }));
    assert_eq!(made[0], json!("koala"));
    assert!(made.contains(&json!("emu")), "{made:?}");
    let invalid = values(json!({ "type": "integer", "example": "three" }));
    assert!(invalid.iter().all(Value::is_i64), "{invalid:?}");
}

#[test]
fn strings_cover_empty_reserved_and_other_scripts() {
    let made = values(json!({ "type": "string" }));
    for expected in ["", "a;b=c&d?e#f", "null", "\u{0}\u{7f}"] {
        assert!(made.contains(&json!(expected)), "{expected:?} in {made:?}");
    }
    let has_other_scripts = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.contains('\u{1d11e}'))
    };
    assert!(made.iter().any(has_other_scripts), "{made:?}");
}

#[test]
fn constraints_hold() {
    let lengths = values(json!({ "type": "string", "minLength": 3, "maxLength": 5 }));
    let count = |value: &Value| value.as_str().expect("a string").chars().count();
    assert!(lengths.len() > 3 && lengths.iter().all(|value| (3..=5).contains(&count(value))));
    let pattern = values(json!({ "type": "string", "pattern": "^[A-Z]{2}-[0-9]+$" }));
    assert!(!pattern.is_empty());
    let bounds =
        values(json!({ "type": "integer", "minimum": -7, "maximum": 90, "multipleOf": 5 }));
    assert!(
        bounds.contains(&json!(-5)) && bounds.contains(&json!(90)),
        "{bounds:?}"
    );
    let unique =
        values(json!({ "type": "array", "items": { "enum": [1, 2, 3] }, "uniqueItems": true }));
    assert!(
        unique.contains(&json!([1, 2])) || unique.contains(&json!([1, 3])),
        "{unique:?}"
    );
}

#[test]
fn objects_vary_one_property_at_a_time() {
    let made = values(json!({
        "type": "object",
        "required": ["id"],
        "properties": { "id": { "type": "boolean" }, "note": { "type": ["boolean", "null"] } },
        "additionalProperties": { "type": "boolean" },
    }));
    for expected in [
        json!({ "id": true, "note": true }),
        json!({ "id": true }),
        json!({ "id": false, "note": true }),
        json!({ "id": true, "note": null }),
        json!({ "id": true, "note": true, "a][b": true }),
    ] {
        assert!(made.contains(&expected), "{expected} in {made:?}");
    }
}

#[test]
fn every_branch_of_a_union_is_made_with_its_discriminator() {
    let branch = |name: &str| {
        json!({
            "type": "object",
            "required": ["kind"],
            "properties": { "kind": { "type": "string" }, name: { "type": "boolean" } },
        })
    };
    let document_schema = json!({
        "discriminator": { "propertyName": "kind", "mapping": { "c": "#/components/schemas/Subject/$defs/Cat", "d": "#/components/schemas/Subject/$defs/Dog" } },
        "oneOf": [{ "$ref": "#/components/schemas/Subject/$defs/Cat" }, { "$ref": "#/components/schemas/Subject/$defs/Dog" }],
        "$defs": { "Cat": branch("purrs"), "Dog": branch("barks") },
    });
    let made = values(document_schema);
    assert!(
        made.contains(&json!({ "kind": "c", "purrs": true })),
        "{made:?}"
    );
    assert!(
        made.contains(&json!({ "kind": "d", "barks": true })),
        "{made:?}"
    );
}

#[test]
fn recursive_schemas_end() {
    let made = values(json!({
        "type": "object",
        "properties": { "next": { "$ref": "#/components/schemas/Subject" } },
    }));
    assert!(made.contains(&json!({})));
    let endless = values(json!({
        "type": "object",
        "required": ["next"],
        "properties": { "next": { "$ref": "#/components/schemas/Subject" } },
    }));
    assert_eq!(endless, Vec::<Value>::new());
}

#[test]
fn choices_between_required_properties_are_kept() {
    let made = values(json!({
        "type": "object",
        "properties": { "mail": { "type": "boolean" }, "phone": { "type": "boolean" } },
        "oneOf": [{ "required": ["mail"] }, { "required": ["phone"] }],
    }));
    assert!(!made.is_empty());
    let count = |value: &Value| value.as_object().map(serde_json::Map::len);
    assert!(made.iter().all(|value| count(value) == Some(1)), "{made:?}");
}

#[test]
fn examples_lose_undeclared_properties() {
    let made = values(json!({
        "type": "object",
        "properties": {
            "list": { "type": "array", "items": {
                "type": "object",
                "properties": { "a": { "type": "boolean" } },
            } },
            "map": { "type": "object", "additionalProperties": { "type": "integer" } },
        },
        "example": { "list": [{ "a": true, "b": 1 }], "map": { "c": 7 }, "d": 2 },
    }));
    let expected = json!({ "list": [{ "a": true }], "map": { "c": 7 } });
    assert!(made.contains(&expected), "{made:?}");
}
