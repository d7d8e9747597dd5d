//! What schemas mean.

use crate::common::{codes, component, member, object, read_schemas, schemas, union};
use specwright_openapi::ir::{
    Access, Additional, Discrimination, JsonType, Lengths, SchemaKind, SchemaName, StringFormat,
    dump,
};

#[test]
fn the_parts_of_all_of_become_one_object() {
    let api = schemas(
        "Top: {type: object, required: [id], properties: {id: {type: string}, size: {type: integer, minimum: 1}}}\n\
         Left: {allOf: [{$ref: '#/components/schemas/Top'}]}\n\
         Bottom:\n  allOf:\n    - $ref: '#/components/schemas/Left'\n    - {properties: {size: {type: integer, maximum: 9}}, required: [own]}\n  properties: {own: {type: boolean}}\n",
    );
    let bottom = object(&api, "Bottom");
    let names: Vec<(&str, bool)> = bottom
        .properties
        .iter()
        .map(|property| (property.name.as_str(), property.required))
        .collect();
    assert_eq!(names, [("id", true), ("size", false), ("own", true)]);
    match &api.schema(member(bottom, "size").id).kind {
        SchemaKind::Integer { bounds, .. } => {
            assert_eq!(
                (bounds.minimum.clone(), bounds.maximum.clone()),
                (Some(1.into()), Some(9.into()))
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(member(bottom, "id"), member(object(&api, "Top"), "id"));
}

#[test]
fn one_reference_in_all_of_is_a_use_with_its_own_texts() {
    let api = schemas(
        "Color: {type: string, enum: [red], description: A color.}\n\
         A:\n  type: object\n  properties:\n    c: {allOf: [{$ref: '#/components/schemas/Color'}], nullable: true, description: Its color., default: red, readOnly: true}\n    d: {$ref: '#/components/schemas/Color'}\n",
    );
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
fn contradictions_in_all_of_are_reported_and_the_last_part_wins() {
    let outcome = read_schemas(
        "A: {allOf: [{type: object, properties: {x: {type: string}}}, {properties: {x: {type: integer}}}]}\n",
    );
    assert_eq!(codes(&outcome.diagnostics), ["oas::conflicting-all-of"]);
    let api = outcome.api.expect("a warning only");
    assert!(matches!(
        api.schema(member(object(&api, "A"), "x").id).kind,
        SchemaKind::Integer { .. }
    ));
}

#[test]
fn a_base_beside_a_choice_goes_into_each_branch() {
    let api = schemas(
        "A:\n  type: object\n  required: [id]\n  properties: {id: {type: string}}\n  oneOf:\n    - {title: Left, type: object, required: [left], properties: {left: {type: string}}}\n    - {title: Right, type: object, required: [right], properties: {right: {type: string}}}\n",
    );
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
fn null_is_a_mark_of_the_use() {
    let api = schemas(
        "N: {type: string, nullable: true}\n\
         E: {type: string, nullable: true, enum: [a, null]}\n\
         A:\n  type: object\n  properties:\n    n: {$ref: '#/components/schemas/N'}\n    e: {$ref: '#/components/schemas/E'}\n    o: {oneOf: [{type: integer}, {type: 'null'}]}\n    p: {anyOf: [{$ref: '#/components/schemas/P'}, {nullable: true}]}\n    q: {type: [string, 'null']}\n    r: {type: string}\n\
         P: {type: object}\n",
    );
    let a = object(&api, "A");
    for (name, nullable) in [
        ("n", true),
        ("e", true),
        ("o", true),
        ("p", true),
        ("q", true),
        ("r", false),
    ] {
        assert_eq!(member(a, name).nullable, nullable, "{name}");
    }
    assert!(matches!(
        api.schema(member(a, "o").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert_eq!(
        api.schema(member(a, "p").id).name,
        SchemaName::Component("P".to_owned())
    );
    match &component(&api, "E").kind {
        SchemaKind::Enum(enumeration) => assert_eq!(enumeration.values.len(), 1),
        other => panic!("{other:?}"),
    }
}

#[test]
fn branches_are_told_apart_by_the_surest_means() {
    let api = schemas(
        "Cat: {type: object, required: [kind], properties: {kind: {type: string}, a: {type: string}}}\n\
         Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}}}\n\
         Tagged: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: Cat, kitten: '#/components/schemas/Cat'}}}\n\
         One: {type: object, required: [t], properties: {t: {type: integer, enum: [1]}}}\n\
         Two: {type: object, required: [t], properties: {t: {type: integer, enum: [2]}}}\n\
         Constant: {oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]}\n\
         Typed: {oneOf: [{type: string}, {type: array, items: {type: string}}, {$ref: '#/components/schemas/Cat'}]}\n\
         K1: {type: object, required: [x, y], properties: {x: {type: string}, y: {type: string}}}\n\
         K2: {type: object, required: [x], properties: {x: {type: string}}}\n\
         Keyed: {oneOf: [{$ref: '#/components/schemas/K1'}, {$ref: '#/components/schemas/K2'}]}\n\
         Tried: {anyOf: [{$ref: '#/components/schemas/K2'}, {$ref: '#/components/schemas/K1'}]}\n",
    );
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
fn a_base_with_a_discriminator_is_a_union_of_its_children() {
    let api = schemas(
        "Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}}\n\
         Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {meows: {type: boolean}}}]}\n\
         Dog: {allOf: [{$ref: '#/components/schemas/Pet'}], properties: {barks: {type: boolean}}}\n\
         Alone: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n",
    );
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
fn only_direct_cycles_are_broken_and_few_uses_do_it() {
    let api = schemas(
        "Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}, named: {type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}}}\n\
         Ping: {type: object, properties: {pong: {$ref: '#/components/schemas/Pong'}}}\n\
         Pong: {type: object, properties: {ping: {$ref: '#/components/schemas/Ping'}}}\n\
         Sum: {type: object, properties: {left: {$ref: '#/components/schemas/Value'}, right: {$ref: '#/components/schemas/Value'}}}\n\
         Value: {oneOf: [{type: number}, {$ref: '#/components/schemas/Sum'}]}\n",
    );
    assert_eq!(dump(&api).matches('^').count(), 2, "{}", dump(&api));
    assert!(union(&api, "Value").branches[1].ty.cyclic);
}

#[test]
fn enumerations_have_a_base() {
    let base = |text: &str| match &component(&schemas(&format!("E: {text}\n")), "E").kind {
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
    let outcome = read_schemas("E: {type: string, enum: [1, true, b]}\n");
    assert_eq!(codes(&outcome.diagnostics), ["oas::mismatched-value"]);
}

#[test]
fn members_that_are_not_named() {
    let api = schemas(
        "A: {type: object}\nB: {type: object, additionalProperties: false}\nC: {type: object, additionalProperties: true}\n\
         D: {type: object, additionalProperties: {}}\nE: {type: object, additionalProperties: {type: integer}}\n",
    );
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
    let api = schemas(
        "A: {properties: {x: {items: {type: string}}, y: {format: date-time}, z: {pattern: '^a'}, w: {}}}\n",
    );
    let a = object(&api, "A");
    assert!(matches!(
        api.schema(member(a, "x").id).kind,
        SchemaKind::Array(_)
    ));
    assert!(matches!(
        &api.schema(member(a, "y").id).kind,
        SchemaKind::String {
            format: StringFormat::DateTime,
            ..
        }
    ));
    assert!(matches!(
        &api.schema(member(a, "z").id).kind,
        SchemaKind::String {
            pattern: Some(_),
            ..
        }
    ));
    assert!(matches!(
        api.schema(member(a, "w").id).kind,
        SchemaKind::Any
    ));
}

#[test]
fn harmless_mistakes_are_repaired() {
    let outcome = read_schemas(
        "A:\n  type: object\n  required: true\n  properties:\n    a: {type: string, minLength: '3', description: 5}\n    b: {type: int}\n    c: {type: number, exclusiveMinimum: 2}\n    d: {const: x}\n    e: {type: string, pattern: '(a'}\n    f: {type: integer, default: '7', minimum: 9, maximum: 1}\n    oneOf: [{required: [a]}]\n",
    );
    let api = outcome.api.as_ref().expect("warnings only");
    let a = object(api, "A");
    assert_eq!(a.properties.len(), 6);
    assert!(matches!(
        &api.schema(member(a, "a").id).kind,
        SchemaKind::String {
            lengths: Lengths { min: Some(3), .. },
            ..
        }
    ));
    assert!(matches!(
        api.schema(member(a, "b").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert!(
        matches!(&api.schema(member(a, "c").id).kind, SchemaKind::Number { bounds, .. } if bounds.exclusive_minimum)
    );
    assert!(matches!(
        api.schema(member(a, "d").id).kind,
        SchemaKind::Enum(_)
    ));
    assert!(matches!(
        &api.schema(member(a, "e").id).kind,
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
fn inline_schemas_are_named_by_their_way() {
    let api = schemas(
        "A: {type: object, properties: {b: {type: array, items: {type: object, properties: {c: {type: string, enum: [x]}}}}}}\n",
    );
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
