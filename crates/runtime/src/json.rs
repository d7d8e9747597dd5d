//! JSON text: a strict reader, and failures that name the place.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde_json::{Map, Number, Value};

use crate::deep::{self, on_a_stack_for};

/// Why a JSON value is not what was expected, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ValueError {
    pointer: String,
    message: String,
}

impl ValueError {
    /// A failure at the value itself.
    pub fn new(message: impl fmt::Display) -> Self {
        Self {
            pointer: String::new(),
            message: message.to_string(),
        }
    }

    pub(crate) fn at(pointer: String, message: String) -> Self {
        // A value that was buffered on the way (a union, say) brings its own pointer in the message: the two are one path.
        match message
            .strip_prefix("at /")
            .and_then(|rest| rest.split_once(": "))
        {
            Some((inner, rest)) => Self {
                pointer: format!("{pointer}/{inner}"),
                message: rest.to_owned(),
            },
            None => Self { pointer, message },
        }
    }

    /// The same failure seen from the object or array around it.
    #[must_use]
    pub fn inside(self, token: &str) -> Self {
        Self {
            pointer: format!("/{}{}", escape_token(token), self.pointer),
            message: self.message,
        }
    }

    /// Where the value stands, a JSON pointer (RFC 6901); empty for the whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "at {}: {}", self.pointer, self.message)
        }
    }
}

/// Reads a value out of JSON text. A number without a fraction is an integer however it is written: `1.0` is `1` (JSON Schema Core
/// 2020-12, 4.2.3).
///
/// # Errors
/// When the text is not JSON or not of the type; with the place.
pub fn from_slice<T: DeserializeOwned + Send>(text: &[u8]) -> Result<T, ValueError> {
    on_a_stack_for(deep::of_text(text), || read(text))
}

/// Reads a value out of JSON text on this stack: a part of what is being read already.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, ValueError> {
    serde_json::from_slice(text).or_else(|error| {
        // Such numbers are so rare that only who fails looks for them.
        match if error.is_data() {
            with_whole_numbers(text)
        } else {
            None
        } {
            Some(text) => {
                serde_json::from_str(&text).map_err(|error| locate(text.as_bytes(), &error))
            }
            None => Err(locate(text, &error)),
        }
    })
}

/// Reads a typed value out of a JSON value.
///
/// # Errors
/// When the value is not of the type.
pub fn from_value<T: DeserializeOwned + Send>(value: Value) -> Result<T, ValueError> {
    on_a_stack_for(deep::of_value(&value), || {
        T::deserialize(value).map_err(|error| without_position(&error))
    })
}

/// Reads JSON text as [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) says, and refuses an object with the same key twice and
/// more than 128 levels of nesting.
///
/// # Errors
/// When the text is not such JSON.
pub fn parse(text: &[u8]) -> Result<Value, ValueError> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    Strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| locate(text, &error))
}

/// Whether two values are equal as JSON Schema Core 2020-12, 4.2.2 says: numbers by their mathematical value.
pub fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() != b.is_f64() && is_same_amount(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| is_same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Reads an integer of 64 bits, however it is written: `1.0` is `1`.
///
/// # Errors
/// When there is no such integer.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(Integer)
}

