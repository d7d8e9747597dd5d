//! Swagger 2.0: details of rewriting it as OpenAPI 3.0 that the fixtures do not cover.

mod body;

use indoc::{formatdoc, indoc};
use specwright_openapi::ir::{Api, ContentKind, SchemaName};
use specwright_openapi::pointer::{Pointer, Span};
use specwright_openapi::vocabulary::Style;
use specwright_openapi::{Input, Limits, NoFiles, Outcome, read};

use crate::common::{codes, read_text};

/// Reads a document whose keys after `info` are given.
fn swagger(rest: &str) -> Outcome {
    let head = indoc! {"
        swagger: '2.0'
        info: {title: T, version: '1'}
    "};
    read_text("api.yaml", &format!("{head}{rest}"))
}

/// Returns the model of such a document. Panics if there are diagnostics.
fn api(rest: &str) -> Api {
    let outcome = swagger(rest);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    outcome.api.expect("no errors")
}

fn servers(rest: &str) -> Vec<String> {
    let api = swagger(&format!("paths: {{}}\n{rest}"))
        .api
        .expect("no errors");
    api.servers.into_iter().map(|server| server.url).collect()
}

#[test]
fn host_base_path_and_schemes_become_servers() {
    let all = indoc! {"
        host: h.example:8080
        basePath: /v1
        schemes: [http, https]
    "};
    let root_path = indoc! {"
        host: h.example
        basePath: /
    "};
    let other_scheme = indoc! {"
        host: h.example
        schemes: [ws]
    "};
    let with_servers = indoc! {"
        host: h.example
        servers: [{url: 'https://other.example'}]
    "};
    assert_eq!(
        servers(all),
        ["https://h.example:8080/v1", "http://h.example:8080/v1"]
    );
    assert_eq!(servers("host: h.example"), ["https://h.example"]);
    assert_eq!(servers(root_path), ["https://h.example"]);
    assert_eq!(servers(other_scheme), ["https://h.example"]);
    assert_eq!(servers("host: http://h.example/a/"), ["http://h.example/a"]);
    assert_eq!(servers("basePath: /v1"), ["/v1"]);
    assert_eq!(servers("basePath: ''"), ["/"]);
    assert_eq!(servers("schemes: [http]"), Vec::<String>::new());
    assert_eq!(servers(with_servers), ["https://other.example"]);
}

#[test]
fn a_shared_response_has_the_media_types_of_each_operation() {
    let api = api(indoc! {"
        produces: [application/json]
        responses: {Bad: {description: d, schema: {type: object, properties: {a: {type: string}}}}}
        paths:
          /a: {get: {operationId: a, responses: {default: {$ref: '#/responses/Bad'}}}}
          /b: {get: {operationId: b, produces: [application/problem+json], responses: {default: {$ref: '#/responses/Bad'}}}}
          /c: {get: {operationId: c, responses: {default: {$ref: '#/responses/Bad'}}}}
    "});
    let contents = |operation: usize| {
        let content = &api.operations[operation].responses[0].contents[0];
        (
            content.media_type.as_str(),
            content.kind,
            content.ty.expect("a schema").id,
        )
    };
    let (name, kind, id) = contents(0);
    assert_eq!((name, kind), ("application/json", ContentKind::Json));
    assert_eq!(
        contents(1),
        ("application/problem+json", ContentKind::Json, id)
    );
    assert_eq!(contents(2), contents(0));
    assert_eq!(
        api.operations[0].responses[0].component.as_deref(),
        Some("Bad")
    );
}

#[test]
fn a_parameter_that_refers_to_a_definition_has_its_type() {
    let outcome = swagger(indoc! {"
        definitions: {E: {type: string, enum: [a]}}
        paths:
          /a:
            get:
              operationId: a
              parameters: [{name: q, in: query, $ref: '#/definitions/E'}]
              responses: {'204': {description: d}}
    "});
    let api = outcome.api.expect("no errors");
    let ty = api.operations[0].parameters[0].ty;
    assert_eq!(
        api.schema(ty.id).name,
        SchemaName::Component("E".to_owned())
    );
}

#[test]
fn lists_in_paths_and_headers_are_comma_separated() {
    let api = api(indoc! {"
        paths:
          /a/{p}:
            get:
              operationId: a
              parameters:
                - {name: p, in: path, required: true, type: array, items: {type: string}}
                - {name: h, in: header, type: array, items: {type: string}}
              responses: {'204': {description: d}}
    "});
    for parameter in &api.operations[0].parameters {
        let format = format!("{:?}", parameter.serialization);
        assert!(
            format.contains(&format!("{:?}", Style::Simple)) && format.contains("explode: false"),
            "{format}"
        );
    }
}

#[test]
fn rewritten_values_have_original_locations() {
    let outcome = swagger(indoc! {"
        host: h
        paths:
          /a:
            post:
              operationId: a
              consumes: [text/csv]
              parameters: [{name: b, in: body, schema: {type: string, enum: [x]}}]
              responses: {'200': {description: d, schema: {type: string}}}
    "});
    let span = |pointer: &str| Span::root(Pointer::from_text(pointer));
    let original = |pointer: &str| {
        outcome
            .sources
            .original(&span(pointer))
            .pointer
            .as_str()
            .to_owned()
    };
    let operation = "/paths/~1a/post";
    let at = |rest: &str| format!("{operation}{rest}");
    assert_eq!(original("/servers/0/url"), "/host");
    assert_eq!(original(&at("/requestBody")), at("/parameters/0"));
    assert_eq!(
        original(&at("/requestBody/content/text~1csv")),
        at("/consumes/0")
    );
    assert_eq!(
        original(&at("/requestBody/content/text~1csv/schema/enum/0")),
        at("/parameters/0/schema/enum/0")
    );
    assert_eq!(
        original(&at("/responses/200/content/application~1json/schema/type")),
        at("/responses/200/schema/type")
    );
    assert_eq!(original(&at("/operationId")), at("/operationId"));
}

#[test]
fn unresolved_parameters_reject_the_document() {
    for parameter in ["'#/parameters/B'", "'#/parameters/A'", "'other.yaml'"] {
        let operation = format!(
            "operationId: a, parameters: [{{$ref: {parameter}}}], responses: {{'204': {{description: d}}}}"
        );
        let outcome = swagger(&formatdoc! {"
            parameters: {{A: {{$ref: '#/parameters/A'}}}}
            paths: {{/a: {{post: {{{operation}}}}}}}
        "});
        assert!(outcome.api.is_none(), "{parameter}");
    }
}

#[test]
fn the_repetition_of_media_types_is_limited() {
    let types: Vec<String> = (0..80).map(|index| format!("a/b{index}")).collect();
    let mut text = formatdoc! {"
        swagger: '2.0'
        info: {{title: T, version: '1'}}
        produces: [{}]
        paths:
    ", types.join(", ")};
    for index in 0..80 {
        let responses = "{'200': {description: d, schema: {type: string}}}";
        text += &format!("  /p{index}: {{get: {{responses: {responses}}}}}\n");
    }
    let read = |alias_nodes: usize| {
        let input = Input {
            name: "api.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        read(
            input,
            &mut NoFiles,
            &Limits {
                alias_nodes,
                ..Limits::default()
            },
        )
    };
    let refused = codes(&read(500).diagnostics);
    assert_eq!(
        refused
            .iter()
            .filter(|code| code.starts_with('!'))
            .collect::<Vec<_>>(),
        ["!oas::limit-exceeded"]
    );
    assert!(read(100_000).api.is_some());
}

#[test]
fn values_of_any_type_are_read_without_a_panic() {
    let values = [
        "null",
        "1",
        "text",
        "[]",
        "{}",
        "[1, {a: 2}]",
        "{a: {b: 1}}",
        "{$ref: '#'}",
        "{$ref: '#/paths'}",
    ];
    let templates = [
        "paths: VALUE",
        "paths: {/a: VALUE}",
        "paths: {/a: {post: VALUE}}",
        "paths: {/a: {post: {parameters: VALUE}}}",
        "paths: {/a: {post: {parameters: [VALUE]}}}",
        "paths: {/a: {post: {parameters: [{in: VALUE}]}}}",
        "paths: {/a: {post: {parameters: [{in: body, name: b, schema: VALUE}]}}}",
        "paths: {/a: {post: {parameters: [{in: formData, name: VALUE, type: VALUE, items: VALUE, required: VALUE}]}}}",
        "paths: {/a: {post: {parameters: [{in: query, name: q, type: array, items: VALUE, collectionFormat: VALUE}]}}}",
        "paths: {/a: {post: {consumes: VALUE, parameters: [{in: body, name: b, schema: {}}]}}}",
        "paths: {/a: {post: {produces: [VALUE], responses: {'200': {description: d, schema: VALUE}}}}}",
        "paths: {/a: {post: {responses: {'200': {description: d, headers: {X: VALUE}}}}}}",
        indoc! {"
            host: VALUE
            basePath: VALUE
            schemes: VALUE
            paths: {}
        "},
        indoc! {"
            definitions: VALUE
            parameters: VALUE
            responses: VALUE
            securityDefinitions: VALUE
            paths: {}
        "},
        indoc! {"
            definitions: {A: VALUE}
            parameters: {A: VALUE}
            responses: {A: VALUE}
            securityDefinitions: {A: VALUE}
            paths: {}
        "},
        indoc! {"
            definitions: {A: {discriminator: VALUE, x-nullable: VALUE, x-example: VALUE}}
            paths: {}
        "},
    ];
    for template in templates {
        for value in values {
            let outcome = swagger(&template.replace("VALUE", value));
            for diagnostic in &outcome.diagnostics {
                assert!(
                    outcome.sources.locate_diagnostic(diagnostic).is_some(),
                    "{template} {value}"
                );
            }
        }
    }
}
