//! Deserialization of unions, and the way back.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use specwright_runtime::json::from_slice;
use specwright_runtime::union::{self, Candidates};
use specwright_runtime::{Date, OptionalNullable};

use crate::choices::Choices;
use crate::value;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Small {
    a: i64,
    #[serde(default, skip_serializing_if = "OptionalNullable::is_absent")]
    b: OptionalNullable<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Large {
    a: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Box<Tried>>,
}

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

impl Serialize for Tried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => value.serialize(serializer),
            Self::Date(value) => value.serialize(serializer),
            Self::Small(value) => value.serialize(serializer),
            Self::Large(value) => value.serialize(serializer),
            Self::List(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tried {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::deserialize(deserializer, |value| {
            Ok(union::best_match(&value, Self::candidates).unwrap_or(Self::Unknown(value)))
        })
    }
}

/// A union with a discriminator.
#[derive(Debug, PartialEq)]
enum Tagged {
    Small(Small),
    Large(Large),
    Unknown(Value),
}

impl Serialize for Tagged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Small(value) => {
                union::Tag::scalar("kind", &["small"]).serialize(value, serializer)
            }
            Self::Large(value) => {
                union::Tag::scalar("kind", &["large"]).serialize(value, serializer)
            }
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::deserialize(deserializer, |value| {
            match union::scalar_discriminator(&value, "kind").as_deref() {
                Some("small") => union::read_variant(value, Self::Small),
                Some("large") => union::read_variant(value, Self::Large),
                _ => Ok(union::unknown(value, Self::Unknown)),
            }
        })
    }
}

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
