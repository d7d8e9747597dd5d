//! Numbers by value: `1.0` and `1` are the same integer.

use serde_json::{Number, Value};

use super::plain::plain_length;

/// Returns whether two values are equal as JSON Schema defines it (Core 2020-12, 4.2.2): numbers by
/// their mathematical value.
pub fn is_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() != b.is_f64() && are_equal_numbers(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| is_equal(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Writes every float without a fraction as an integer, if it fits 64 bits.
pub(crate) fn normalize_numbers(mut value: Value) -> Value {
    normalize_in_place(&mut value);
    value
}

fn normalize_in_place(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(normalize_in_place),
        Value::Object(members) => members.values_mut().for_each(normalize_in_place),
        Value::Number(number) => {
            let float = number.as_f64().filter(|_| number.is_f64());
            if let Some(integer) = float.and_then(|float| exact_integer(&float.to_string())) {
                *number = integer;
            }
        }
        _ => {}
    }
}

/// Returns the text with integers for numbers such as `1.0` and `1e2`, or `None` if it contains no
/// such number. The digits are read here because a float would round them.
pub(super) fn normalize_numbers_in_text(text: &str) -> Option<String> {
    let mut normalized = String::new();
    let mut rest = text;
    let mut copied = 0;
    let is_start = |byte: u8| matches!(byte, b'"' | b'-' | b'0'..=b'9');
    while let Some(start) = rest.bytes().position(is_start) {
        let (_, token) = rest.split_at(start);
        if let Some(string) = token.strip_prefix('"') {
            rest = after_string(string);
            continue;
        }
        let is_part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let length = token.bytes().take_while(is_part).count();
        let (token, after) = token.split_at(length);
        rest = after;
        if has_fraction(token)
            && let Some(integer) = exact_integer(token)
        {
            let end = text.len() - rest.len();
            normalized.push_str(text.get(copied..end - token.len()).unwrap_or_default());
            normalized.push_str(&integer.to_string());
            copied = end;
        }
    }
    normalized.push_str(text.get(copied..).filter(|_| copied > 0)?);
    Some(normalized)
}

/// Returns the text after the end of a string.
fn after_string(mut text: &str) -> &str {
    loop {
        let (_, end) = text.split_at(plain_length(text.as_bytes()));
        let mut characters = end.chars();
        match characters.next() {
            Some('"') | None => return characters.as_str(),
            Some('\\') => drop(characters.next()),
            Some(_) => {}
        }
        text = characters.as_str();
    }
}

/// Returns the value of a number, if it is an integer of 64 bits. Negative zero is excluded because
/// the conversion would lose its sign.
fn exact_integer(number: &str) -> Option<Number> {
    const MAX_DIGITS: i64 = 20;
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return sign.is_empty().then(|| Number::from(0));
    }
    let zeros = exponent.checked_add(i64::try_from(whole.len()).ok()?)?;
    let zeros = zeros.checked_sub(i64::try_from(significant.len()).ok()?)?;
    let significant = significant.trim_start_matches('0');
    if !(0..=MAX_DIGITS).contains(&zeros) {
        return None;
    }
    let zeros = "0".repeat(usize::try_from(zeros).ok()?);
    let integer = [sign, significant, &zeros].concat();
    let signed = integer.parse::<i64>().map(Number::from);
    signed
        .or_else(|_| integer.parse::<u64>().map(Number::from))
        .ok()
}

/// Returns whether a number is written as a fraction or a power.
pub(crate) fn has_fraction(number: &str) -> bool {
    number.contains(['.', 'e', 'E'])
}

/// Returns whether the value is an integer. [`parse`](super::parse) and [`read_number`] have made
/// integers of 64 bits of all others, so a float in their range is a fraction that was rounded.
pub(crate) fn is_integer(number: &Number) -> bool {
    let is_large = |float: f64| float <= i64::MIN as f64 || float >= u64::MAX as f64;
    let is_negative_zero = |float: f64| float == 0.0 && float.is_sign_negative();
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) => is_negative_zero(float) || (float.fract() == 0.0 && is_large(float)),
        None => true,
    }
}

/// Reads a number, which nothing surrounds: JSON would allow white space. It is an integer if its
/// value is: `1.0` and `1e2` are integers in JSON Schema (Validation 2020-12, 6.1.1).
pub(crate) fn read_number(string: &str) -> Option<Number> {
    let number = serde_json::from_str(string).ok()?;
    let is_bare = string.trim() == string;
    is_bare.then(|| exact_integer(string).unwrap_or(number))
}

/// Compares two numbers of which exactly one is a float.
fn are_equal_numbers(a: &Number, b: &Number) -> bool {
    let integer = |number: &Number| {
        let float = number
            .as_f64()
            .filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e30);
        float
            .map(|float| float as i128)
            .or_else(|| number.as_i64().map(i128::from))
            .or_else(|| number.as_u64().map(i128::from))
    };
    integer(a).is_some_and(|a| integer(b) == Some(a))
}
