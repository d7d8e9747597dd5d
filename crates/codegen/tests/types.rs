//! The types crate of small documents, file by file.

use indoc::indoc;
use specwright_codegen::{Config, Crates, Options, Output, generate};
use specwright_openapi::{Input, Limits, NoFiles, read};

/// Generates the types of a document with these schemas.
fn types_of(schemas: &str) -> Output {
    let head = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths: {}
        components:
          schemas:
    "};
    let body: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let input = Input {
        name: "t.yaml".to_owned(),
        bytes: format!("{head}{body}").into_bytes(),
    };
    let outcome = read(input, &mut NoFiles, &Limits::default());
    let api = outcome
        .api
        .unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let options = Options {
        spec: "t.yaml".to_owned(),
        crates: Crates {
            client: false,
            server: false,
            sender: false,
            receiver: false,
        },
        ..Options::default()
    };
    generate(&api, &Config::default(), &options).expect("the embedded templates are valid")
}

fn file<'a>(output: &'a Output, module: &str) -> &'a str {
    let path = match module {
        "lib" => "t-types/src/lib.rs".to_owned(),
        module => format!("t-types/src/types/{module}.rs"),
    };
    output
        .files
        .get(&path)
        .unwrap_or_else(|| panic!("no {path} in {:?}", output.files.keys()))
}

fn assert_has(text: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(text.contains(piece), "no {piece:?} in:\n{text}");
    }
}

