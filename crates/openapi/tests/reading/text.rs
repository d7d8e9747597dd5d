//! From bytes to values: what is text, what YAML and JSON mean, and where things stand.

use crate::common::{codes, read_schemas, read_text};
use specwright_openapi::diagnostic::Code;
use specwright_openapi::pointer::{Pointer, Span};
use specwright_openapi::source::Format;
use specwright_openapi::{Input, Limits, NoFiles, Source, read};

fn place(text: &str, pointer: &str) -> (usize, usize) {
    let source = Source::new("a.yaml", text.as_bytes()).expect("text");
    let location = source.locate(&Span::root(Pointer::from_text(pointer)));
    (location.line, location.column)
}

#[test]
fn scalars_are_shown_at_their_value_and_containers_at_their_key() {
    let text = "a:\n  b: 'x'\n  'ü': [1, {c: 2}]\n  d: &anchor\n    e: |\n      text\nf: *anchor\n";
    assert_eq!(place(text, ""), (1, 1));
    assert_eq!(place(text, "/a"), (1, 1));
    assert_eq!(place(text, "/a/b"), (2, 6));
    assert_eq!(place(text, "/a/ü"), (3, 3));
    assert_eq!(place(text, "/a/ü/0"), (3, 9));
    assert_eq!(place(text, "/a/ü/1/c"), (3, 16));
    assert_eq!(place(text, "/f/e"), place(text, "/a/d/e"));
}

#[test]
fn keys_with_slashes_are_found_and_what_is_missing_is_shown_at_its_parent() {
    let text = "{\"paths\": {\n\t\"/a~b\": {\"get\": {\"x\": \"\\ud83d\\ude00\", \"y\": 1}}}}";
    assert_eq!(place(text, "/paths/~1a~0b/get/y"), (2, 45));
    assert_eq!(place(text, "/paths/~1a~0b/get/missing/more"), (2, 11));
}

#[test]
fn merged_members_are_found_where_they_were_written() {
    let text = "base: &base {x: 1}\nown:\n  <<: *base\n  y: 2\n";
    assert_eq!(place(text, "/own/x"), (1, 17));
    assert_eq!(place(text, "/own/y"), (4, 6));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let source = Source::new("a", b"\xef\xbb\xbf{\"a\": 1}").expect("text");
    assert_eq!(source.format(), Format::Json);
    assert_eq!(
        source.locate(&Span::root(Pointer::from_text("/a"))).offset,
        6
    );
}

#[test]
fn a_second_key_is_refused_where_it_stands() {
    let yaml = read_text(
        "a.yaml",
        "openapi: 3.0.3\ninfo: {}\npaths:\n  /a: {}\n  '/a': {}\n",
    );
    assert_eq!(codes(&yaml.diagnostics), ["!oas::duplicate-key"]);
    assert_eq!(yaml.diagnostics[0].position, Some((5, 3)));
    let json = read_text(
        "a.json",
        "{\"openapi\": \"3.0.3\",\n \"openapi\": \"3.0.3\"}",
    );
    assert_eq!(codes(&json.diagnostics), ["!oas::duplicate-key"]);
    assert_eq!(json.diagnostics[0].position.map(|(line, _)| line), Some(2));
}

#[test]
fn the_format_decides_which_error_is_shown() {
    assert_eq!(
        codes(&read_text("a.json", "{\"a\": }").diagnostics),
        ["!oas::json-syntax"]
    );
    assert_eq!(
        codes(&read_text("a.yaml", "a: [\n").diagnostics),
        ["!oas::yaml-syntax"]
    );
    assert_eq!(
        codes(&read_text("a.yaml", "a:\n\t- b\n").diagnostics),
        ["!oas::yaml-syntax"]
    );
    let flow = "{openapi: 3.0.3, info: {title: T, version: 1}, paths: {}}";
    assert_eq!(
        codes(&read_text("a.yaml", flow).diagnostics),
        Vec::<String>::new()
    );
    assert_eq!(
        codes(&read_text("a.json", flow).diagnostics),
        ["!oas::json-syntax"]
    );
}

#[test]
fn numbers_and_words_are_texts_where_texts_belong() {
    let text = "openapi: 3.0.0\ninfo: {title: 2024, version: 1.10}\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: yes}\n";
    let outcome = read_text("a.yaml", text);
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
fn an_alias_bomb_is_stopped() {
    let mut text = String::from("openapi: 3.0.3\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f", "g"])
    {
        text.push_str(&format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{before}"); 10].join(", ")
        ));
    }
    assert_eq!(
        codes(&read_text("a.yaml", &text).diagnostics),
        ["!oas::limit-exceeded"]
    );
}

#[test]
fn nesting_is_limited_in_both_formats() {
    for (name, text) in [
        ("a.json", "[".repeat(100_000)),
        ("a.yaml", "- ".repeat(20_000)),
    ] {
        assert_eq!(
            codes(&read_text(name, &text).diagnostics),
            ["!oas::limit-exceeded"],
            "{name}"
        );
    }
}

#[test]
fn bytes_are_limited() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    let input = Input {
        name: "a.yaml".to_owned(),
        bytes: b"openapi: 3.0.3".to_vec(),
    };
    assert_eq!(
        codes(&read(input, &mut NoFiles, &limits).diagnostics),
        ["!oas::limit-exceeded"]
    );
}

#[test]
fn a_diagnostic_of_a_schema_names_its_line() {
    let outcome = read_schemas(
        "A:\n  type: object\n  properties:\n    b:\n      $ref: '#/components/schemas/None'\n",
    );
    assert_eq!(outcome.diagnostics[0].code, Code::UnresolvedRef);
    let location = outcome
        .sources
        .locate_diagnostic(&outcome.diagnostics[0])
        .expect("a place");
    assert_eq!((location.line, location.column), (10, 17));
}

/// Every scalar that both readers take for the same kind of value has the same value.
#[test]
fn a_second_reader_of_yaml_agrees() {
    let text = "[1, -2, 0x1F, 0o17, 017, 1_000, 1.5, 1e3, -0.5, .5, ~, null, true, False, yes, on, 2026-01-01, 12:30:45, 'a', \"b\\n\", '1']";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {{example: {text}}}}}}}\n"
    );
    let api = read_text("a.yaml", &document).api.expect("no errors");
    let first = api.schemas.first().expect("a schema");
    let ours = first.docs.example.clone().expect("an example");
    let theirs: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
    assert_eq!(ours, theirs);
}
