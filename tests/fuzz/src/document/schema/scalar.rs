//! Schemas of strings, numbers and booleans.

use serde_json::{Value, json};

use crate::choices::Choices;
use crate::document::Context;
use crate::value;

const STRING_FORMATS: &[&str] = &[
    "date",
    "date-time",
    "uuid",
    "byte",
    "binary",
    "email",
    "uri",
    "password",
    "ipv4",
    "duration",
    "time",
    "decimal",
    "base64url",
    "unknown",
];

const PATTERNS: &[&str] = &[
    "^a",
    "^[a-z]{2,3}$",
    "\\d+",
    "^(?=a).*$",
    "[",
    "\\p{L}",
    "^$",
];

/// Grows a schema without inner schemas.
pub fn scalar(context: &Context, choices: &mut Choices<'_>) -> Value {
    match choices.up_to(9) {
        0..=2 => string(context, choices),
        3 | 4 => integer(choices),
        5 => number(choices),
        6 => json!({"type": "boolean"}),
        7 if context.dialect.has_json_schema() => constant(context, choices),
        8 if context.dialect.has_json_schema() => several_types(choices),
        _ => enumeration(context, choices),
    }
}

fn string(context: &Context, choices: &mut Choices<'_>) -> Value {
    let mut schema = json!({"type": "string"});
    if choices.one_in(3) {
        schema["format"] = choices.pick(STRING_FORMATS).into();
    }
    if choices.one_in(6) {
        schema["minLength"] = choices.up_to(3).into();
        schema["maxLength"] = (3 + choices.up_to(9)).into();
    }
    if choices.one_in(10) {
        schema["pattern"] = choices.pick(PATTERNS).into();
    }
    if choices.one_in(10) {
        schema["default"] = context.oddity.text(choices).into();
    }
    if context.dialect.has_json_schema() && choices.one_in(15) {
        let encoding = choices.pick(&["base64", "base64url", "binary", "7bit"]);
        schema["contentEncoding"] = encoding.into();
    }
    schema
}

fn integer(choices: &mut Choices<'_>) -> Value {
    let mut schema = json!({"type": "integer"});
    if choices.one_in(3) {
        schema["format"] = choices
            .pick(&["int32", "int64", "uint8", "unix-time"])
            .into();
    }
    if choices.one_in(5) {
        schema["minimum"] = choices.up_to(2).into();
    }
    if choices.one_in(5) {
        schema["maximum"] = match choices.up_to(3) {
            0 => json!(255),
            1 => json!(u64::MAX),
            2 => json!(99.5),
            _ => json!(10),
        };
    }
    if choices.one_in(12) {
        schema["multipleOf"] = choices.pick(&[&json!(2), &json!(0.5), &json!(10)]).clone();
    }
    if choices.one_in(10) {
        schema["default"] = choices.up_to(9).into();
    }
    schema
}

fn number(choices: &mut Choices<'_>) -> Value {
    let mut schema = json!({"type": "number"});
    if choices.one_in(3) {
        schema["format"] = choices.pick(&["float", "double", "decimal"]).into();
    }
    if choices.one_in(8) {
        schema["minimum"] = value::number(choices);
    }
    if choices.one_in(10) {
        schema["default"] = json!(1.5);
    }
    schema
}

/// Grows an enumeration, mostly of values of one type.
fn enumeration(context: &Context, choices: &mut Choices<'_>) -> Value {
    let count = 1 + choices.up_to(4);
    match choices.up_to(5) {
        0 => {
            let values: Vec<i64> = (0..count).map(|_| choices.up_to(9) as i64 - 2).collect();
            json!({"type": "integer", "enum": unique(values.into_iter().map(Value::from))})
        }
        1 => {
            let values: Vec<Value> = (0..count).map(|_| value::grow(choices, 1)).collect();
            json!({"enum": unique(values.into_iter())})
        }
        _ => {
            let values: Vec<String> = (0..count).map(|_| context.oddity.text(choices)).collect();
            let mut schema = json!({"type": "string"});
            if choices.one_in(6) {
                schema["default"] = values[0].clone().into();
            }
            schema["enum"] = unique(values.into_iter().map(Value::from)).into();
            schema
        }
    }
}

fn unique(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

fn constant(context: &Context, choices: &mut Choices<'_>) -> Value {
    match choices.up_to(3) {
        0 => json!({"const": value::grow(choices, 1)}),
        1 => json!({"type": "integer", "const": choices.up_to(9)}),
        _ => json!({"type": "string", "const": context.oddity.text(choices)}),
    }
}

fn several_types(choices: &mut Choices<'_>) -> Value {
    let types = [
        "string", "integer", "number", "boolean", "null", "array", "object",
    ];
    let chosen: Vec<&str> = types.into_iter().filter(|_| choices.one_in(3)).collect();
    match chosen.is_empty() {
        true => json!({"type": "null"}),
        false => json!({"type": chosen}),
    }
}
