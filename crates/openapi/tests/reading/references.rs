//! References, cycles, and pieces that are wrong.

use crate::common::{
    codes, component, member, object, read_files, read_schemas, read_text, schemas,
};
use specwright_openapi::ir::{SchemaKind, SchemaName};

#[test]
fn references_lead_anywhere_in_the_document() {
    let api = schemas(
        "A: {type: object, properties: {a/b: {type: object, properties: {x: {type: integer}}}}}\n\
         B: {type: object, properties: {b: {$ref: '#/components/schemas/A/properties/a~1b'}, c: {$ref: '#/components/schemas/C/properties/x'}}}\n\
         C: {$ref: '#/components/schemas/A/properties/a~1b'}\n",
    );
    let b = object(&api, "B");
    assert_eq!(member(b, "b"), member(object(&api, "A"), "a/b"));
    assert!(matches!(
        api.schema(member(b, "c").id).kind,
        SchemaKind::Integer { .. }
    ));
    let owner = api
        .schemas
        .iter()
        .position(|schema| schema.name == SchemaName::Component("A".to_owned()));
    match &api.schema(member(b, "b").id).name {
        SchemaName::Inline {
            owner: found,
            steps,
            ..
        } => {
            assert_eq!(
                (found.map(|id| id.index()), steps.as_slice()),
                (owner, ["a/b".to_owned()].as_slice())
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_alias_of_a_component_is_that_component() {
    let api = schemas(
        "A: {$ref: '#/components/schemas/B'}\nB: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n",
    );
    assert_eq!(api.schemas.len(), 1);
    assert!(member(object(&api, "B"), "a").cyclic);
}

#[test]
fn a_reference_inside_data_is_data() {
    let api = schemas(
        "A:\n  type: object\n  example: {$ref: '#/nowhere'}\n  default: {x: {$ref: '#/nowhere'}}\n  x-note: {$ref: '#/nowhere'}\n\
         B: {enum: [{$ref: '#/nowhere'}]}\n",
    );
    assert!(component(&api, "A").default.is_some());
}

#[test]
fn a_property_may_be_called_ref() {
    let api = schemas("A: {type: object, properties: {$ref: {type: string}}}\n");
    assert!(matches!(
        api.schema(member(object(&api, "A"), "$ref").id).kind,
        SchemaKind::String { .. }
    ));
}

#[test]
fn references_without_an_end_are_cycles() {
    let cases = [
        ("A: {$ref: '#/components/schemas/A'}", "!oas::ref-cycle"),
        (
            "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
            "!oas::ref-cycle",
        ),
        (
            "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
            "oas::ref-cycle",
        ),
        (
            "A: {anyOf: [{type: string}, {$ref: '#/components/schemas/A'}]}",
            "oas::ref-cycle",
        ),
    ];
    for (text, code) in cases {
        assert!(
            codes(&read_schemas(text).diagnostics).contains(&code.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_long_chain_of_references_costs_little() {
    let chain: String = (0..5000)
        .map(|i| format!("S{i}: {{$ref: '#/components/schemas/S{}'}}\n", i + 1))
        .collect();
    let outcome = read_schemas(&format!("{chain}S5000: {{type: string}}\n"));
    assert!(
        codes(&outcome.diagnostics)
            .iter()
            .all(|code| code == "!oas::limit-exceeded")
    );
    assert!(outcome.api.is_none());
    let chain: String =
        (0..5000).map(|i| format!("S{i}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/S{}'}}}}}}\n", i + 1)).collect();
    assert_eq!(
        schemas(&format!("{chain}S5000: {{type: string}}\n"))
            .schemas
            .len(),
        5001
    );
}

#[test]
fn one_bad_piece_costs_one_diagnostic() {
    let outcome = read_schemas(
        "A: {type: object, properties: {good: {type: string}, bad: 5, worse: {type: array, items: 7}}}\nB: {type: object, properties: 3}\nC: 4\n",
    );
    let places: Vec<&str> = outcome
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.span.pointer.as_str())
        .collect();
    assert_eq!(codes(&outcome.diagnostics), ["!oas::wrong-type"; 4]);
    assert!(
        places.contains(&"/components/schemas/A/properties/bad"),
        "{places:?}"
    );
    assert!(
        places.contains(&"/components/schemas/A/properties/worse/items"),
        "{places:?}"
    );
    assert!(
        places.contains(&"/components/schemas/B/properties"),
        "{places:?}"
    );
    assert!(places.contains(&"/components/schemas/C"), "{places:?}");
}

#[test]
fn deeply_nested_mistakes_are_found_in_time() {
    let depth = 40;
    let text = format!(
        "{}{{type: string, minLength: {{}}}}{}",
        "{properties: {a: ".repeat(depth),
        "}}".repeat(depth)
    );
    let outcome = read_schemas(&format!("A: {text}"));
    assert_eq!(codes(&outcome.diagnostics), ["oas::mismatched-value"]);
    assert!(
        outcome.diagnostics[0]
            .span
            .pointer
            .as_str()
            .ends_with("/a/minLength")
    );
}

#[test]
fn references_to_other_files_keep_the_file_of_every_place() {
    let root = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /pets: {$ref: 'paths/pets.yaml'}\n";
    let pets = "get:\n  operationId: listPets\n  responses:\n    '200':\n      description: Pets.\n      content:\n        application/json:\n          schema: {$ref: '../schemas/pet.json#/Pet'}\n";
    let pet = "{\"Pet\": {\"type\": \"object\", \"properties\": {\"tag\": {\"$ref\": \"tag.yaml\"}, \"bad\": {\"type\": \"strnig\"}}}}";
    let outcome = read_files(
        root,
        &[
            ("paths/pets.yaml", pets),
            ("schemas/pet.json", pet),
            ("schemas/tag.yaml", "type: string\n"),
        ],
    );
    assert_eq!(codes(&outcome.diagnostics), ["oas::invalid-piece"]);
    let location = outcome
        .sources
        .locate_diagnostic(&outcome.diagnostics[0])
        .expect("a place");
    assert_eq!(
        (location.file.as_str(), location.line),
        ("api/schemas/pet.json", 1)
    );
    let api = outcome.api.expect("no errors");
    assert_eq!(api.operations[0].id, "listPets");
    assert!(matches!(
        component(&api, "tag").kind,
        SchemaKind::String { .. }
    ));
    assert_eq!(object(&api, "Pet").properties.len(), 2);
}

#[test]
fn references_never_leave_the_folder() {
    let refused = |reference: &str| {
        let root = format!(
            "openapi: 3.0.3\ninfo: {{}}\npaths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n"
        );
        codes(&read_files(&root, &[("x.yaml", "type: string")]).diagnostics)
    };
    for outside in [
        "../x.yaml",
        "a/../../x.yaml",
        "%2e%2e/x.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "C:x.yaml",
        "\\\\host\\share",
    ] {
        assert_eq!(refused(outside), ["!oas::ref-outside-folder"], "{outside}");
    }
    for remote in ["http://169.254.169.254/x", "//host/x", "ftp://host/x"] {
        assert_eq!(refused(remote), ["!oas::remote-ref"], "{remote}");
    }
    assert_eq!(refused("missing.yaml"), ["!oas::unresolved-ref"]);
    assert_eq!(refused("a/../x.yaml"), Vec::<String>::new());
}

#[test]
fn only_known_versions_are_read() {
    for version in ["openapi: 3.1.2", "swagger: '2.0'", "swagger: 2.0"] {
        assert_eq!(
            codes(&read_text("a.yaml", &format!("{version}\ninfo: {{}}\npaths: {{}}")).diagnostics),
            Vec::<String>::new(),
            "{version}"
        );
    }
    for version in [
        "openapi: 3.0.0-evil",
        "openapi: 4",
        "openapi: '2.0'",
        "swagger: '3.0'",
        "swagger: '1.2'",
        "openapi: [3]",
    ] {
        assert_eq!(
            codes(&read_text("a.yaml", &format!("{version}\npaths: {{}}")).diagnostics),
            ["!oas::unsupported-version"],
            "{version}"
        );
    }
    assert_eq!(
        codes(&read_text("a.yaml", "paths: {}").diagnostics),
        ["!oas::missing-version"]
    );
    assert_eq!(
        codes(&read_text("a.yaml", "# nothing\n").diagnostics),
        ["!oas::empty-file"]
    );
    assert_eq!(
        codes(&read_text("a.yaml", "").diagnostics),
        ["!oas::empty-file"]
    );
    assert_eq!(
        codes(&read_text("a.json", "[]").diagnostics),
        ["!oas::wrong-type"]
    );
}

#[test]
fn an_operation_may_stand_in_another_file() {
    let root =
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {$ref: 'a.yaml'}}\n";
    let a = "operationId: getA\nresponses: {'200': {description: d, content: {application/json: {example: {$ref: x}, schema: {type: string}}}}}\n";
    let outcome = read_files(root, &[("a.yaml", a)]);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    assert_eq!(outcome.api.expect("no errors").operations[0].id, "getA");
}

#[test]
fn properties_may_stand_in_another_file() {
    let root = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: object, properties: {$ref: 'a.yaml'}}}}\n";
    let outcome = read_files(
        root,
        &[
            ("a.yaml", "id: {$ref: 'b.yaml'}\nname: {type: string}\n"),
            ("b.yaml", "type: integer\n"),
        ],
    );
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    assert!(matches!(
        api.schema(member(object(&api, "A"), "id").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert_eq!(object(&api, "A").properties.len(), 2);
}
