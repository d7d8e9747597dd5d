//! Deserialization of unions, and the way back.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specwright_runtime::json::{FromJson, Reader, ToJson, ValueError, Writer, from_slice};
use specwright_runtime::union::{self, Candidates};
use specwright_runtime::{Date, OptionalNullable, object, serde_by_json};

use crate::choices::Choices;
use crate::value;

#[derive(Debug, PartialEq)]
struct Small {
    a: i64,
    b: OptionalNullable<String>,
}
object!(Small { required a, optional_nullable b, });

#[derive(Debug, PartialEq)]
struct Large {
    a: Value,
    kind: Option<String>,
    next: Option<Box<Tried>>,
}
object!(Large { required a, optional kind, optional next, });

/// A union whose variants are tried in turn, and one of which contains the union.
#[derive(Debug, PartialEq)]
enum Tried {
    Number(i64),
    Date(Date),
    Small(Small),
    Large(Large),
    List(Vec<Tried>),
    Unknown(Value),
}

impl Tried {
    fn candidates(candidates: &mut Candidates<'_, Self>) {
        candidates.variant("Number", &[], Self::Number);
        candidates.variant("Date", &[], Self::Date);
        candidates.variant("Small", &["a"], Self::Small);
        candidates.variant("Large", &["a"], Self::Large);
        candidates.variant("List", &[], Self::List);
    }
}

impl ToJson for Tried {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Self::Number(value) => value.to_json(writer),
            Self::Date(value) => value.to_json(writer),
            Self::Small(value) => value.to_json(writer),
            Self::Large(value) => value.to_json(writer),
            Self::List(value) => value.to_json(writer),
            Self::Unknown(value) => value.to_json(writer),
        }
    }
}

impl FromJson for Tried {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        union::read(reader, |value| {
            union::best_match(value, Self::candidates, |value| Ok(Self::Unknown(value)))
        })
    }
}

serde_by_json!(Tried);

/// A union with a discriminator.
#[derive(Debug, PartialEq)]
enum Tagged {
    Small(Small),
    Large(Large),
    Unknown(Value),
}

impl ToJson for Tagged {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Self::Small(value) => union::Tag::scalar("kind", &["small"]).write(value, writer),
            Self::Large(value) => union::Tag::scalar("kind", &["large"]).write(value, writer),
            Self::Unknown(value) => value.to_json(writer),
        }
    }
}

impl FromJson for Tagged {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        union::read(reader, |value| {
            match union::scalar_discriminator(&value, "kind").as_deref() {
                Some("small") => union::read_variant(value, Self::Small),
                Some("large") => union::read_variant(value, Self::Large),
                _ => union::unknown(value, Self::Unknown),
            }
        })
    }
}

serde_by_json!(Tagged);

/// Deserializes a value that a byte string describes, or the byte string itself.
///
/// # Panics
/// If the runtime panics, a union whose variants are tried rejects a value, or a union serializes its
/// own output to another value.
pub fn unions(bytes: &[u8]) {
    let _ = from_slice::<Tried>(bytes);
    let choices = &mut Choices::new(bytes);
    let value = shaped(choices, 4);
    let tried: Tried = read(&value).expect("an unknown value is a variant");
    let written = serde_json::to_value(&tried).expect("a union of JSON values is JSON");
    let again: Tried = read(&written).expect("an unknown value is a variant");
    assert_is_kept(&written, &again);
    if let Tried::Unknown(_) = &tried {
        assert_eq!(value, written, "an unknown value changed");
        let reasons = union::mismatch("Tried", &value, Tried::candidates).to_string();
        assert!(reasons.len() < 20_000, "a long error for {value}");
    }
    if let Ok(tagged) = read::<Tagged>(&value) {
        let written = serde_json::to_value(&tagged).expect("a variant is an object");
        let again: Tagged = read(&written).expect("the output of a union is its input");
        assert_is_kept(&written, &again);
    }
}

/// Fails unless a value is serialized to the value from which it was deserialized. Its variant may
/// be another one than that of the original value, whose undeclared properties are dropped.
fn assert_is_kept(written: &Value, again: &impl Serialize) {
    let rewritten = serde_json::to_value(again).expect("a union of JSON values is JSON");
    assert_eq!(*written, rewritten, "the output of a union changes");
}

fn read<T: for<'de> Deserialize<'de> + Send>(value: &Value) -> Result<T, String> {
    from_slice(value.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// Grows a value that often fits a variant.
fn shaped(choices: &mut Choices<'_>, depth: usize) -> Value {
    match choices.up_to(if depth == 0 { 1 } else { 6 }) {
        0 => value::grow(choices, 1),
        1 => json!("2024-02-29"),
        2 => json!({"a": value::number(choices), "b": value::grow(choices, 0)}),
        3 => {
            json!({"a": value::grow(choices, 1), "kind": "large", "next": shaped(choices, depth - 1)})
        }
        4 => json!({"a": 1, "kind": choices.pick(&["small", "large", "other"])}),
        5 => choices
            .several(3, |choices| shaped(choices, depth - 1))
            .into(),
        _ => Value::Object(value::object(choices, depth)),
    }
}
