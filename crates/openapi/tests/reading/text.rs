//! Text, YAML and JSON: values, positions and limits.

use indoc::{formatdoc, indoc};
use specwright_openapi::diagnostic::Code;
use specwright_openapi::pointer::{Pointer, Span};
use specwright_openapi::source::Format;
use specwright_openapi::{Input, Limits, NoFiles, Source, read};

use crate::common::{codes, read_schemas, read_text};

/// Returns the line and the column of a value.
fn position(text: &str, pointer: &str) -> (usize, usize) {
    let source = Source::new("a.yaml", text.as_bytes()).expect("text");
    let location = source.locate(&Span::root(Pointer::from_text(pointer)));
    (location.line, location.column)
}

#[test]
fn scalars_are_located_at_their_value_and_containers_at_their_key() {
    let text = indoc! {"
        a:
          b: 'x'
          'ü': [1, {c: 2}]
          d: &anchor
            e: |
              text
        f: *anchor
    "};
    assert_eq!(position(text, ""), (1, 1));
    assert_eq!(position(text, "/a"), (1, 1));
    assert_eq!(position(text, "/a/b"), (2, 6));
    assert_eq!(position(text, "/a/ü"), (3, 3));
    assert_eq!(position(text, "/a/ü/0"), (3, 9));
    assert_eq!(position(text, "/a/ü/1/c"), (3, 16));
    assert_eq!(position(text, "/f/e"), position(text, "/a/d/e"));
}

#[test]
fn a_missing_value_is_located_at_its_parent() {
    let text = "{\"paths\": {\n\t\"/a~b\": {\"get\": {\"x\": \"\\ud83d\\ude00\", \"y\": 1}}}}";
    assert_eq!(position(text, "/paths/~1a~0b/get/y"), (2, 45));
    assert_eq!(position(text, "/paths/~1a~0b/get/missing/more"), (2, 11));
}

#[test]
fn a_merged_property_is_located_in_the_merged_object() {
    let text = indoc! {"
        base: &base {x: 1}
        own:
          <<: *base
          y: 2
    "};
    assert_eq!(position(text, "/own/x"), (1, 17));
    assert_eq!(position(text, "/own/y"), (4, 6));
}

#[test]
fn offsets_do_not_count_the_byte_order_mark() {
    let source = Source::new("a", b"\xef\xbb\xbf{\"a\": 1}").expect("text");
    assert_eq!(source.format(), Format::Json);
    let location = source.locate(&Span::root(Pointer::from_text("/a")));
    assert_eq!(location.offset, 6);
}

#[test]
fn a_duplicate_key_is_located_at_its_second_entry() {
    let yaml = indoc! {"
        openapi: 3.0.3
        info: {}
        paths:
          /a: {}
          '/a': {}
    "};
    let outcome = read_text("a.yaml", yaml);
    assert_eq!(codes(&outcome.diagnostics), ["!oas::duplicate-key"]);
    assert_eq!(outcome.diagnostics[0].position, Some((5, 3)));
    let json = indoc! {r#"
        {"openapi": "3.0.3",
         "openapi": "3.0.3"}
    "#};
    let outcome = read_text("a.json", json);
    assert_eq!(codes(&outcome.diagnostics), ["!oas::duplicate-key"]);
    let line = outcome.diagnostics[0].position.map(|(line, _)| line);
    assert_eq!(line, Some(2));
}

#[test]
fn the_file_extension_selects_the_syntax_error() {
    let codes_of = |name: &str, text: &str| codes(&read_text(name, text).diagnostics);
    assert_eq!(codes_of("a.json", "{\"a\": }"), ["!oas::json-syntax"]);
    assert_eq!(codes_of("a.yaml", "a: ["), ["!oas::yaml-syntax"]);
    assert_eq!(codes_of("a.yaml", "a:\n\t- b"), ["!oas::yaml-syntax"]);
    let flow = "{openapi: 3.0.3, info: {title: T, version: 1}, paths: {}}";
    assert_eq!(codes_of("a.yaml", flow), Vec::<String>::new());
    assert_eq!(codes_of("a.json", flow), ["!oas::json-syntax"]);
}

#[test]
fn a_number_or_a_boolean_can_replace_a_string() {
    let document = indoc! {"
        openapi: 3.0.0
        info: {title: 2024, version: 1.10}
        paths:
          /a:
            get:
              responses:
                200: {description: yes}
    "};
    let outcome = read_text("a.yaml", document);
    assert_eq!(codes(&outcome.diagnostics), Vec::<String>::new());
    let api = outcome.api.expect("no errors");
    assert_eq!(
        (api.info.title.as_str(), api.info.version.as_str()),
        ("2024", "1.10")
    );
    assert_eq!(
        api.operations[0].responses[0].docs.description.as_deref(),
        Some("yes")
    );
}

#[test]
fn the_expansion_of_aliases_is_limited() {
    let mut document = indoc! {"
        openapi: 3.0.3
        a: &a [x, x, x, x, x, x, x, x, x, x]
    "}
    .to_owned();
    for (previous, name) in ["a", "b", "c", "d", "e", "f", "g", "h"]
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
    {
        let aliases = vec![format!("*{previous}"); 10].join(", ");
        document += &format!("{name}: &{name} [{aliases}]\n");
    }
    assert_eq!(
        codes(&read_text("a.yaml", &document).diagnostics),
        ["!oas::limit-exceeded"]
    );
}

#[test]
fn nesting_is_limited_in_both_formats() {
    for (name, text) in [
        ("a.json", "[".repeat(100_000)),
        ("a.yaml", "- ".repeat(20_000)),
    ] {
        let codes = codes(&read_text(name, &text).diagnostics);
        assert_eq!(codes, ["!oas::limit-exceeded"], "{name}");
    }
}

#[test]
fn the_size_of_a_file_is_limited() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    let input = Input {
        name: "a.yaml".to_owned(),
        bytes: b"openapi: 3.0.3".to_vec(),
    };
    let outcome = read(input, &mut NoFiles, &limits);
    assert_eq!(codes(&outcome.diagnostics), ["!oas::limit-exceeded"]);
}

#[test]
fn an_unresolved_reference_is_located() {
    let outcome = read_schemas(indoc! {"
        A:
          type: object
          properties:
            b:
              $ref: '#/components/schemas/None'
    "});
    assert_eq!(outcome.diagnostics[0].code, Code::UnresolvedRef);
    let location = outcome
        .sources
        .locate_diagnostic(&outcome.diagnostics[0])
        .expect("a location");
    assert_eq!((location.line, location.column), (10, 17));
}

#[test]
fn scalars_have_the_values_that_another_yaml_parser_finds() {
    let scalars = "[1, -2, 0x1F, 0o17, 017, 1_000, 1.5, 1e3, -0.5, .5, ~, null, true, False, yes, on, \
                   2026-01-01, 12:30:45, 'a', \"b\\n\", '1']";
    let document = formatdoc! {"
        openapi: 3.0.3
        info: {{title: T, version: '1'}}
        paths: {{}}
        components: {{schemas: {{A: {{example: {scalars}}}}}}}
    "};
    let api = read_text("a.yaml", &document).api.expect("no errors");
    let first = api.schemas.first().expect("a schema");
    let ours = first.docs.example.clone().expect("an example");
    let theirs: serde_json::Value = serde_yaml::from_str(scalars).expect("YAML");
    assert_eq!(ours, theirs);
}
