//! Decoding of parameters and urlencoded bodies, and the way back.

use serde_json::{Value, json};
use specwright_runtime::body::{Encoding, decode_form, encode_form};
use specwright_runtime::json::OrderedValue;
use specwright_runtime::parameter::{
    Location, Parameter, Source, Style, decode, encode_cookie, encode_header, encode_path,
    encode_query,
};
use specwright_runtime::schema::{Property, Schema};

use crate::choices::Choices;
use crate::value;

static INTEGER: Schema = Schema::integer();
static STRING: Schema = Schema::string();
static ANY: Schema = Schema::any();
static STRINGS: Schema = Schema::array(&STRING);
static INTEGERS: Schema = Schema::array(&INTEGER);
static TUPLE: Schema = Schema::tuple(&[&STRING, &INTEGER]);
static OBJECT: Schema = Schema::object(&[
    Property::optional("a", &STRING),
    Property::optional("b", &INTEGER),
    Property::optional("c", &STRINGS),
    Property::optional("d", &NESTED),
]);
static NESTED: Schema = Schema::object(&[
    Property::optional("a", &Schema::boolean()),
    Property::optional("b", &INTEGERS),
]);
static MAP: Schema = Schema::map(&INTEGER);
static UNION: Schema = Schema::any_of(&[&INTEGER, &STRINGS, &OBJECT]);

const SCHEMAS: &[&Schema] = &[
    &INTEGER, &STRING, &ANY, &STRINGS, &INTEGERS, &TUPLE, &OBJECT, &NESTED, &MAP, &UNION,
];

const ENCODINGS: &[Encoding] = &[
    Encoding::of("a").json(),
    Encoding::of("b").form(true),
    Encoding::of("c").pipe_delimited(),
    Encoding::of("d").deep_object(),
];

/// Decodes a text that a byte string describes, and encodes and decodes a value that it describes.
///
/// # Panics
/// If the runtime panics, or a decoded value is encoded to a text that is decoded to another value.
pub fn parameters(bytes: &[u8]) {
    let choices = &mut Choices::new(bytes);
    let parameter = parameter(choices);
    let schema = choices.pick(SCHEMAS);
    let text = text(choices);
    let first = decode(&parameter, source(&parameter, &text), schema);
    if let Ok(Some(value)) = first {
        check_way_back(&parameter, &value, schema);
    }
    let value = value::grow(choices, 3);
    if let Some(text) = encode(&parameter, &value) {
        // The value need not match the schema, but its text must not panic.
        let _ = decode(&parameter, source(&parameter, &text), schema);
    }
    let _ = decode_form(&text, schema, ENCODINGS);
    if let Ok(text) = encode_form(&value.clone().into(), ENCODINGS) {
        let _ = decode_form(&text, schema, ENCODINGS);
    }
}

/// Encodes a decoded value and decodes it again.
fn check_way_back(parameter: &Parameter, value: &Value, schema: &Schema) {
    if !schema.check(&mut value.clone()).is_empty() {
        return;
    }
    let Some(text) = encode(parameter, value) else {
        return;
    };
    let again = decode(parameter, source(parameter, &text), schema);
    let Ok(again) = again else {
        panic!("{parameter:?} encodes {value} as {text:?}, and decodes it with {again:?}");
    };
    // An exploded empty array or object has no pairs, like an absent parameter.
    let is_empty = *value == json!([]) || *value == json!({});
    assert!(
        again.as_ref() == Some(value) || (is_empty && again.is_none()),
        "{parameter:?} encodes {value} as {text:?}, and decodes it as {again:?}"
    );
}

fn parameter(choices: &mut Choices<'_>) -> Parameter {
    let name = choices.pick(&["a", "b c", "é", "d[e]", "f.g"]);
    let (parameter, styles): (Parameter, &[Style]) = match choices.up_to(3) {
        0 => (
            Parameter::path(name),
            &[Style::Simple, Style::Label, Style::Matrix],
        ),
        1 => (
            Parameter::query(name),
            &[
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::TabDelimited,
                Style::DeepObject,
            ],
        ),
        2 => (Parameter::header("X-A"), &[Style::Simple]),
        _ => (Parameter::cookie("a"), &[Style::Form]),
    };
    let style = styles[choices.up_to(styles.len() - 1)];
    let mut parameter = parameter.style(style).explode(choices.one_in(2));
    if choices.one_in(6) {
        parameter = parameter.json();
    }
    if parameter.location == Location::Query && choices.one_in(4) {
        parameter = parameter.allow_reserved();
    }
    parameter
}

/// Returns a text of the delimiters of all styles and of names that the schemas have.
fn text(choices: &mut Choices<'_>) -> String {
    let pieces = [
        "a",
        "b",
        "c",
        "d",
        "=",
        "&",
        ",",
        "|",
        "%7C",
        "%20",
        "+",
        ";",
        ".",
        "[",
        "]",
        "a=",
        "&b=",
        "%",
        "%4",
        "%FF",
        "%00",
        "1",
        "-1",
        "1e999",
        "true",
        "null",
        "{}",
        "[]",
        "{\"a\":1}",
        "\"",
        "é",
        " ",
        "a[b]=",
        "&d[b][0]=",
        "d[b][]=",
        "X-A",
        "b+c=",
        "[99999999999]",
        "[1]",
        "?",
        "#",
    ];
    choices
        .several(20, |choices| choices.pick(&pieces))
        .concat()
}

fn source<'t>(parameter: &Parameter, text: &'t str) -> Source<'t> {
    match parameter.location {
        Location::Path => Source::Path(text),
        Location::Query => Source::Query(text),
        Location::Header => Source::Header(text),
        Location::Cookie => Source::Cookie(text),
    }
}

/// Returns the text of a value, or `None` if the style cannot express it.
fn encode(parameter: &Parameter, value: &Value) -> Option<String> {
    let joined = |pairs: Vec<(String, String)>, separator: &str| {
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join(separator)
    };
    let value = OrderedValue::from(value.clone());
    match parameter.location {
        Location::Path => encode_path(parameter, &value).ok(),
        Location::Query => Some(joined(encode_query(parameter, &value).ok()?, "&")),
        Location::Header => encode_header(parameter, &value).ok(),
        Location::Cookie => Some(joined(encode_cookie(parameter, &value).ok()?, "; ")),
    }
}