#[test]
fn required_and_nullable_decide_the_type_of_a_field() {
    let output = types_of(indoc! {"
            A:
              type: object
              required: [a, b]
              properties:
                a: {type: string}
                b: {type: string, nullable: true}
                c: {type: string}
                d: {type: string, nullable: true}
        "});
    let text = file(&output, "a");
    assert_has(
        text,
        &[
            "pub a: String,",
            "pub b: Option<String>,",
            "pub c: Option<String>,",
            "pub d: OptionalNullable<String>,",
            "object!(A {\n    required a,\n    required b,\n    optional c,\n    optional_nullable d,\n});",
            "pub fn new(a: impl Into<String>) -> Self {",
        ],
    );
    assert_eq!(
        (
            output.counts.types,
            output.counts.fields,
            output.counts.untyped
        ),
        (1, 4, 0)
    );
}

#[test]
fn a_struct_without_required_fields_has_a_default_and_no_constructor() {
    let output = types_of(indoc! {"
            A:
              type: object
              properties: {a: {type: integer, default: 20}}
        "});
    let text = file(&output, "a");
    assert_has(
        text,
        &[
            "#[derive(Clone, Debug, Default, PartialEq)]",
            "Default: `20`.",
            "self.a.unwrap_or(20)",
        ],
    );
    assert!(!text.contains("fn new("), "{text}");
}

#[test]
fn inline_types_are_named_by_their_location_and_components_by_their_key() {
    let output = types_of(indoc! {"
            Order:
              type: object
              properties:
                lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
            OrderLinesItem: {type: object, properties: {other: {type: string}}}
        "});
    assert_has(
        file(&output, "order_lines_item"),
        &["pub other: Option<String>"],
    );
    assert_has(
        file(&output, "order"),
        &[
            "pub lines: Option<Vec<OrderLinesItems>>",
            "pub struct OrderLinesItems {\n    pub sku: Option<String>",
        ],
    );
}

#[test]
fn inline_types_with_long_names_are_in_the_module_of_their_owner() {
    let output = types_of(indoc! {"
            Shipment:
              type: object
              properties:
                international_customs_declaration:
                  type: object
                  properties:
                    declared_commodity: {type: object, properties: {code: {type: string}}}
                    harmonized_system_classification:
                      type: object
                      properties:
                        responsible_authority: {type: string, enum: [a, b]}
            InternationalCustomsDeclarationDeclaredCommodity: {type: object, properties: {shipment: {$ref: '#/components/schemas/Shipment'}}}
        "});
    // `Shipment` and both steps have more than 48 letters.
    assert_has(
        file(&output, "shipment"),
        &[
            "//! Types inside `Shipment`.",
            "pub mod international_customs_declaration;",
            "pub international_customs_declaration: Option<\n        ShipmentInternationalCustomsDeclaration,",
            "pub declared_commodity: Option<InternationalCustomsDeclarationDeclaredCommodity>",
            "pub struct InternationalCustomsDeclarationDeclaredCommodity {\n    pub code: Option<String>",
        ],
    );
    // A component with the name of a type in a module is not confused with it.
    assert_has(
        file(
            &output,
            "international_customs_declaration_declared_commodity",
        ),
        &[
            "pub struct InternationalCustomsDeclarationDeclaredCommodity {\n    pub shipment: Option<Shipment>",
        ],
    );
    assert_has(
        file(&output, "mod"),
        &[
            "pub mod shipment;",
            "#[doc(inline)]\npub use self::shipment::{",
        ],
    );
}

#[test]
fn modules_are_not_confused_with_modules_of_the_same_name_elsewhere() {
    let details =
        |ty: &str| format!("{{type: object, required: [x], properties: {{x: {{type: {ty}}}}}}}");
    let name = "international_bank_transfer_verification_details";
    let output = types_of(&format!(
        "Source: {{type: object, properties: {{{name}: {}}}}}\n\
         Customer: {{type: object, properties: {{{name}: {}, source: {{type: object, properties: {{{name}: {}}}}}}}}}\n",
        details("string"),
        details("string"),
        details("boolean"),
    ));
    assert_has(
        file(&output, "customer"),
        &[
            "pub mod source;",
            "pub type InternationalBankTransferVerificationDetails = crate::source::InternationalBankTransferVerificationDetails;",
            "Option<\n        source::InternationalBankTransferVerificationDetails,",
        ],
    );
}

#[test]
fn a_type_in_a_module_has_no_name_of_a_type_in_the_same_file() {
    let name = "a_name_that_repeats_itself_everywhere";
    let output = types_of(&format!(
        "{name}: {{type: object, properties: {{{name}: {{type: string, enum: [a]}}}}}}"
    ));
    assert_has(
        file(&output, "a_name_that_repeats_itself_everywhere"),
        &[
            "pub struct ANameThatRepeatsItselfEverywhere {",
            "pub enum ANameThatRepeatsItselfEverywhereEnum {",
        ],
    );
}

#[test]
fn paths_of_modules_are_limited() {
    let schema = (0..45).fold("{type: string, enum: [a]}".to_owned(), |inner, level| {
        let name = format!("{}_{level}", "a_long_name_of_a_property".repeat(3));
        format!("{{type: object, properties: {{{name}: {inner}}}}}")
    });
    let output = types_of(&format!("Deep: {schema}"));
    for path in output.files.keys() {
        assert!(path.len() <= 255, "{path}");
    }
}

#[test]
fn recursive_types_are_boxed_or_become_newtypes() {
    let output = types_of(indoc! {"
            Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}}
            Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
            Names: {type: array, items: {type: string}}
        "});
    assert_has(file(&output, "node"), &["pub next: Option<Box<Node>>"]);
    assert_has(
        file(&output, "tree"),
        &["#[serde(transparent)]\npub struct Tree(pub Vec<Tree>);"],
    );
    assert_has(file(&output, "names"), &["pub type Names = Vec<String>;"]);
}

#[test]
fn enums_keep_unknown_values() {
    let output = types_of("Kind: {type: string, enum: [cat, '3-toed', Unknown], default: cat}");
    assert_has(
        file(&output, "kind"),
        &[
            "#[default]\n    Cat,",
            "Unknown(String),",
            "specwright_runtime::string_enum!(Kind {\n    Cat = \"cat\",\n    Value3Toed = \"3-toed\",\n    UnknownValue = \"Unknown\",\n});",
        ],
    );
}

#[test]
fn long_chains_of_types_raise_the_recursion_limit() {
    let chain: String = (0..200)
        .map(|index| format!("S{index}: {{type: object, properties: {{n: {{$ref: '#/components/schemas/S{}'}}}}}}\n", (index + 1) % 200))
        .collect();
    let output = types_of(&chain);
    assert_has(
        file(&output, "lib"),
        &["#![forbid(unsafe_code)]\n#![recursion_limit = \"1024\"]\n"],
    );
    assert!(!file(&types_of("A: {type: object}"), "lib").contains("recursion_limit"));
}

#[test]
fn output_is_deterministic() {
    let schemas = indoc! {"
        A: {oneOf: [{type: string}, {type: integer}]}
        B: {type: object, additionalProperties: {$ref: '#/components/schemas/A'}}
    "};
    assert_eq!(types_of(schemas).files, types_of(schemas).files);
}

#[test]
fn untyped_fields_are_counted_through_aliases() {
    let output = types_of(indoc! {"
            A:
              type: object
              properties:
                plain: {}
                list: {type: array, items: {}}
                named: {$ref: '#/components/schemas/Anything'}
                pair: {type: array, prefixItems: [{type: string}, {}], minItems: 2, maxItems: 2}
                text: {type: string}
            Anything: {description: No type.}
        "});
    assert_eq!(
        (
            output.counts.fields,
            output.counts.untyped,
            output.counts.free_form
        ),
        (5, 4, 0)
    );
}

#[test]
fn free_form_objects_are_counted_separately() {
    let output = types_of(indoc! {"
            A:
              type: object
              properties:
                free: {type: object}
                named: {$ref: '#/components/schemas/Free'}
                map: {type: object, additionalProperties: {type: string}}
                lists: {type: object, additionalProperties: {type: array, items: {}}}
              additionalProperties: true
            Free: {type: object, additionalProperties: true}
        "});
    assert_eq!(
        (
            output.counts.fields,
            output.counts.untyped,
            output.counts.free_form
        ),
        (5, 1, 3)
    );
}

#[test]
fn response_headers_are_counted_as_fields() {
    let text = indoc! {"
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              operationId: a
              responses:
                '204':
                  description: Done.
                  headers:
                    X-Left: {schema: {type: integer}}
                    X-Next: {schema: {type: string}}
    "};
    let input = Input {
        name: "t.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let api = read(input, &mut NoFiles, &Limits::default())
        .api
        .expect("a valid document");
    let output = generate(&api, &Config::default(), &Options::default())
        .expect("the embedded templates are valid");
    assert_eq!(
        (
            output.counts.types,
            output.counts.fields,
            output.counts.untyped
        ),
        (1, 2, 0)
    );
}
