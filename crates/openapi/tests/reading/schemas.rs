//! Schemas in the model.

use indoc::indoc;
use specwright_openapi::ir::{
    Access, Additional, Discrimination, JsonType, Lengths, SchemaKind, SchemaName, StringFormat,
    dump,
};

use crate::common::{codes, component, object, property, read_schemas, schemas, union};

#[test]
fn the_schemas_of_all_of_are_merged() {
    let api = schemas(indoc! {"
        Top:
          type: object
          required: [id]
          properties:
            id: {type: string}
            size: {type: integer, minimum: 1}
        Left: {allOf: [{$ref: '#/components/schemas/Top'}]}
        Bottom:
          allOf:
            - $ref: '#/components/schemas/Left'
            - {properties: {size: {type: integer, maximum: 9}}, required: [own]}
          properties: {own: {type: boolean}}
    "});
    let bottom = object(&api, "Bottom");
    let names: Vec<(&str, bool)> = bottom
        .properties
        .iter()
        .map(|property| (property.name.as_str(), property.required))
        .collect();
    assert_eq!(names, [("id", true), ("size", false), ("own", true)]);
    match &api.schema(property(bottom, "size").id).kind {
        SchemaKind::Integer { bounds, .. } => {
            assert_eq!(
                (bounds.minimum.clone(), bounds.maximum.clone()),
                (Some(1.into()), Some(9.into()))
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(property(bottom, "id"), property(object(&api, "Top"), "id"));
}

#[test]
fn a_reference_in_all_of_can_override_the_documentation() {
    let api = schemas(indoc! {"
        Color: {type: string, enum: [red], description: A color.}
        A:
          type: object
          properties:
            c:
              allOf: [{$ref: '#/components/schemas/Color'}]
              nullable: true
              description: Its color.
              default: red
              readOnly: true
            d: {$ref: '#/components/schemas/Color'}
    "});
    let properties = &object(&api, "A").properties;
    assert_eq!(properties[0].ty.id, properties[1].ty.id);
    assert_eq!(
        (properties[0].ty.nullable, properties[1].ty.nullable),
        (true, false)
    );
    assert_eq!(
        properties[0].docs.description.as_deref(),
        Some("Its color.")
    );
    assert_eq!(properties[1].docs.description.as_deref(), Some("A color."));
    assert_eq!(properties[0].default, Some("red".into()));
    assert_eq!(properties[0].access, Access::ReadOnly);
}

#[test]
fn the_last_schema_of_a_conflicting_all_of_wins() {
    let outcome = read_schemas(indoc! {"
        A:
          allOf:
            - {type: object, properties: {x: {type: string}}}
            - {properties: {x: {type: integer}}}
    "});
    assert_eq!(codes(&outcome.diagnostics), ["oas::conflicting-all-of"]);
    let api = outcome.api.expect("a warning only");
    assert!(matches!(
        api.schema(property(object(&api, "A"), "x").id).kind,
        SchemaKind::Integer { .. }
    ));
}

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
    assert_eq!(union.discrimination, Discrimination::RequiredProperty);
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
fn nullability_belongs_to_the_use_of_a_schema() {
    let api = schemas(indoc! {"
        N: {type: string, nullable: true}
        E: {type: string, nullable: true, enum: [a, null]}
        A:
          type: object
          properties:
            n: {$ref: '#/components/schemas/N'}
            e: {$ref: '#/components/schemas/E'}
            o: {oneOf: [{type: integer}, {type: 'null'}]}
            p: {anyOf: [{$ref: '#/components/schemas/P'}, {nullable: true}]}
            q: {type: [string, 'null']}
            r: {type: string}
        P: {type: object}
    "});
    let a = object(&api, "A");
    for (name, nullable) in [
        ("n", true),
        ("e", true),
        ("o", true),
        ("p", true),
        ("q", true),
        ("r", false),
    ] {
        assert_eq!(property(a, name).nullable, nullable, "{name}");
    }
    assert!(matches!(
        api.schema(property(a, "o").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert_eq!(
        api.schema(property(a, "p").id).name,
        SchemaName::Component("P".to_owned())
    );
    match &component(&api, "E").kind {
        SchemaKind::Enum(enumeration) => assert_eq!(enumeration.values.len(), 1),
        other => panic!("{other:?}"),
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
    assert_eq!(tagged.branches[0].discriminator_values, ["cat", "kitten"]);
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
        (&Discrimination::RequiredProperty, true)
    );
    assert_eq!(keyed.branches[0].unique_properties, ["y"]);
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
            ("Cat", ["feline".to_owned()].as_slice()),
            ("Dog", ["Dog".to_owned()].as_slice())
        ]
    );
    assert_eq!(object(&api, "Cat").properties.len(), 2);
    assert_eq!(object(&api, "Alone").properties.len(), 1);
}

#[test]
fn only_cycles_without_a_list_or_a_map_are_broken() {
    let api = schemas(indoc! {"
        Tree:
          type: object
          properties:
            children: {type: array, items: {$ref: '#/components/schemas/Tree'}}
            named:
              type: object
              additionalProperties: {$ref: '#/components/schemas/Tree'}
        Ping: {type: object, properties: {pong: {$ref: '#/components/schemas/Pong'}}}
        Pong: {type: object, properties: {ping: {$ref: '#/components/schemas/Ping'}}}
        Sum:
          type: object
          properties:
            left: {$ref: '#/components/schemas/Value'}
            right: {$ref: '#/components/schemas/Value'}
        Value: {oneOf: [{type: number}, {$ref: '#/components/schemas/Sum'}]}
    "});
    assert_eq!(dump(&api).matches('^').count(), 2, "{}", dump(&api));
    assert!(union(&api, "Value").branches[1].ty.cyclic);
}

#[test]
fn an_enum_has_the_json_type_of_its_values() {
    let base = |text: &str| match &component(&schemas(&format!("E: {text}")), "E").kind {
        SchemaKind::Enum(enumeration) => (enumeration.json_type, enumeration.values.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        base("{type: string, enum: [a, b, a]}"),
        (Some(JsonType::String), 2)
    );
    assert_eq!(
        base("{type: integer, enum: [1, 2]}"),
        (Some(JsonType::Integer), 2)
    );
    assert_eq!(base("{enum: [1, a, {b: 2}]}"), (None, 3));
    assert_eq!(
        base("{anyOf: [{type: string}, {type: string, enum: [a]}]}"),
        (Some(JsonType::String), 1)
    );
    assert_eq!(
        base("{oneOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}"),
        (Some(JsonType::String), 2)
    );
    let outcome = read_schemas("E: {type: string, enum: [1, true, b]}");
    assert_eq!(codes(&outcome.diagnostics), ["oas::mismatched-value"]);
}

#[test]
fn additional_properties_can_be_typed_or_forbidden() {
    let api = schemas(indoc! {"
        A: {type: object}
        B: {type: object, additionalProperties: false}
        C: {type: object, additionalProperties: true}
        D: {type: object, additionalProperties: {}}
        E: {type: object, additionalProperties: {type: integer}}
    "});
    let kinds: Vec<bool> = ["A", "B", "C", "D"]
        .iter()
        .zip([
            Additional::Unspecified,
            Additional::Forbidden,
            Additional::Any,
            Additional::Any,
        ])
        .map(|(name, additional)| object(&api, name).additional == additional)
        .collect();
    assert_eq!(kinds, [true; 4]);
    assert!(
        matches!(object(&api, "E").additional, Additional::Typed(ty) if matches!(api.schema(ty.id).kind, SchemaKind::Integer { .. }))
    );
}

#[test]
fn a_type_is_implied_by_its_keywords() {
    let api = schemas(indoc! {"
        A:
          properties:
            x: {items: {type: string}}
            y: {format: date-time}
            z: {pattern: '^a'}
            w: {}
    "});
    let a = object(&api, "A");
    assert!(matches!(
        api.schema(property(a, "x").id).kind,
        SchemaKind::Array(_)
    ));
    assert!(matches!(
        &api.schema(property(a, "y").id).kind,
        SchemaKind::String {
            format: StringFormat::DateTime,
            ..
        }
    ));
    assert!(matches!(
        &api.schema(property(a, "z").id).kind,
        SchemaKind::String {
            pattern: Some(_),
            ..
        }
    ));
    assert!(matches!(
        api.schema(property(a, "w").id).kind,
        SchemaKind::Any
    ));
}

#[test]
fn keywords_with_an_obvious_intention_are_corrected() {
    let outcome = read_schemas(indoc! {"
        A:
          type: object
          required: true
          properties:
            a: {type: string, minLength: '3', description: 5}
            b: {type: int}
            c: {type: number, exclusiveMinimum: 2}
            d: {const: x}
            e: {type: string, pattern: '(a'}
            f: {type: integer, default: '7', minimum: 9, maximum: 1}
            oneOf: [{required: [a]}]
    "});
    let api = outcome.api.as_ref().expect("warnings only");
    let a = object(api, "A");
    assert_eq!(a.properties.len(), 6);
    assert!(matches!(
        &api.schema(property(a, "a").id).kind,
        SchemaKind::String {
            lengths: Lengths { min: Some(3), .. },
            ..
        }
    ));
    assert!(matches!(
        api.schema(property(a, "b").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert!(
        matches!(&api.schema(property(a, "c").id).kind, SchemaKind::Number { bounds, .. } if bounds.exclusive_minimum)
    );
    assert!(matches!(
        api.schema(property(a, "d").id).kind,
        SchemaKind::Enum(_)
    ));
    assert!(matches!(
        &api.schema(property(a, "e").id).kind,
        SchemaKind::String { pattern: None, .. }
    ));
    assert_eq!(a.properties[5].default, Some(7.into()));
    let mut found = codes(&outcome.diagnostics);
    found.dedup();
    found.sort();
    found.dedup();
    assert_eq!(
        found,
        [
            "oas::invalid-pattern",
            "oas::invalid-piece",
            "oas::mismatched-value"
        ]
    );
}

#[test]
fn inline_schemas_are_named_by_the_path_from_their_component() {
    let api = schemas(indoc! {"
        A:
          type: object
          properties:
            b:
              type: array
              items:
                type: object
                properties: {c: {type: string, enum: [x]}}
    "});
    let steps: Vec<Vec<String>> = api
        .schemas
        .iter()
        .filter_map(|schema| match &schema.name {
            SchemaName::Inline { steps, .. } => Some(steps.clone()),
            SchemaName::Component(_) => None,
        })
        .collect();
    assert_eq!(
        steps,
        [vec!["b"], vec!["b", "items"], vec!["b", "items", "c"]]
    );
}
