//! The tables of `tests/wire`: each value becomes the expected text, and the text becomes the value
//! again.
#![cfg(all(feature = "client", feature = "server"))]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use serde::Deserialize;
use serde_json::{Value, json};
use specwright_runtime::body::{Encoding, decode_form, encode_form};
use specwright_runtime::json::OrderedValue;
use specwright_runtime::parameter::{
    Parameter, Source, Style, decode, encode_cookie, encode_header, encode_path, encode_query,
};
use specwright_runtime::schema::{Property, Schema};

static STRING: Schema = Schema::string();
static INTEGER: Schema = Schema::integer();
static NUMBER: Schema = Schema::number();
static BOOLEAN: Schema = Schema::boolean();
static STRINGS: Schema = Schema::array(&STRING);
static INTEGERS: Schema = Schema::array(&INTEGER);
static MAP: Schema = Schema::map(&STRING);
static ANY_OBJECT: Schema = Schema::object(&[]);
static COLOR: Schema = Schema::object(&[
    Property::optional("B", &INTEGER),
    Property::optional("G", &INTEGER),
    Property::optional("R", &INTEGER),
]);
static COLORS: Schema = Schema::array(&COLOR);
static GRID: Schema = Schema::array(&STRINGS);
static COLOR_OR_INTEGER: Schema = Schema::any_of(&[&COLOR, &INTEGER]);
static TREE: Schema = Schema::object(&[
    Property::optional("child", &TREE),
    Property::optional("list", &Schema::array(&TREE)),
    Property::optional("name", &STRING),
    Property::optional("tags", &STRINGS),
]);

static FILTER: Schema = Schema::object(&[
    Property::required("acl", &STRINGS),
    Property::optional("ids", &INTEGERS),
    Property::optional("note", &STRING),
]);

static REQUIRED_LISTS: Schema = Schema::object(&[
    Property::required("any", &STRINGS),
    Property::required("some", &Schema::array(&STRING).min_items(1)),
    Property::optional("maybe", &STRINGS),
    Property::required("json", &STRINGS),
    Property::required("deep", &COLORS),
]);

#[derive(Deserialize)]
struct Parameters {
    rows: Vec<(String, String, bool, String, String, String)>,
    readings: Vec<(String, String, bool, String, String, String)>,
    refused: Vec<(String, String, bool, String)>,
}

#[derive(Deserialize)]
struct Forms {
    rows: Vec<(String, String, String, String)>,
    readings: Vec<(String, String, String, String)>,
}

fn schema(name: &str) -> &'static Schema {
    match name {
        "string" => &STRING,
        "integer" => &INTEGER,
        "number" => &NUMBER,
        "boolean" => &BOOLEAN,
        "strings" => &STRINGS,
        "integers" => &INTEGERS,
        "map" => &MAP,
        "any object" => &ANY_OBJECT,
        "color" => &COLOR,
        "colors" => &COLORS,
        "grid" => &GRID,
        "color or integer" => &COLOR_OR_INTEGER,
        "filter" => &FILTER,
        "tree" => &TREE,
        _ => panic!("unknown schema {name}"),
    }
}

fn parameter(location: &str, style: &str, explode: bool) -> Parameter {
    let parameter = match location {
        "path" => Parameter::path("color"),
        "query" => Parameter::query("color"),
        "header" => Parameter::header("color"),
        "cookie" => Parameter::cookie("color"),
        _ => panic!("unknown location {location}"),
    };
    let style = match style {
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "tabDelimited" => Style::TabDelimited,
        "deepObject" => Style::DeepObject,
        _ => panic!("unknown style {style}"),
    };
    parameter.style(style).explode(explode)
}

fn write(location: &str, parameter: &Parameter, value: &Value) -> Option<String> {
    let joined = |pairs: Vec<(String, String)>, separator: &str| {
        let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join(separator)
    };
    let value = &OrderedValue::from(value.clone());
    match location {
        "path" => encode_path(parameter, value).ok(),
        "query" => encode_query(parameter, value)
            .ok()
            .map(|it| joined(it, "&")),
        "header" => encode_header(parameter, value).ok(),
        _ => encode_cookie(parameter, value)
            .ok()
            .map(|it| joined(it, "; ")),
    }
}

