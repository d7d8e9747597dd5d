//! The values of YAML scalars (YAML 1.2.2, 10.3, the core schema). Numbers with leading zeros stay
//! strings, because YAML 1.1 parses them as octal.

use super::{Node, Number, NumberValue};

/// Returns the value of a plain scalar.
pub(super) fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Bool(true),
        "false" | "False" | "FALSE" => Node::Bool(false),
        _ => number(text).unwrap_or_else(|| Node::String(text.to_owned())),
    }
}

/// Returns the value of a scalar with a tag of the core schema (`int`, `str`), unless the text does
/// not match the tag.
pub(super) fn tagged(tag: &str, text: &str) -> Option<Node> {
    let value = plain(text);
    match (tag, &value) {
        ("null", Node::Null) | ("bool", Node::Bool(_)) | ("int" | "float", Node::Number(_)) => {
            Some(value)
        }
        ("null" | "bool" | "int" | "float", _) => None,
        _ => Some(Node::String(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Node> {
    let value = integer(text)
        .map(NumberValue::Int)
        .or_else(|| float(text).map(NumberValue::Float))?;
    Some(Node::Number(Number {
        text: text.into(),
        value,
    }))
}

fn integer(text: &str) -> Option<i128> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty()
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
        || has_leading_zero(digits)
    {
        return None;
    }
    text.parse().ok()
}

fn radix(digits: &str, radix: u32) -> Option<i128> {
    if digits.starts_with(['-', '+']) {
        return None;
    }
    i128::from_str_radix(digits, radix).ok()
}

fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => {
            return Some(if text.starts_with('-') {
                f64::NEG_INFINITY
            } else {
                f64::INFINITY
            });
        }
        ".nan" | ".NaN" | ".NAN" if unsigned.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let digits = unsigned.bytes().any(|byte| byte.is_ascii_digit());
    let allowed = unsigned
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'));
    let integer_part = unsigned.split(['.', 'e', 'E']).next().unwrap_or_default();
    if !digits || !allowed || unsigned.starts_with(['e', 'E']) || has_leading_zero(integer_part) {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

fn has_leading_zero(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0')
}