/// A value of the document that is written in generated code as its text.
pub fn literal(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The same value with every number that is whole written as an integer, where it fits 64 bits.
pub(crate) fn whole(mut value: Value) -> Value {
    make_whole(&mut value);
    value
}

/// Whether a number was rewritten.
fn make_whole(value: &mut Value) -> bool {
    match value {
        Value::Array(elements) => {
            elements
                .iter_mut()
                .map(make_whole)
                .filter(|changed| *changed)
                .count()
                > 0
        }
        Value::Object(members) => {
            members
                .values_mut()
                .map(make_whole)
                .filter(|changed| *changed)
                .count()
                > 0
        }
        Value::Number(number) if number.is_f64() => match number.as_f64().and_then(whole_number) {
            Some(whole) => {
                *number = whole;
                true
            }
            None => false,
        },
        _ => false,
    }
}

/// The integer that a float is. Negative zero is none: its sign would be lost.
fn whole_number(float: f64) -> Option<Number> {
    if float.fract() != 0.0 || (float == 0.0 && float.is_sign_negative()) || float.abs() >= 1e30 {
        return None;
    }
    let integer = float as i128;
    i64::try_from(integer)
        .map(Number::from)
        .or_else(|_| u64::try_from(integer).map(Number::from))
        .ok()
}

/// The text with whole numbers as integers, if there are others.
fn with_whole_numbers(text: &[u8]) -> Option<String> {
    let mut value: Value = serde_json::from_slice(text).ok()?;
    make_whole(&mut value).then(|| value.to_string())
}

/// One of the numbers is a float and the other is not.
fn is_same_amount(a: &Number, b: &Number) -> bool {
    let whole = |number: &Number| {
        let float = number
            .as_f64()
            .filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e30);
        float
            .map(|float| float as i128)
            .or_else(|| number.as_i64().map(i128::from))
            .or_else(|| number.as_u64().map(i128::from))
    };
    whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// A token of a JSON pointer (RFC 6901, 3).
pub(crate) fn escape_token(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

fn without_position(error: &serde_json::Error) -> ValueError {
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    ValueError::at(String::new(), message.to_owned())
}

fn locate(text: &[u8], error: &serde_json::Error) -> ValueError {
    let ValueError { pointer, message } = without_position(error);
    let inner = ValueError { pointer, message };
    if !error.is_data() {
        return ValueError {
            message: format!(
                "{} (line {}, column {})",
                inner.message,
                error.line(),
                error.column()
            ),
            ..inner
        };
    }
    let outer = pointer_at(text, error.line(), error.column());
    ValueError {
        pointer: outer + &inner.pointer,
        message: inner.message,
    }
}

/// The JSON pointer of the value that ends, or is being read, at a line and a column as serde_json counts them.
fn pointer_at(text: &[u8], line: usize, column: usize) -> String {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(nth) => text
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(nth)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let mut walk = Walk::default();
    let end = start.saturating_add(column).min(text.len());
    walk.read(text.get(..end).unwrap_or(text));
    walk.pointer()
}

/// Follows well-formed JSON up to some point, remembering the way there.
#[derive(Default)]
struct Walk {
    levels: Vec<Level>,
}

enum Level {
    Array {
        index: Option<usize>,
    },
    Object {
        key: Option<String>,
        reading_key: bool,
    },
}

impl Walk {
    fn read(&mut self, text: &[u8]) {
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            match byte {
                b'{' | b'[' => {
                    self.value_begins();
                    self.levels.push(if *byte == b'{' {
                        Level::Object {
                            key: None,
                            reading_key: true,
                        }
                    } else {
                        Level::Array { index: None }
                    });
                }
                b'}' | b']' => {
                    self.levels.pop();
                }
                b',' => self.comma(),
                b'"' => {
                    let end = string_end(text, at);
                    self.string(text.get(at..end).unwrap_or_default());
                    at = end;
                    continue;
                }
                b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => self.value_begins(),
            }
            at += 1;
        }
    }

    fn value_begins(&mut self) {
        if let Some(Level::Array {
            index: index @ None,
        }) = self.levels.last_mut()
        {
            *index = Some(0);
        }
    }

    fn comma(&mut self) {
        match self.levels.last_mut() {
            Some(Level::Array { index }) => *index = index.map(|index| index + 1),
            Some(Level::Object { key, reading_key }) => {
                *key = None;
                *reading_key = true;
            }
            None => {}
        }
    }

    fn string(&mut self, quoted: &[u8]) {
        match self.levels.last_mut() {
            Some(Level::Object {
                key,
                reading_key: reading_key @ true,
            }) => {
                *key = serde_json::from_slice(quoted).ok();
                *reading_key = false;
            }
            _ => self.value_begins(),
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for level in &self.levels {
            let token = match level {
                Level::Array { index } => index.map(|index| index.to_string().into()),
                Level::Object { key, .. } => key.as_deref().map(escape_token),
            };
            if let Some(token) = token {
                pointer.push('/');
                pointer.push_str(&token);
            }
        }
        pointer
    }
}

/// Behind the closing quote of the string that begins at `at`.
fn string_end(text: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(byte) = text.get(end) {
        end += 1;
        match byte {
            b'"' => break,
            b'\\' => end += 1,
            _ => {}
        }
    }
    end.min(text.len())
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("i64")
    }

    fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<i64, E> {
        whole_number(value)
            .and_then(|number| number.as_i64())
            .ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Strict)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format_args!("duplicate key {key:?}")));
            }
            let value = access.next_value_seed(Strict)?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}
