//! References, cycles and invalid objects.

use indoc::{formatdoc, indoc};
use specwright_openapi::ir::{SchemaKind, SchemaName};

use crate::common::{
    codes, component, object, property, read_files, read_schemas, read_text, schemas,
};

#[test]
fn a_reference_can_name_any_schema_in_the_document() {
    let api = schemas(indoc! {"
        A:
          type: object
          properties:
            a/b: {type: object, properties: {x: {type: integer}}}
        B:
          type: object
          properties:
            b: {$ref: '#/components/schemas/A/properties/a~1b'}
            c: {$ref: '#/components/schemas/C/properties/x'}
        C: {$ref: '#/components/schemas/A/properties/a~1b'}
    "});
    let b = object(&api, "B");
    assert_eq!(property(b, "b"), property(object(&api, "A"), "a/b"));
    assert!(matches!(
        api.schema(property(b, "c").id).kind,
        SchemaKind::Integer { .. }
    ));
    let owner = api
        .schemas
        .iter()
        .position(|schema| schema.name == SchemaName::Component("A".to_owned()));
    match &api.schema(property(b, "b").id).name {
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
fn a_component_that_is_a_reference_is_the_schema_it_names() {
    let api = schemas(indoc! {"
        A: {$ref: '#/components/schemas/B'}
        B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}
    "});
    assert_eq!(api.schemas.len(), 1);
    assert!(property(object(&api, "B"), "a").cyclic);
}

#[test]
fn a_reference_in_an_example_is_data() {
    let api = schemas(indoc! {"
        A:
          type: object
          example: {$ref: '#/nowhere'}
          default: {x: {$ref: '#/nowhere'}}
          x-note: {$ref: '#/nowhere'}
        B: {enum: [{$ref: '#/nowhere'}]}
    "});
    assert!(component(&api, "A").default.is_some());
}

#[test]
fn a_property_can_be_named_ref() {
    let api = schemas("A: {type: object, properties: {$ref: {type: string}}}");
    assert!(matches!(
        api.schema(property(object(&api, "A"), "$ref").id).kind,
        SchemaKind::String { .. }
    ));
}

#[test]
fn a_cycle_of_references_is_reported() {
    let direct = "A: {$ref: '#/components/schemas/A'}";
    let indirect = indoc! {"
        A: {$ref: '#/components/schemas/B'}
        B: {$ref: '#/components/schemas/A'}
    "};
    let in_all_of = "A: {allOf: [{$ref: '#/components/schemas/A'}]}";
    let in_any_of = "A: {anyOf: [{type: string}, {$ref: '#/components/schemas/A'}]}";
    for (schemas, code) in [
        (direct, "!oas::ref-cycle"),
        (indirect, "!oas::ref-cycle"),
        (in_all_of, "oas::ref-cycle"),
        (in_any_of, "oas::ref-cycle"),
    ] {
        let codes = codes(&read_schemas(schemas).diagnostics);
        assert!(codes.contains(&code.to_owned()), "{schemas}");
    }
}

#[test]
fn an_unresolved_reference_is_an_error_only_if_an_operation_uses_it() {
    let document = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              responses:
                '200':
                  description: d
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/Used'}}
        components:
          schemas:
            Used: {type: object, properties: {x: {$ref: '#/components/schemas/Missing'}}}
            Unused: {type: object, properties: {x: {$ref: '#/components/schemas/Missing'}}}
    "};
    let outcome = read_text("openapi.yaml", document);
    assert_eq!(
        codes(&outcome.diagnostics),
        ["!oas::unresolved-ref", "oas::unresolved-ref"]
    );
    let pointers = outcome.diagnostics.iter().map(|found| &found.span.pointer);
    let pointers: Vec<&str> = pointers.map(|pointer| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/components/schemas/Used/properties/x/$ref",
            "/components/schemas/Unused/properties/x/$ref"
        ]
    );
}

#[test]
fn a_long_chain_of_references_exceeds_the_limit() {
    let mut chain = String::new();
    for i in 0..5000 {
        let next = i + 1;
        chain += &format!("S{i}: {{$ref: '#/components/schemas/S{next}'}}\n");
    }
    let outcome = read_schemas(&format!("{chain}S5000: {{type: string}}"));
    assert!(
        codes(&outcome.diagnostics)
            .iter()
            .all(|code| code == "!oas::limit-exceeded")
    );
    assert!(outcome.api.is_none());
}

#[test]
fn a_long_chain_of_schemas_is_read() {
    let mut chain = String::new();
    for i in 0..5000 {
        let next = i + 1;
        chain += &formatdoc! {"
            S{i}:
              type: object
              properties: {{next: {{$ref: '#/components/schemas/S{next}'}}}}
        "};
    }
    let api = schemas(&format!("{chain}S5000: {{type: string}}"));
    assert_eq!(api.schemas.len(), 5001);
}

#[test]
fn an_invalid_object_causes_one_diagnostic() {
    let outcome = read_schemas(indoc! {"
        A:
          type: object
          properties:
            good: {type: string}
            bad: 5
            worse: {type: array, items: 7}
        B: {type: object, properties: 3}
        C: 4
    "});
    let pointers: Vec<&str> = outcome
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.span.pointer.as_str())
        .collect();
    assert_eq!(codes(&outcome.diagnostics), ["!oas::wrong-type"; 4]);
    for pointer in [
        "/components/schemas/A/properties/bad",
        "/components/schemas/A/properties/worse/items",
        "/components/schemas/B/properties",
        "/components/schemas/C",
    ] {
        assert!(pointers.contains(&pointer), "{pointers:?}");
    }
}

#[test]
fn an_error_in_a_deeply_nested_schema_is_located() {
    let depth = 40;
    let schema = format!(
        "{}{{type: string, minLength: {{}}}}{}",
        "{type: object, properties: {a: ".repeat(depth),
        "}}".repeat(depth)
    );
    let outcome = read_schemas(&format!("A: {schema}"));
    assert_eq!(codes(&outcome.diagnostics), ["oas::mismatched-value"]);
    let pointer = &outcome.diagnostics[0].span.pointer;
    assert!(pointer.as_str().ends_with("/a/minLength"));
}

#[test]
fn diagnostics_name_the_referenced_file() {
    let root = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /pets: {$ref: 'paths/pets.yaml'}
    "};
    let pets = indoc! {"
        get:
          operationId: listPets
          responses:
            '200':
              description: Pets.
              content:
                application/json:
                  schema: {$ref: '../schemas/pet.json#/Pet'}
    "};
    let pet = indoc! {r#"
        {"Pet": {"type": "object", "properties": {
          "tag": {"$ref": "tag.yaml"},
          "bad": {"type": "strnig"}
        }}}
    "#};
    let outcome = read_files(
        root,
        &[
            ("paths/pets.yaml", pets),
            ("schemas/pet.json", pet),
            ("schemas/tag.yaml", "type: string"),
        ],
    );
    assert_eq!(codes(&outcome.diagnostics), ["oas::invalid-piece"]);
    let location = outcome
        .sources
        .locate_diagnostic(&outcome.diagnostics[0])
        .expect("a location");
    assert_eq!(
        (location.file.as_str(), location.line),
        ("api/schemas/pet.json", 3)
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
fn references_cannot_leave_the_folder_of_the_document() {
    let codes_for = |reference: &str| {
        let root = formatdoc! {"
            openapi: 3.0.3
            info: {{}}
            paths: {{}}
            components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}
        "};
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
        assert_eq!(
            codes_for(outside),
            ["!oas::ref-outside-folder"],
            "{outside}"
        );
    }
    for remote in ["http://169.254.169.254/x", "//host/x", "ftp://host/x"] {
        assert_eq!(codes_for(remote), ["!oas::remote-ref"], "{remote}");
    }
    assert_eq!(codes_for("missing.yaml"), ["!oas::unresolved-ref"]);
    assert_eq!(codes_for("a/../x.yaml"), Vec::<String>::new());
}

#[test]
fn unsupported_versions_are_rejected() {
    for version in ["openapi: 3.1.2", "swagger: '2.0'", "swagger: 2.0"] {
        let document = formatdoc! {"
            {version}
            info: {{}}
            paths: {{}}
        "};
        let codes = codes(&read_text("a.yaml", &document).diagnostics);
        assert_eq!(codes, Vec::<String>::new(), "{version}");
    }
    for version in [
        "openapi: 3.0.0-evil",
        "openapi: 4",
        "openapi: '2.0'",
        "swagger: '3.0'",
        "swagger: '1.2'",
        "openapi: [3]",
    ] {
        let document = formatdoc! {"
            {version}
            paths: {{}}
        "};
        let codes = codes(&read_text("a.yaml", &document).diagnostics);
        assert_eq!(codes, ["!oas::unsupported-version"], "{version}");
    }
}

#[test]
fn files_that_are_not_documents_are_rejected() {
    for (name, text, code) in [
        ("a.yaml", "paths: {}", "!oas::missing-version"),
        ("a.yaml", "# nothing", "!oas::empty-file"),
        ("a.yaml", "", "!oas::empty-file"),
        ("a.json", "[]", "!oas::wrong-type"),
    ] {
        assert_eq!(codes(&read_text(name, text).diagnostics), [code], "{text}");
    }
}

#[test]
fn an_operation_can_be_in_another_file() {
    let root = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a: {get: {$ref: 'a.yaml'}}
    "};
    let operation = indoc! {"
        operationId: getA
        responses:
          '200':
            description: d
            content:
              application/json: {example: {$ref: x}, schema: {type: string}}
    "};
    let outcome = read_files(root, &[("a.yaml", operation)]);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    assert_eq!(outcome.api.expect("no errors").operations[0].id, "getA");
}

#[test]
fn references_are_relative_to_the_identifier_of_the_document() {
    let root = indoc! {"
        openapi: 3.2.0
        $self: https://api.example/v1/openapi.yaml
        info: {title: T, version: '1'}
        paths: {}
        components:
          schemas:
            A: {type: object, properties: {b: {$ref: 'openapi.yaml#/components/schemas/B'}}}
            B: {type: integer}
    "};
    let outcome = read_text("other-name.yaml", root);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    assert!(matches!(
        api.schema(property(object(&api, "A"), "b").id).kind,
        SchemaKind::Integer { .. }
    ));
}

#[test]
fn properties_can_be_in_another_file() {
    let root = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths: {}
        components:
          schemas:
            A: {type: object, properties: {$ref: 'a.yaml'}}
    "};
    let properties = indoc! {"
        id: {$ref: 'b.yaml'}
        name: {type: string}
    "};
    let outcome = read_files(root, &[("a.yaml", properties), ("b.yaml", "type: integer")]);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    assert!(matches!(
        api.schema(property(object(&api, "A"), "id").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert_eq!(object(&api, "A").properties.len(), 2);
}
