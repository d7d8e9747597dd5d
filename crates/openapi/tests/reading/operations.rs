//! What operations mean.

use crate::common::{codes, read_text};
use specwright_openapi::Outcome;
use specwright_openapi::diagnostic::Effect;
use specwright_openapi::ir::{
    ContentKind, ParameterLocation, SchemaKind, SchemeKind, Serialization, Status, Style,
};

fn read_paths(paths: &str) -> Outcome {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    read_text("openapi.yaml", &format!("{head}{paths}"))
}

#[test]
fn ids_are_made_of_method_and_path_and_stay_unique() {
    let outcome = read_paths(
        "paths:\n  /: {get: {responses: {}}}\n  /users/{userId}/posts: {get: {responses: {}, parameters: [{name: userId, in: path, required: true, schema: {type: string}}]}}\n  /a: {get: {responses: {}}, put: {operationId: same, responses: {}}}\n  /b: {get: {operationId: get_a, responses: {}}, put: {operationId: same, responses: {}}}\n",
    );
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
fn parameters_of_the_path_item_are_overridden_and_defaults_applied() {
    let outcome = read_paths(
        "paths:\n  /a/{id}:\n    parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}\n      - {name: q, in: query, schema: {type: array, items: {type: string}}}\n    get:\n      parameters:\n        - {name: q, in: query, required: true, schema: {type: integer, default: 3}}\n        - {name: X-Trace, in: header, schema: {type: string}}\n        - {name: c, in: cookie, schema: {type: string}}\n        - {name: where, in: query, content: {application/json: {schema: {type: object}}}}\n      responses: {}\n",
    );
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
fn path_parameters_are_those_of_the_template() {
    let outcome = read_paths(
        "paths:\n  /a/{id}:\n    get:\n      parameters: [{name: other, in: path, required: true, schema: {type: string}}]\n      responses: {}\n",
    );
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
fn malformed_paths() {
    for (path, code) in [
        ("pets", "!oas::path-without-slash"),
        ("/a/{id", "!oas::malformed-path"),
        ("/a/id}", "!oas::malformed-path"),
        ("/{a{b}}", "!oas::malformed-path"),
        ("/{a}/{a}", "oas::malformed-path"),
    ] {
        let outcome = read_paths(&format!(
            "paths: {{'{path}': {{get: {{responses: {{}}}}}}}}\n"
        ));
        assert_eq!(codes(&outcome.diagnostics), [code], "{path}");
    }
}

#[test]
fn responses_are_ordered_and_media_types_known() {
    let outcome = read_paths(
        "paths:\n  /a:\n    get:\n      responses:\n        default: {description: d}\n        4xx: {description: d}\n        404: {description: d}\n        '200':\n          description: d\n          headers: {X-A: {schema: {type: integer}, required: true}, Content-Type: {schema: {type: string}}}\n          content:\n            application/problem+json: {schema: {type: object}}\n            text/plain: {schema: {type: string}}\n            application/octet-stream: {schema: {type: string, format: binary}}\n            '*/*': {schema: {type: object}}\n            application/pdf: {}\n",
    );
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
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
fn usage_spreads_but_not_through_members_of_the_other_way() {
    let outcome = read_paths(
        "paths:\n  /a:\n    post:\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}\ncomponents:\n  schemas:\n    A: {type: object, properties: {r: {allOf: [{$ref: '#/components/schemas/R'}], readOnly: true}}}\n    R: {type: object}\n    U: {type: object}\n",
    );
    let api = outcome.api.expect("no errors");
    let usage: Vec<(bool, bool)> = api
        .schemas
        .iter()
        .map(|schema| (schema.usage.request, schema.usage.response))
        .collect();
    assert_eq!(usage, [(true, true), (false, true), (false, false)]);
}

#[test]
fn unknown_security_never_becomes_none() {
    let outcome = read_paths(
        "security: [{Key: []}]\npaths:\n  /a:\n    get: {responses: {}}\n    put: {responses: {}, security: []}\n    post: {responses: {}, security: [{Nope: []}]}\n    patch: {responses: {}, security: [{Nope: []}, {Key: [], OAuth: [read]}, {}]}\ncomponents:\n  securitySchemes:\n    Key: {type: apiKey, in: header, name: X-Key}\n    OAuth: {type: oauth2, flows: {}}\n",
    );
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
fn servers_have_their_defaults_in() {
    let outcome = read_paths(
        "servers: [{url: 'https://{host}/{base}', variables: {host: {default: '{base}.example'}, base: {enum: [v1, v2], default: v2}}}]\npaths: {}\n",
    );
    assert_eq!(
        outcome.api.expect("no errors").servers[0].resolved,
        "https://{base}.example/v2"
    );
}

#[test]
fn what_has_no_effect_is_said_once_with_a_count() {
    let callbacks = "callbacks: {e: {'{$url}': {post: {responses: {}}}}}";
    let outcome = read_paths(&format!(
        "paths:\n  /a:\n    get: {{responses: {{}}, {callbacks}}}\n    put: {{responses: {{}}, {callbacks}}}\n  /b: {{get: {{responses: {{}}, parameters: [{{name: Accept, in: header, schema: {{type: string}}}}]}}}}\n"
    ));
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
fn a_parameter_without_a_schema_is_a_text() {
    let outcome = read_paths(
        "paths:\n  /a: {get: {responses: {}, parameters: [{name: q, in: query}, {name: n, in: query, type: integer}]}}\n",
    );
    assert_eq!(codes(&outcome.diagnostics), ["oas::invalid-piece"; 2]);
    let api = outcome.api.expect("no errors");
    let kind = |index: usize| &api.schema(api.operations[0].parameters[index].ty.id).kind;
    assert!(matches!(kind(0), SchemaKind::String { .. }));
    assert!(matches!(kind(1), SchemaKind::Integer { .. }));
}

#[test]
fn what_is_only_against_the_text_of_the_specification_degrades_nothing() {
    let outcome = read_paths(
        "paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: query, schema: {type: string}, example: a, examples: {}}\n      responses: {'200': {}}\n      callbacks: {}\n",
    );
    let effects: Vec<(&str, Effect)> = outcome
        .diagnostics
        .iter()
        .map(|it| (it.code.as_str(), it.effect))
        .collect();
    assert_eq!(
        effects,
        [
            ("oas::invalid-piece", Effect::None),
            ("gen::ignored-keyword", Effect::Degraded),
            ("oas::invalid-piece", Effect::None)
        ]
    );
}
