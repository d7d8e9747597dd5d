//! The client of small documents.

use indoc::{formatdoc, indoc};
use specwright_codegen::{Config, Crates, Options, generate};
use specwright_openapi::{Input, Limits, NoFiles, read};

/// Generates the operations of a document with these paths.
fn operations_of(paths: &str) -> String {
    let head = indoc! {"
        openapi: 3.1.0
        info: {title: T, version: '1'}
        components:
          securitySchemes:
            Cert: {type: mutualTLS}
            Token: {type: http, scheme: bearer}
    "};
    let paths: String = paths.lines().map(|line| format!("  {line}\n")).collect();
    let input = Input {
        name: "t.yaml".to_owned(),
        bytes: format!("{head}paths:\n{paths}").into_bytes(),
    };
    let outcome = read(input, &mut NoFiles, &Limits::default());
    let api = outcome
        .api
        .unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let options = Options {
        spec: "t.yaml".to_owned(),
        crates: Crates {
            client: true,
            server: false,
            sender: false,
            receiver: false,
        },
        ..Options::default()
    };
    let output =
        generate(&api, &Config::default(), &options).expect("the embedded templates are valid");
    output
        .files
        .get("t-client/src/operations.rs")
        .cloned()
        .unwrap_or_else(|| panic!("{:?}", output.files.keys()))
}

/// The text of all doc comments.
fn docs(text: &str) -> String {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("///"))
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn client_certificates_are_documented_and_left_to_the_transport() {
    let of = |security: &str| {
        docs(&operations_of(&formatdoc! {"
            /a:
              get:
                operationId: a
                security: {security}
                responses:
                  '204': {{description: Done.}}
        "}))
    };
    let rest = "the client certificate of the security scheme `Cert`, which the transport must provide: see [`ClientBuilder::transport`]";
    for security in [
        "[{Cert: []}]",
        "[{Cert: [], Token: []}]",
        "[{Cert: []}, {Token: [], Cert: []}]",
    ] {
        assert!(
            of(security).contains(&format!("Requires {rest}")),
            "{}",
            of(security)
        );
    }
    for security in ["[{Cert: []}, {Token: []}]", "[{Cert: []}, {}]"] {
        assert!(
            of(security).contains(&format!("Accepts {rest}")),
            "{}",
            of(security)
        );
    }
    assert!(!of("[{Token: []}]").contains("certificate"));
}

#[test]
fn an_operation_without_documented_errors_is_documented_as_such() {
    let of = |status: &str| {
        docs(&operations_of(&formatdoc! {"
            /a:
              get:
                operationId: a
                responses:
                  '204': {{description: Done.}}
                  {status}
        "}))
    };
    assert!(
        of("").contains(
            "The errors of [`Client::a`]. The API description documents none, so this type has"
        ),
        "{}",
        of("")
    );
    assert!(of("").contains("the API description documents no error status."));
    let failing = of("'404': {description: Gone.}");
    assert!(
        !failing.contains("documents no")
            && failing.contains("Returns [`AError`] for a documented error status"),
        "{failing}"
    );
}

#[test]
fn the_first_media_type_of_a_list_is_the_default_of_a_part() {
    let encodings = |encoding: &str| {
        let text = operations_of(&formatdoc! {"
            /a:
              post:
                operationId: a
                requestBody:
                  content:
                    multipart/form-data:
                      schema:
                        type: object
                        properties:
                          file: {{type: string, format: binary}}
                          text: {{type: string}}
                          list: {{type: array, items: {{type: string}}}}
                      encoding: {{{encoding}}}
                responses:
                  '204': {{description: Done.}}
        "});
        let encodings = text
            .lines()
            .map(str::trim)
            .filter(|line| line.contains("Encoding::of") || line.starts_with('.'));
        encodings
            .filter(|line| !line.contains("await"))
            .collect::<String>()
    };
    let file = encodings("file: {contentType: 'image/png, image/jpeg'}");
    assert!(file.contains(r#"content_type("image/png")"#), "{file}");
    assert!(
        file.contains(r#"media_types(&["image/png", "image/jpeg"])"#),
        "{file}"
    );
    let text = encodings("text: {contentType: 'text/markdown, text/csv'}");
    assert!(text.contains(r#"content_type("text/markdown")"#), "{text}");
    // The part itself has a media type, so none is declared.
    assert!(!encodings("list: {contentType: 'application/json, text/plain'}").contains("json"));
    let range = encodings("file: {contentType: 'image/*, image/png'}");
    assert!(!range.contains(".content_type("), "{range}");
}