fn read(location: &str, parameter: &Parameter, text: &str, schema: &Schema) -> Option<Value> {
    let source = match location {
        "path" => Source::Path(text),
        "query" => Source::Query(text),
        "header" => Source::Header(text),
        _ => Source::Cookie(text),
    };
    decode(parameter, source, schema).unwrap()
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn encodings(name: &str) -> &'static [Encoding] {
    match name {
        "" => &[],
        "json" => const { &[Encoding::of("p").json()] },
        "form" => const { &[Encoding::of("p").form(true)] },
        "joined" => const { &[Encoding::of("p").form(false)] },
        "space" => const { &[Encoding::of("p").space_delimited()] },
        "pipe" => const { &[Encoding::of("p").pipe_delimited()] },
        "deepObject" => const { &[Encoding::of("p").deep_object()] },
        _ => panic!("unknown encoding {name}"),
    }
}

/// Returns the schema of a form whose property `p` has this schema.
fn form_of(property: &'static Schema) -> &'static Schema {
    let properties: &'static [Property] = Box::leak(Box::new([Property::optional("p", property)]));
    Box::leak(Box::new(Schema::object(properties)))
}

#[test]
fn parameters_are_written_and_read_as_in_the_table() {
    let table: Parameters = toml::from_str(include_str!("wire/parameters.toml")).unwrap();
    for (location, style, explode, schema_name, value, text) in &table.rows {
        let row = format!("{location} {style} {explode} {schema_name} {value}");
        let parameter = parameter(location, style, *explode);
        let value = json_of(value);
        assert_eq!(
            write(location, &parameter, &value).as_ref(),
            Some(text),
            "{row}"
        );
        let back = read(location, &parameter, text, schema(schema_name));
        assert_eq!(back, Some(value), "{row}");
    }
    for (location, style, explode, schema_name, text, value) in &table.readings {
        let parameter = parameter(location, style, *explode);
        let back = read(location, &parameter, text, schema(schema_name));
        assert_eq!(back, Some(json_of(value)), "{location} {style} {text}");
    }
    for (location, style, explode, value) in &table.refused {
        let parameter = parameter(location, style, *explode);
        let written = write(location, &parameter, &json_of(value));
        assert_eq!(written, None, "{location} {style} {explode} {value}");
    }
}

#[test]
fn forms_are_written_and_read_as_in_the_table() {
    let table: Forms = toml::from_str(include_str!("wire/forms.toml")).unwrap();
    for (encoding, schema_name, value, text) in &table.rows {
        let row = format!("{encoding} {schema_name} {value}");
        let form = json!({ "p": json_of(value) });
        assert_eq!(
            encode_form(&form.clone().into(), encodings(encoding)).as_ref(),
            Ok(text),
            "{row}"
        );
        let schema = form_of(schema(schema_name));
        assert_eq!(
            decode_form(text, schema, encodings(encoding)),
            Ok(form),
            "{row}"
        );
    }
    for (encoding, schema_name, text, value) in &table.readings {
        let schema = form_of(schema(schema_name));
        let form = json!({ "p": json_of(value) });
        assert_eq!(
            decode_form(text, schema, encodings(encoding)),
            Ok(form),
            "{encoding} {text}"
        );
    }
}

#[test]
fn a_required_array_without_pairs_is_empty() {
    const ENCODINGS: &[Encoding] = &[
        Encoding::of("json").json(),
        Encoding::of("deep").deep_object(),
    ];
    let form = decode_form("", &REQUIRED_LISTS, ENCODINGS).unwrap();
    assert_eq!(form, json!({ "any": [], "deep": [] }));
    let form = decode_form("any=a&deep[0][R]=1", &REQUIRED_LISTS, ENCODINGS).unwrap();
    assert_eq!(form, json!({ "any": ["a"], "deep": [{ "R": 1 }] }));
}

#[test]
fn a_required_object_without_pairs_is_empty() {
    static FORM: Schema = Schema::object(&[
        Property::required("exploded", &FILTER),
        Property::required("deep", &COLOR),
        Property::required("some", &Schema::object(&[Property::required("x", &STRING)])),
        Property::required("json", &COLOR),
        Property::optional("maybe", &COLOR),
    ]);
    const ENCODINGS: &[Encoding] = &[
        Encoding::of("exploded").form(true),
        Encoding::of("deep").deep_object(),
        Encoding::of("some").form(true),
        Encoding::of("maybe").form(true),
    ];
    let form = json!({ "deep": {}, "exploded": { "acl": [] } });
    let text = encode_form(&form.clone().into(), ENCODINGS).unwrap();
    assert_eq!(text, "");
    assert_eq!(decode_form(&text, &FORM, ENCODINGS), Ok(form));
}
