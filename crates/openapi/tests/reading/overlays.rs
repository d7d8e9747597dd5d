//! Overlays: their changes, and the locations of diagnostics about them.

use indoc::{formatdoc, indoc};
use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::{Input, Limits, NoFiles, Outcome, ReadOptions, read_with_overlays};

use crate::common::{codes, component, indent, object};

const DOCUMENT: &str = indoc! {"
    openapi: 3.0.3
    info: {title: T, version: '1'}
    tags: [{name: a}, {name: b}, {name: c}, {name: d}]
    paths: {}
    components:
      schemas:
        Pet:
          type: object
          required: [name]
          properties: {name: {type: string}, age: {type: integer, maximum: 100}}
        Old: {type: string}
"};

/// Reads [`DOCUMENT`] after applying an overlay, whose actions start in line 4.
fn read_with_actions(actions: &str, limits: &Limits) -> Outcome {
    let head = indoc! {"
        overlay: 1.0.0
        info: {title: O, version: '1'}
        actions:
    "};
    let overlay = format!("{head}{}", indent(actions, 2));
    let input = |name: &str, text: &str| Input {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let options = ReadOptions {
        limits: limits.clone(),
        ..ReadOptions::default()
    };
    read_with_overlays(
        input("openapi.yaml", DOCUMENT),
        &[input("overlay.yaml", &overlay)],
        &mut NoFiles,
        &options,
    )
}

/// Returns the code and the location of each diagnostic.
fn located_codes(outcome: &Outcome) -> Vec<String> {
    let located_code = |diagnostic: &Diagnostic| {
        let found = outcome
            .sources
            .locate_diagnostic(diagnostic)
            .expect("a location");
        format!(
            "{} {}:{}:{}",
            diagnostic.code, found.file, found.line, found.column
        )
    };
    outcome.diagnostics.iter().map(located_code).collect()
}

#[test]
fn updates_merge_objects_append_to_lists_and_replace_scalars() {
    let outcome = read_with_actions(
        indoc! {"
            - target: $.components.schemas.Pet
              update:
                required: [age]
                properties:
                  age: {maximum: 12345678901234567890123, minimum: 0}
                  tag: {type: string}
            - {target: '$.components.schemas.Pet.required', update: tag}
            - {target: '$.tags', update: {name: e}}
            - {target: '$.tags', update: [{name: f}, {name: g}]}
        "},
        &Limits::default(),
    );
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    let names: Vec<&str> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g"]);
    let pet = object(&api, "Pet");
    let members: Vec<(&str, bool)> = pet
        .properties
        .iter()
        .map(|property| (property.name.as_str(), property.required))
        .collect();
    assert_eq!(members, [("name", true), ("age", true), ("tag", true)]);
    let specwright_openapi::ir::SchemaKind::Integer { bounds, .. } =
        &api.schema(pet.properties[1].ty.id).kind
    else {
        panic!()
    };
    assert_eq!(
        bounds.maximum.as_ref().and_then(serde_json::Number::as_f64),
        Some(12_345_678_901_234_567_890_123.0)
    );
}

#[test]
fn actions_see_the_changes_of_earlier_actions() {
    let outcome = read_with_actions(
        indoc! {r#"
            - {target: '$.tags[?@.name == "a" || @.name == "c"]', remove: true}
            - {target: '$.tags[1]', update: {description: Was the fourth.}}
            - {target: '$.components.schemas.Old', remove: true}
            - target: $.components.schemas
              update: {New: {type: object, properties: {a: {type: string}}}}
            - {target: '$..properties.a', remove: true}
            - {target: '$.components.schemas.New.properties', update: {b: {type: string}}}
        "#},
        &Limits::default(),
    );
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    let tags: Vec<(&str, bool)> = api
        .tags
        .iter()
        .map(|tag| (tag.name.as_str(), tag.description.is_some()))
        .collect();
    assert_eq!(tags, [("b", false), ("d", true)]);
    assert_eq!(object(&api, "New").properties.len(), 1);
    assert_eq!(
        component(&api, "New").span.pointer.as_str(),
        "/components/schemas/New"
    );
    assert_eq!(
        api.schemas
            .iter()
            .filter(|schema| schema.span.pointer.as_str().ends_with("/Old"))
            .count(),
        0
    );
}

#[test]
fn values_from_an_overlay_are_located_in_the_overlay() {
    let outcome = read_with_actions(
        indoc! {"
            - {target: '$.tags[0]', remove: true}
            - target: $.components.schemas
              update:
                Wrong: {type: strange}
                Pet: {properties: {name: {type: 5}}}
            - {target: '$.nothing', update: {a: b}}
            - {target: '$.tags[1]', update: {name: [x]}}
            - {target: '$', update: {tags: 5}}
        "},
        &Limits::default(),
    );
    assert_eq!(
        located_codes(&outcome),
        [
            "oas::wrong-type overlay.yaml:11:34",
            "oas::unmatched-overlay-target overlay.yaml:9:14",
            "oas::invalid-piece overlay.yaml:7:21",
            "oas::mismatched-value overlay.yaml:8:39",
        ]
    );
}

#[test]
fn an_invalid_overlay_rejects_the_document() {
    for (actions, location) in [
        (
            "- {target: '$.tags[', update: {a: b}}",
            "oas::invalid-overlay overlay.yaml:4:14",
        ),
        (
            "- {target: 5, update: {a: b}}",
            "oas::invalid-overlay overlay.yaml:4:14",
        ),
        (
            "- {update: {a: b}}",
            "oas::invalid-overlay overlay.yaml:4:5",
        ),
        (
            "- {target: '$.tags', udpate: {a: b}}",
            "oas::invalid-overlay overlay.yaml:4:24",
        ),
        (
            "- {target: '$', remove: true}",
            "oas::invalid-overlay overlay.yaml:4:14",
        ),
        (
            "- {target: '$.info', update: text}",
            "oas::invalid-overlay overlay.yaml:4:32",
        ),
        (
            "- {target: '$.tags', remove: 'yes'}",
            "oas::invalid-overlay overlay.yaml:4:32",
        ),
        ("- 5", "oas::invalid-overlay overlay.yaml:4:5"),
    ] {
        let outcome = read_with_actions(actions, &Limits::default());
        assert!(outcome.api.is_none(), "{actions}");
        assert_eq!(located_codes(&outcome)[0], location, "{actions}");
    }
    let brackets = format!(
        "- {{target: \"$[?{}1{}]\", remove: true}}",
        "(".repeat(5000),
        ")".repeat(5000)
    );
    assert!(
        read_with_actions(&brackets, &Limits::default())
            .api
            .is_none()
    );
}

#[test]
fn the_growth_of_a_document_is_limited() {
    let deeper = "- {target: '$..[?@.name]', update: {a: {b: {c: {}}}}}\n".repeat(200);
    let limits = Limits {
        nodes: 100,
        ..Limits::default()
    };
    let codes_of = |actions: &str, limits: &Limits| {
        let outcome = read_with_actions(actions, limits);
        codes(&outcome.diagnostics)
    };
    let found = codes_of(&deeper, &limits);
    assert!(
        found.contains(&"!oas::limit-exceeded".to_owned()),
        "{found:?}"
    );
    let mut actions = "- {target: '$', update: {x-a: {}}}\n".to_owned();
    for depth in 0..60 {
        let path = ".a.b".repeat(depth);
        actions += &formatdoc! {"
            - target: \"$['x-a']{path}\"
              update: {{a: {{b: {{}}}}}}
        "};
    }
    let found = codes_of(&actions, &Limits::default());
    assert_eq!(found, ["!oas::limit-exceeded"]);
}
