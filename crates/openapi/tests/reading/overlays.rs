//! Overlays: what they change, and where it is shown.

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::{Input, Limits, NoFiles, Outcome, read_with_overlays};

use crate::common::{codes, component, object};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}, {name: c}, {name: d}]
paths: {}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer, maximum: 100}}}
    Old: {type: string}
";

fn overlaid(actions: &str, limits: &Limits) -> Outcome {
    let indented: String = actions.lines().map(|line| format!("  {line}\n")).collect();
    let overlay = format!("overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions:\n{indented}");
    let input = |name: &str, text: &str| Input {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    read_with_overlays(
        input("openapi.yaml", DOCUMENT),
        &[input("overlay.yaml", &overlay)],
        &mut NoFiles,
        limits,
    )
}

fn places(outcome: &Outcome) -> Vec<String> {
    let place = |diagnostic: &Diagnostic| {
        let found = outcome
            .sources
            .locate_diagnostic(diagnostic)
            .expect("a place");
        format!(
            "{} {}:{}:{}",
            diagnostic.code, found.file, found.line, found.column
        )
    };
    outcome.diagnostics.iter().map(place).collect()
}

#[test]
fn objects_merge_lists_grow_and_scalars_are_replaced() {
    let outcome = overlaid(
        "\
- target: $.components.schemas.Pet
  update: {required: [age], properties: {age: {maximum: 12345678901234567890123, minimum: 0}, tag: {type: string}}}
- {target: '$.components.schemas.Pet.required', update: tag}
- {target: '$.tags', update: {name: e}}
- {target: '$.tags', update: [{name: f}, {name: g}]}",
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
fn what_is_removed_is_gone_and_actions_follow_each_other() {
    let outcome = overlaid(
        "\
- {target: '$.tags[?@.name == \"a\" || @.name == \"c\"]', remove: true}
- {target: '$.tags[1]', update: {description: Was the fourth.}}
- {target: '$.components.schemas.Old', remove: true}
- {target: '$.components.schemas', update: {New: {type: object, properties: {a: {type: string}}}}}
- {target: '$..properties.a', remove: true}
- {target: '$.components.schemas.New.properties', update: {b: {type: string}}}",
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
fn places_are_those_of_the_file_that_a_value_came_from() {
    let outcome = overlaid(
        "\
- {target: '$.tags[0]', remove: true}
- target: $.components.schemas
  update:
    Wrong: {type: strange}
    Pet: {properties: {name: {type: 5}}}
- {target: '$.nothing', update: {a: b}}
- {target: '$.tags[1]', update: {name: [x]}}
- {target: '$', update: {tags: 5}}",
        &Limits::default(),
    );
    let shown = places(&outcome);
    assert_eq!(
        shown,
        [
            "oas::wrong-type overlay.yaml:11:34",
            "oas::unmatched-overlay-target overlay.yaml:9:14",
            "oas::invalid-piece overlay.yaml:7:21",
            "oas::mismatched-value overlay.yaml:8:39",
        ]
    );
}

#[test]
fn an_overlay_that_cannot_be_read_refuses_the_document() {
    for (actions, place) in [
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
        let outcome = overlaid(actions, &Limits::default());
        assert!(outcome.api.is_none(), "{actions}");
        assert_eq!(places(&outcome)[0], place, "{actions}");
    }
    let brackets = format!(
        "- {{target: \"$[?{}1{}]\", remove: true}}",
        "(".repeat(5000),
        ")".repeat(5000)
    );
    assert!(overlaid(&brackets, &Limits::default()).api.is_none());
}

#[test]
fn a_document_grows_within_limits_only() {
    let deeper = "- {target: '$..*', update: {a: {b: {c: {}}}}}\n".repeat(200);
    let outcome = overlaid(
        &deeper.replace("$..*", "$..[?@.name]"),
        &Limits {
            nodes: 100,
            ..Limits::default()
        },
    );
    assert!(
        codes(&outcome.diagnostics).contains(&"!oas::limit-exceeded".to_owned()),
        "{:?}",
        codes(&outcome.diagnostics)
    );
    let chain: String = (0..60)
        .map(|depth| {
            format!(
                "- {{target: \"$['x-a']{}\", update: {{a: {{b: {{}}}}}}}}\n",
                ".a.b".repeat(depth)
            )
        })
        .collect();
    let outcome = overlaid(
        &format!("- {{target: '$', update: {{x-a: {{}}}}}}\n{chain}"),
        &Limits::default(),
    );
    assert_eq!(codes(&outcome.diagnostics), ["!oas::limit-exceeded"]);
}
