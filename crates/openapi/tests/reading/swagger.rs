//! Swagger 2.0: what its rewriting into the forms of 3.0 has to get right beyond what the fixtures show.

use crate::common::{codes, read_files, read_text};
use specwright_openapi::ir::{Api, ContentKind, RequestBody, SchemaKind, SchemaName, Style};
use specwright_openapi::pointer::{Pointer, SourceId, Span};
use specwright_openapi::{Input, Limits, NoFiles, Outcome, read};

fn swagger(rest: &str) -> Outcome {
    read_text(
        "api.yaml",
        &format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\n{rest}"),
    )
}

fn api(rest: &str) -> Api {
    let outcome = swagger(rest);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    outcome.api.expect("no errors")
}

fn servers(rest: &str) -> Vec<String> {
    let api = swagger(&format!("{rest}\npaths: {{}}"))
        .api
        .expect("no errors");
    api.servers.into_iter().map(|server| server.url).collect()
}

fn body(api: &Api, operation: usize) -> &RequestBody {
    api.operations[operation].body.as_ref().expect("a body")
}

fn names(body: &RequestBody) -> Vec<&str> {
    body.contents
        .iter()
        .map(|media| media.media_type.as_str())
        .collect()
}

#[test]
fn host_base_path_and_schemes_are_servers() {
    assert_eq!(
        servers("host: h.example:8080\nbasePath: /v1\nschemes: [http, https]"),
        ["https://h.example:8080/v1", "http://h.example:8080/v1"]
    );
    assert_eq!(servers("host: h.example"), ["https://h.example"]);
    assert_eq!(
        servers("host: h.example\nbasePath: /"),
        ["https://h.example"]
    );
    assert_eq!(
        servers("host: h.example\nschemes: [ws]"),
        ["https://h.example"]
    );
    assert_eq!(servers("host: http://h.example/a/"), ["http://h.example/a"]);
    assert_eq!(servers("basePath: /v1"), ["/v1"]);
    assert_eq!(servers("basePath: ''"), ["/"]);
    assert_eq!(servers("schemes: [http]"), Vec::<String>::new());
    assert_eq!(
        servers("host: h.example\nservers: [{url: 'https://other.example'}]"),
        ["https://other.example"]
    );
}

