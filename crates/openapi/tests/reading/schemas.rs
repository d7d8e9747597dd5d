//! Schemas in the model.

use indoc::indoc;
use specwright_openapi::ir::{Access, Additional, Lengths, SchemaKind, SchemaName, dump};
use specwright_openapi::vocabulary::JsonType;

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
fn only_properties_and_elements_imply_a_type() {
    let outcome = read_schemas(indoc! {"
        A:
          properties:
            x: {items: {type: string}}
            y: {format: date-time}
            z: {pattern: '^a'}
            w: {}
    "});
    assert_eq!(
        codes(&outcome.diagnostics),
        ["oas::missing-type", "oas::missing-type"]
    );
    let api = outcome.api.expect("the document is valid");
    let a = object(&api, "A");
    let kind = |name: &str| &api.schema(property(a, name).id).kind;
    assert!(matches!(kind("x"), SchemaKind::Array(_)));
    for name in ["y", "z", "w"] {
        assert!(matches!(kind(name), SchemaKind::Any), "{name}");
    }
    // `format` is an annotation, and `pattern` restricts strings only.
    let rule = |name: &str| api.schema(property(a, name).id).rule;
    assert!(rule("y").is_none() && rule("w").is_none());
    let rule = api.rule(rule("z").expect("a rule"));
    assert_eq!(rule.pattern.as_deref(), Some("^a"));
    assert!(rule.types.is_empty());
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
