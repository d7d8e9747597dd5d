//! Operations in the model.

use indoc::indoc;
use specwright_openapi::Outcome;
use specwright_openapi::diagnostic::Effect;
use specwright_openapi::ir::{ContentKind, SchemaKind, SchemeKind, Serialization};
use specwright_openapi::vocabulary::{ParameterLocation, Status, Style};

use crate::common::{codes, read_text};

/// Reads a document whose keys after `info` are given.
fn read_paths(paths: &str) -> Outcome {
    let head = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
    "};
    read_text("openapi.yaml", &format!("{head}{paths}"))
}

#[test]
fn missing_operation_ids_come_from_the_method_and_the_path() {
    let outcome = read_paths(indoc! {"
        paths:
          /: {get: {responses: {}}}
          /users/{userId}/posts:
            get:
              responses: {}
              parameters: [{name: userId, in: path, required: true, schema: {type: string}}]
          /a:
            get: {responses: {}}
            put: {operationId: same, responses: {}}
          /b:
            get: {operationId: get_a, responses: {}}
            put: {operationId: same, responses: {}}
    "});
    assert_eq!(codes(&outcome.diagnostics), ["oas::duplicate-operation-id"]);
    let api = outcome.api.expect("no errors");
    let ids: Vec<&str> = api
        .operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "get_root",
            "get_users_by_userId_posts",
            "get_a_2",
            "same",
            "get_a",
            "same_put_b"
        ]
    );
}