#[test]
fn what_an_operation_consumes_decides_the_types_of_its_body() {
    let one = |consumes: &str, parameters: &str| {
        let operation = format!(
            "operationId: a, {consumes} parameters: [{parameters}], responses: {{'204': {{description: d}}}}"
        );
        let api = api(&format!(
            "consumes: [text/plain]\npaths: {{/a: {{post: {{{operation}}}}}}}"
        ));
        names(body(&api, 0))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let text = "{name: b, in: body, schema: {type: string}}";
    let octets = "{name: b, in: body, schema: {type: file}}";
    let field = "{name: f, in: formData, type: string}";
    assert_eq!(one("", text), ["text/plain"]);
    assert_eq!(one("consumes: [],", text), ["application/json"]);
    assert_eq!(one("consumes: [],", octets), ["application/octet-stream"]);
    assert_eq!(
        one("consumes: [application/json, application/json],", text),
        ["application/json"]
    );
    assert_eq!(one("", field), ["application/x-www-form-urlencoded"]);
    assert_eq!(
        one("consumes: [application/json, Multipart/Form-Data],", field),
        ["Multipart/Form-Data"]
    );
    assert_eq!(
        one(
            "",
            &format!("{field}, {{name: g, in: formData, type: file}}")
        ),
        ["multipart/form-data"]
    );
    // Octets in an urlencoded form are a text; only a file needs a part of its own.
    assert_eq!(
        one("", "{name: g, in: formData, type: string, format: binary}"),
        ["application/x-www-form-urlencoded"]
    );
}

#[test]
fn an_operation_overrides_the_fields_and_the_body_of_its_path() {
    let api = api("
paths:
  /a:
    parameters:
      - {name: one, in: formData, type: string, required: true}
      - {name: two, in: formData, type: string}
    post:
      operationId: a
      parameters: [{name: two, in: formData, type: integer}]
      responses: {'204': {description: d}}
    put:
      operationId: b
      responses: {'204': {description: d}}
  /b:
    parameters: [{name: x, in: body, schema: {type: string}}]
    post:
      operationId: c
      parameters: [{name: y, in: body, required: true, schema: {type: integer}}]
      responses: {'204': {description: d}}
");
    let fields = |operation: usize| {
        let ty = body(&api, operation).contents[0].ty.expect("a schema");
        let SchemaKind::Object(object) = &api.schema(ty.id).kind else {
            panic!("a form is an object")
        };
        let kind =
            |property: &specwright_openapi::ir::Property| match &api.schema(property.ty.id).kind {
                SchemaKind::String { .. } => "string",
                SchemaKind::Integer { .. } => "integer",
                _ => "other",
            };
        object
            .properties
            .iter()
            .map(|property| (property.name.clone(), kind(property), property.required))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        fields(0),
        [
            ("one".to_owned(), "string", true),
            ("two".to_owned(), "integer", false)
        ]
    );
    assert_eq!(
        fields(1),
        [
            ("one".to_owned(), "string", true),
            ("two".to_owned(), "string", false)
        ]
    );
    assert!(body(&api, 0).required);
    let last = body(&api, 2);
    assert!(last.required);
    assert!(matches!(
        api.schema(last.contents[0].ty.expect("a schema").id).kind,
        SchemaKind::Integer { .. }
    ));
    assert!(
        api.operations
            .iter()
            .all(|operation| operation.parameters.is_empty())
    );
}

#[test]
fn a_shared_response_has_the_types_of_each_operation() {
    let api = api("
produces: [application/json]
responses: {Bad: {description: d, schema: {type: object, properties: {a: {type: string}}}}}
paths:
  /a: {get: {operationId: a, responses: {default: {$ref: '#/responses/Bad'}}}}
  /b: {get: {operationId: b, produces: [application/problem+json], responses: {default: {$ref: '#/responses/Bad'}}}}
  /c: {get: {operationId: c, responses: {default: {$ref: '#/responses/Bad'}}}}
");
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
fn files_are_referred_to_whatever_they_are_called() {
    let root = "
swagger: '2.0'
info: {title: T, version: '1'}
paths:
  '/a%b':
    $ref: 'x/paths.yaml#/a~1%25'
";
    let paths = "
a/%:
  post:
    operationId: a
    parameters:
      - $ref: '../y/50%25 %23.yaml#/p~0'
    responses: {'204': {description: d}}
";
    let shared = "p~: {name: p, in: body, required: true, schema: {type: object, required: [n], properties: {n: {type: integer}}}}";
    let outcome = read_files(root, &[("x/paths.yaml", paths), ("y/50% #.yaml", shared)]);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    let ty = body(&api, 0).contents[0].ty.expect("a schema");
    assert!(
        matches!(&api.schema(ty.id).kind, SchemaKind::Object(object) if object.properties.len() == 1)
    );
}

#[test]
fn references_go_on_leading_to_parameters_by_their_number() {
    let api = api("
paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: b, in: body, schema: {type: string}}
        - {name: q, in: query, type: integer}
      responses: {'204': {description: d}}
  /b:
    post:
      operationId: b
      parameters:
        - $ref: '#/paths/~1a/post/parameters/1'
        - $ref: '#/paths/~1a/post/parameters/0'
      responses: {'204': {description: d}}
");
    let parameters = |operation: usize| {
        api.operations[operation]
            .parameters
            .iter()
            .map(|p| (p.name.clone(), p.ty))
            .collect::<Vec<_>>()
    };
    assert_eq!(parameters(0).len(), 1);
    assert_eq!(parameters(1), parameters(0));
    assert_eq!(body(&api, 1).contents[0].ty, body(&api, 0).contents[0].ty);
}

#[test]
fn parameters_whose_schema_is_a_definition_have_its_type() {
    let outcome = swagger(
        "
definitions: {E: {type: string, enum: [a]}}
paths:
  /a:
    get:
      operationId: a
      parameters: [{name: q, in: query, $ref: '#/definitions/E'}]
      responses: {'204': {description: d}}
",
    );
    let api = outcome.api.expect("no errors");
    let ty = api.operations[0].parameters[0].ty;
    assert_eq!(
        api.schema(ty.id).name,
        SchemaName::Component("E".to_owned())
    );
}

#[test]
fn lists_in_the_path_and_the_header_have_commas() {
    let api = api("
paths:
  /a/{p}:
    get:
      operationId: a
      parameters:
        - {name: p, in: path, required: true, type: array, items: {type: string}}
        - {name: h, in: header, type: array, items: {type: string}}
      responses: {'204': {description: d}}
");
    for parameter in &api.operations[0].parameters {
        let format = format!("{:?}", parameter.serialization);
        assert!(
            format.contains(&format!("{:?}", Style::Simple)) && format.contains("explode: false"),
            "{format}"
        );
    }
}

#[test]
fn places_are_those_of_the_text() {
    let outcome = swagger(
        "
host: h
paths:
  /a:
    post:
      operationId: a
      consumes: [text/csv]
      parameters: [{name: b, in: body, schema: {type: string, enum: [x]}}]
      responses: {'200': {description: d, schema: {type: string}}}
",
    );
    let place = |pointer: &str| Span {
        source: SourceId(0),
        pointer: Pointer::from_text(pointer),
    };
    let original = |pointer: &str| {
        outcome
            .sources
            .original(&place(pointer))
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
fn parameters_that_lead_nowhere_refuse_the_document() {
    for parameter in ["'#/parameters/B'", "'#/parameters/A'", "'other.yaml'"] {
        let operation = format!(
            "operationId: a, parameters: [{{$ref: {parameter}}}], responses: {{'204': {{description: d}}}}"
        );
        let parameters = "parameters: {A: {$ref: '#/parameters/A'}}";
        let outcome = swagger(&format!(
            "{parameters}\npaths: {{/a: {{post: {{{operation}}}}}}}"
        ));
        assert!(outcome.api.is_none(), "{parameter}");
    }
}

#[test]
fn lists_of_media_types_are_not_repeated_without_bound() {
    let types: Vec<String> = (0..80).map(|index| format!("a/b{index}")).collect();
    let operation = |index: usize| {
        format!(
            "  /p{index}: {{get: {{responses: {{'200': {{description: d, schema: {{type: string}}}}}}}}}}\n"
        )
    };
    let paths: String = (0..80).map(operation).collect();
    let text = format!(
        "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nproduces: [{}]\npaths:\n{paths}",
        types.join(", ")
    );
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
fn anything_may_stand_anywhere() {
    let odd = [
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
    let places = [
        "paths: ODD",
        "paths: {/a: ODD}",
        "paths: {/a: {post: ODD}}",
        "paths: {/a: {post: {parameters: ODD}}}",
        "paths: {/a: {post: {parameters: [ODD]}}}",
        "paths: {/a: {post: {parameters: [{in: ODD}]}}}",
        "paths: {/a: {post: {parameters: [{in: body, name: b, schema: ODD}]}}}",
        "paths: {/a: {post: {parameters: [{in: formData, name: ODD, type: ODD, items: ODD, required: ODD}]}}}",
        "paths: {/a: {post: {parameters: [{in: query, name: q, type: array, items: ODD, collectionFormat: ODD}]}}}",
        "paths: {/a: {post: {consumes: ODD, parameters: [{in: body, name: b, schema: {}}]}}}",
        "paths: {/a: {post: {produces: [ODD], responses: {'200': {description: d, schema: ODD}}}}}",
        "paths: {/a: {post: {responses: {'200': {description: d, headers: {X: ODD}}}}}}",
        "host: ODD\nbasePath: ODD\nschemes: ODD\npaths: {}",
        "definitions: ODD\nparameters: ODD\nresponses: ODD\nsecurityDefinitions: ODD\npaths: {}",
        "definitions: {A: ODD}\nparameters: {A: ODD}\nresponses: {A: ODD}\nsecurityDefinitions: {A: ODD}\npaths: {}",
        "definitions: {A: {discriminator: ODD, x-nullable: ODD, x-example: ODD}}\npaths: {}",
    ];
    for place in places {
        for odd in odd {
            let outcome = swagger(&place.replace("ODD", odd));
            for diagnostic in &outcome.diagnostics {
                assert!(
                    outcome.sources.locate_diagnostic(diagnostic).is_some(),
                    "{place} {odd}"
                );
            }
        }
    }
}
