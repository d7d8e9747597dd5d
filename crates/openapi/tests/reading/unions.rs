//! Unions in the model.

use indoc::indoc;
use specwright_openapi::ir::{Discrimination, SchemaKind};

use crate::common::{object, schemas, union};

#[test]
fn keywords_beside_one_of_apply_to_each_variant() {
    let api = schemas(indoc! {"
        A:
          type: object
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - title: Left
              type: object
              required: [left]
              properties: {left: {type: string}}
            - title: Right
              type: object
              required: [right]
              properties: {right: {type: string}}
    "});
    let union = union(&api, "A");
    assert_eq!(union.discrimination, Discrimination::BestMatch);
    for (branch, own) in union.branches.iter().zip(["left", "right"]) {
        match &api.schema(branch.ty.id).kind {
            SchemaKind::Object(object) => {
                let names: Vec<&str> = object
                    .properties
                    .iter()
                    .map(|property| property.name.as_str())
                    .collect();
                assert_eq!(names, ["id", own]);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn unions_use_the_most_reliable_discrimination() {
    let api = schemas(indoc! {"
        Cat:
          type: object
          required: [kind]
          properties: {kind: {type: string}, a: {type: string}}
        Dog:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [dog]}}
        Tagged:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator:
            propertyName: kind
            mapping: {cat: Cat, kitten: '#/components/schemas/Cat'}
        One: {type: object, required: [t], properties: {t: {type: integer, enum: [1]}}}
        Two: {type: object, required: [t], properties: {t: {type: integer, enum: [2]}}}
        Constant:
          oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]
        Typed:
          oneOf:
            - type: string
            - {type: array, items: {type: string}}
            - $ref: '#/components/schemas/Cat'
        K1:
          type: object
          required: [x, y]
          properties: {x: {type: string}, y: {type: string}}
        K2: {type: object, required: [x], properties: {x: {type: string}}}
        Keyed:
          oneOf: [{$ref: '#/components/schemas/K1'}, {$ref: '#/components/schemas/K2'}]
        Tried:
          anyOf: [{$ref: '#/components/schemas/K2'}, {$ref: '#/components/schemas/K1'}]
    "});
    let tagged = union(&api, "Tagged");
    assert_eq!(
        tagged.discrimination,
        Discrimination::Discriminator {
            property: "kind".to_owned(),
            is_string: true
        }
    );
    assert_eq!(
        tagged.branches[0].discriminator_values,
        ["cat", "kitten", "Cat"]
    );
    assert_eq!(tagged.branches[1].discriminator_values, ["dog"]);
    let constant = union(&api, "Constant");
    assert_eq!(
        constant.discrimination,
        Discrimination::Discriminator {
            property: "t".to_owned(),
            is_string: false
        }
    );
    assert_eq!(constant.branches[1].discriminator_values, ["2"]);
    let typed = union(&api, "Typed");
    assert_eq!(typed.discrimination, Discrimination::JsonType);
    let names: Vec<&str> = typed
        .branches
        .iter()
        .map(|branch| branch.name.as_str())
        .collect();
    assert_eq!(names, ["string", "array", "Cat"]);
    let keyed = union(&api, "Keyed");
    assert_eq!(
        (&keyed.discrimination, keyed.exclusive),
        (&Discrimination::BestMatch, true)
    );
    assert_eq!(
        union(&api, "Tried").discrimination,
        Discrimination::BestMatch
    );
}

#[test]
fn a_parent_with_a_discriminator_is_a_union_of_its_children() {
    let api = schemas(indoc! {"
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator:
            propertyName: kind
            mapping: {feline: '#/components/schemas/Cat'}
        Cat:
          allOf:
            - $ref: '#/components/schemas/Pet'
            - {type: object, properties: {meows: {type: boolean}}}
        Dog:
          allOf: [{$ref: '#/components/schemas/Pet'}]
          properties: {barks: {type: boolean}}
        Alone:
          type: object
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind}
    "});
    let pet = union(&api, "Pet");
    assert_eq!(
        pet.discrimination,
        Discrimination::Discriminator {
            property: "kind".to_owned(),
            is_string: true
        }
    );
    let branches: Vec<(&str, &[String])> = pet
        .branches
        .iter()
        .map(|branch| (branch.name.as_str(), branch.discriminator_values.as_slice()))
        .collect();
    assert_eq!(
        branches,
        [
            ("Cat", ["feline".to_owned(), "Cat".to_owned()].as_slice()),
            ("Dog", ["Dog".to_owned()].as_slice())
        ]
    );
    assert_eq!(object(&api, "Cat").properties.len(), 2);
    assert_eq!(object(&api, "Alone").properties.len(), 1);
}