#[test]
fn an_operation_overrides_the_parameters_of_its_path_item() {
    let outcome = read_paths(indoc! {"
        paths:
          /a/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: q, in: query, schema: {type: array, items: {type: string}}}
            get:
              parameters:
                - {name: q, in: query, required: true, schema: {type: integer, default: 3}}
                - {name: X-Trace, in: header, schema: {type: string}}
                - {name: c, in: cookie, schema: {type: string}}
                - name: where
                  in: query
                  content: {application/json: {schema: {type: object}}}
              responses: {}
    "});
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    let parameters = &api.operations[0].parameters;
    let styles: Vec<(&str, ParameterLocation, bool, Serialization)> = parameters
        .iter()
        .map(|parameter| {
            (
                parameter.name.as_str(),
                parameter.location,
                parameter.required,
                parameter.serialization,
            )
        })
        .collect();
    let style = |style, explode| Serialization::Style {
        style,
        explode,
        allow_reserved: false,
    };
    assert_eq!(
        styles,
        [
            (
                "id",
                ParameterLocation::Path,
                true,
                style(Style::Simple, false)
            ),
            (
                "q",
                ParameterLocation::Query,
                true,
                style(Style::Form, true)
            ),
            (
                "X-Trace",
                ParameterLocation::Header,
                false,
                style(Style::Simple, false)
            ),
            (
                "c",
                ParameterLocation::Cookie,
                false,
                style(Style::Form, true)
            ),
            (
                "where",
                ParameterLocation::Query,
                false,
                Serialization::Json
            ),
        ]
    );
    assert_eq!(parameters[1].default, Some(3.into()));
}

#[test]
fn path_parameters_must_be_in_the_path() {
    let outcome = read_paths(indoc! {"
        paths:
          /a/{id}:
            get:
              parameters: [{name: other, in: path, required: true, schema: {type: string}}]
              responses: {}
    "});
    assert_eq!(
        codes(&outcome.diagnostics),
        [
            "oas::unused-path-parameter",
            "oas::undeclared-path-parameter"
        ]
    );
    let api = outcome.api.expect("no errors");
    assert_eq!(api.operations[0].parameters.len(), 1);
    assert_eq!(api.operations[0].parameters[0].name, "id");
}

#[test]
fn malformed_paths_are_reported() {
    for (path, code) in [
        ("pets", "!oas::path-without-slash"),
        ("/a/{id", "!oas::malformed-path"),
        ("/a/id}", "!oas::malformed-path"),
        ("/{a{b}}", "!oas::malformed-path"),
        ("/{a}/{a}", "oas::malformed-path"),
    ] {
        let paths = format!("paths: {{'{path}': {{get: {{responses: {{}}}}}}}}");
        let outcome = read_paths(&paths);
        assert_eq!(codes(&outcome.diagnostics), [code], "{path}");
    }
}

#[test]
fn responses_are_sorted_from_specific_to_general() {
    let outcome = read_paths(indoc! {"
        paths:
          /a:
            get:
              responses:
                default: {description: d}
                4xx: {description: d}
                404: {description: d}
                '200':
                  description: d
                  headers:
                    X-A: {schema: {type: integer}, required: true}
                    Content-Type: {schema: {type: string}}
                  content:
                    application/problem+json: {schema: {type: object}}
                    text/plain: {schema: {type: string}}
                    application/octet-stream: {schema: {type: string, format: binary}}
                    '*/*': {schema: {type: object}}
                    application/pdf: {}
    "});
    // The lower-case `4xx` and the header `Content-Type`.
    let expected = ["oas::invalid-piece", "gen::ignored-keyword"];
    assert_eq!(codes(&outcome.diagnostics), expected);
    let api = outcome.api.expect("no errors");
    let responses = &api.operations[0].responses;
    let statuses: Vec<Status> = responses.iter().map(|response| response.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Code(200),
            Status::Code(404),
            Status::Range(4),
            Status::Default
        ]
    );
    assert_eq!(responses[0].headers.len(), 1);
    let kinds: Vec<(ContentKind, bool)> = responses[0]
        .contents
        .iter()
        .map(|media| (media.kind, media.ty.is_some()))
        .collect();
    let expected = [
        (ContentKind::Json, true),
        (ContentKind::Text, true),
        (ContentKind::Binary, true),
        (ContentKind::Json, true),
        (ContentKind::Binary, false),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn read_only_properties_are_not_used_in_requests() {
    let outcome = read_paths(indoc! {"
        paths:
          /a:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
              responses:
                '200':
                  description: d
                  content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
        components:
          schemas:
            A:
              type: object
              properties: {r: {allOf: [{$ref: '#/components/schemas/R'}], readOnly: true}}
            R: {type: object}
            U: {type: object}
    "});
    let api = outcome.api.expect("no errors");
    let usage: Vec<(bool, bool)> = api
        .schemas
        .iter()
        .map(|schema| (schema.usage.request, schema.usage.response))
        .collect();
    assert_eq!(usage, [(true, true), (false, true), (false, false)]);
}

#[test]
fn an_unknown_security_scheme_still_requires_credentials() {
    let outcome = read_paths(indoc! {"
        security: [{Key: []}]
        paths:
          /a:
            get: {responses: {}}
            put: {responses: {}, security: []}
            post: {responses: {}, security: [{Nope: []}]}
            patch:
              responses: {}
              security: [{Nope: []}, {Key: [], OAuth: [read]}, {}]
        components:
          securitySchemes:
            Key: {type: apiKey, in: header, name: X-Key}
            OAuth: {type: oauth2, flows: {}}
    "});
    assert_eq!(
        codes(&outcome.diagnostics),
        ["oas::unknown-security-scheme"; 2]
    );
    let api = outcome.api.expect("no errors");
    let needs: Vec<Vec<usize>> = api
        .operations
        .iter()
        .map(|operation| {
            operation
                .security
                .iter()
                .map(|one| one.requirements.len())
                .collect()
        })
        .collect();
    assert_eq!(needs, [vec![1], vec![], vec![1], vec![2, 0]]);
    assert_eq!(api.schemes[1].kind, SchemeKind::Bearer);
}

#[test]
fn server_variables_have_their_defaults() {
    let outcome = read_paths(indoc! {"
        servers:
          - url: https://{host}/{base}
            variables:
              host: {default: '{base}.example'}
              base: {enum: [v1, v2], default: v2}
        paths: {}
    "});
    assert_eq!(
        outcome.api.expect("no errors").servers[0].resolved,
        "https://{base}.example/v2"
    );
}

#[test]
fn ignored_keywords_are_reported_once_with_a_count() {
    let outcome = read_paths(indoc! {"
        paths:
          /a:
            get: {responses: {'204': {description: Done., links: {a: {operationId: b}}}}}
            put: {responses: {'204': {description: Done., links: {a: {operationId: b}}}}}
          /b:
            get:
              responses: {}
              parameters: [{name: Accept, in: header, schema: {type: string}}]
    "});
    assert_eq!(codes(&outcome.diagnostics), ["gen::ignored-keyword"; 2]);
    assert!(
        outcome
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.message.contains("2 locations"))
    );
    assert!(
        outcome
            .diagnostics
            .iter()
            .all(|diagnostic| !diagnostic.hint.is_empty())
    );
    assert!(
        outcome
            .api
            .expect("no errors")
            .operations
            .iter()
            .all(|operation| operation.parameters.is_empty())
    );
}

#[test]
fn repeated_callbacks_do_not_multiply_without_a_limit() {
    let many = |line: &dyn Fn(usize) -> String| (0..300).map(line).collect::<String>();
    let paths = many(&|index| {
        format!(
            "  /{index}: {{get: {{responses: {{}}, callbacks: {{e: {{$ref: '#/components/callbacks/E'}}}}}}}}\n"
        )
    });
    let urls = many(&|index| format!("      'http://a/{index}': {{post: {{responses: {{}}}}}}\n"));
    let outcome = read_paths(&format!(
        "paths:\n{paths}components:\n  callbacks:\n    E:\n{urls}"
    ));
    let found = outcome.diagnostics.iter().any(|diagnostic| {
        diagnostic
            .message
            .contains("callbacks are ignored beyond 10000 operations")
    });
    assert!(found, "{:?}", codes(&outcome.diagnostics));
    assert!(outcome.api.expect("no errors").operations.len() <= 10_300);
}

#[test]
fn a_parameter_without_a_schema_is_a_string() {
    let outcome = read_paths(indoc! {"
        paths:
          /a:
            get:
              responses: {}
              parameters:
                - {name: q, in: query}
                - {name: n, in: query, type: integer}
    "});
    assert_eq!(codes(&outcome.diagnostics), ["oas::invalid-piece"; 2]);
    let api = outcome.api.expect("no errors");
    let kind = |index: usize| &api.schema(api.operations[0].parameters[index].ty.id).kind;
    assert!(matches!(kind(0), SchemaKind::String { .. }));
    assert!(matches!(kind(1), SchemaKind::Integer { .. }));
}

#[test]
fn violations_without_consequences_do_not_degrade_the_output() {
    let outcome = read_paths(indoc! {"
        paths:
          /a:
            get:
              parameters:
                - {name: q, in: query, schema: {type: string}, example: a, examples: {}}
              responses: {'200': {}}
              callbacks: {onDone: {}}
    "});
    let effects: Vec<(&str, Effect)> = outcome
        .diagnostics
        .iter()
        .map(|it| (it.code.as_str(), it.effect))
        .collect();
    assert_eq!(
        effects,
        [
            ("oas::invalid-piece", Effect::None),
            ("oas::invalid-piece", Effect::None)
        ]
    );
}
