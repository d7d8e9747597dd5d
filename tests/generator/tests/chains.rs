//! Chains of schemas are generated or rejected with a diagnostic, on a stack of the usual size.

use std::fmt::Write as _;

use specwright::{Input, Job};

/// A number of schemas that would overflow the stack if each used a part of it.
const LONG: usize = 300;

/// A number of schemas above the limit on references followed in a row.
const TOO_LONG: usize = 1_100;

/// Runs the generator on a chain of `length` schemas, and returns whether it accepts them. In `schema`,
/// `NEXT` is replaced with a reference to the next schema and `INDEX` with the position.
fn accepts(schema: &str, length: usize) -> bool {
    let mut text = "openapi: 3.1.0\ninfo: {title: Chain, version: '1'}\npaths: {}\ncomponents:\n  \
                    schemas:\n"
        .to_owned();
    for index in 0..length {
        let next = format!("{{$ref: '#/components/schemas/Schema{}'}}", index + 1);
        let schema = schema
            .replace("NEXT", &next)
            .replace("INDEX", &index.to_string());
        writeln!(text, "    Schema{index}: {schema}").expect("a string is writable");
    }
    writeln!(text, "    Schema{length}: {{}}").expect("a string is writable");
    let job = Job::new(Input::text("chain.yaml", text));
    let generated = job.run().expect("the document is readable");
    assert_eq!(generated.errors() == 0, generated.files.is_some());
    generated.files.is_some()
}

#[test]
fn chains_of_properties_are_generated() {
    assert!(accepts("{type: object, properties: {next: NEXT}}", LONG));
    assert!(accepts(
        "{type: object, required: [next], properties: {next: NEXT}}",
        LONG
    ));
}

#[test]
fn chains_of_arrays_and_maps_are_generated() {
    assert!(accepts("{type: array, items: NEXT}", LONG));
    assert!(accepts("{type: object, additionalProperties: NEXT}", LONG));
    assert!(accepts(
        "{type: array, prefixItems: [NEXT, {type: string}]}",
        LONG
    ));
}

#[test]
fn chains_of_unnamed_arrays_and_maps_are_generated() {
    assert!(accepts(
        "{type: array, items: {allOf: [{maxItems: INDEX}, NEXT]}}",
        LONG
    ));
    assert!(accepts(
        "{type: object, additionalProperties: {allOf: [{maxProperties: INDEX}, NEXT]}}",
        LONG
    ));
}

#[test]
fn chains_of_unions_are_rejected() {
    assert!(!accepts("{oneOf: [NEXT]}", LONG));
    assert!(!accepts(
        "{oneOf: [NEXT, {type: integer, minimum: INDEX}]}",
        LONG
    ));
    assert!(!accepts(
        "{anyOf: [NEXT, {type: object, required: [a], properties: {a: {}}}]}",
        LONG
    ));
}

#[test]
fn chains_of_references_and_merged_schemas_are_rejected() {
    assert!(!accepts("NEXT", TOO_LONG));
    assert!(!accepts("{allOf: [NEXT, {maxLength: INDEX}]}", TOO_LONG));
}
