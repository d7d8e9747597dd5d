//! Request bodies, which are parameters in Swagger 2.0.

use indoc::{formatdoc, indoc};
use specwright_openapi::ir::{Api, RequestBody, SchemaKind};

use super::api;
use crate::common::{codes, read_files};

/// Returns the request body of an operation.
fn body(api: &Api, operation: usize) -> &RequestBody {
    api.operations[operation].body.as_ref().expect("a body")
}

/// Returns the media types of a request body.
fn names(body: &RequestBody) -> Vec<&str> {
    body.contents
        .iter()
        .map(|media| media.media_type.as_str())
        .collect()
}

#[test]
fn consumes_declares_the_media_types_of_a_body() {
    let one = |consumes: &str, parameters: &str| {
        let operation = format!(
            "operationId: a, {consumes} parameters: [{parameters}], responses: {{'204': {{description: d}}}}"
        );
        let api = api(&formatdoc! {"
            consumes: [text/plain]
            paths: {{/a: {{post: {{{operation}}}}}}}
        "});
        names(body(&api, 0))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let text = "{name: b, in: body, schema: {type: string}}";
    let bytes = "{name: b, in: body, schema: {type: file}}";
    let field = "{name: f, in: formData, type: string}";
    assert_eq!(one("", text), ["text/plain"]);
    assert_eq!(one("consumes: [],", text), ["application/json"]);
    assert_eq!(one("consumes: [],", bytes), ["application/octet-stream"]);
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
    // A binary string in a URL-encoded form is a string; only a file needs a multipart form.
    assert_eq!(
        one("", "{name: g, in: formData, type: string, format: binary}"),
        ["application/x-www-form-urlencoded"]
    );
}

#[test]
fn an_operation_overrides_the_body_parameters_of_its_path_item() {
    let api = api(indoc! {"
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
    "});
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
fn references_to_files_with_special_characters_are_percent_encoded() {
    let root = indoc! {"
        swagger: '2.0'
        info: {title: T, version: '1'}
        paths:
          '/a%b':
            $ref: 'x/paths.yaml#/a~1%25'
    "};
    let paths = indoc! {"
        a/%:
          post:
            operationId: a
            parameters:
              - $ref: '../y/50%25 %23.yaml#/p~0'
            responses: {'204': {description: d}}
    "};
    let shared = indoc! {"
        p~:
          name: p
          in: body
          required: true
          schema: {type: object, required: [n], properties: {n: {type: integer}}}
    "};
    let outcome = read_files(root, &[("x/paths.yaml", paths), ("y/50% #.yaml", shared)]);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    let ty = body(&api, 0).contents[0].ty.expect("a schema");
    assert!(
        matches!(&api.schema(ty.id).kind, SchemaKind::Object(object) if object.properties.len() == 1)
    );
}

#[test]
fn references_to_parameters_by_index_stay_valid() {
    let api = api(indoc! {"
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
    "});
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
