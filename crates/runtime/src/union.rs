//! Unions: values that have one of several types. A union is read into a [`Value`] first, then a branch is chosen by what the
//! document says: a tag, a constant, the JSON type, a key, or trial.

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use crate::buffer;
use crate::json::{ValueError, is_same, whole};

pub use crate::best_match::{Candidates, best_match, doubt, mismatch};

/// A type of JSON values (JSON Schema Core 2020-12, 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum JsonType {
    Null,
    Boolean,
    /// A number without a fraction; `1.0` is one.
    Integer,
    /// Any number.
    Number,
    String,
    Array,
    Object,
}

/// Reads a union: buffers the value and lets `choose` pick the branch.
///
/// # Errors
/// When there is no JSON value, or `choose` fails.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    choose: impl FnOnce(Value) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    buffer::read(deserializer, choose)
}

/// Reads one branch out of the value.
///
/// # Errors
/// When the value is not of the branch's type.
pub fn read_variant<T: DeserializeOwned, U>(
    value: Value,
    make: impl FnOnce(T) -> U,
) -> Result<U, ValueError> {
    buffer::typed(&value).map(make)
}

/// The failure of a union that refuses values of no branch.
pub fn no_match() -> ValueError {
    ValueError::new("the value fits no branch of the union")
}

/// Reads one branch out of the value if it fits; for a branch that is left when all others are told apart.
pub fn try_variant<T: DeserializeOwned, U>(value: &Value, make: impl FnOnce(T) -> U) -> Option<U> {
    T::deserialize(value).ok().map(make)
}

/// A value that is of no known branch, as it is.
pub fn unknown<U>(value: Value, make: impl FnOnce(Value) -> U) -> U {
    doubt();
    make(value)
}

/// Writes a branch with its tag, which replaces a member of that name.
///
/// # Errors
/// When the branch is not written as an object.
pub fn serialize_with_discriminator<T: Serialize, S: Serializer>(
    property: &str,
    tag: &str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match serde_json::to_value(value).map_err(S::Error::custom)? {
        Value::Object(mut members) => {
            members.insert(property.to_owned(), Value::from(tag));
            members.serialize(serializer)
        }
        _ => Err(S::Error::custom(format_args!(
            "a branch that is tagged with {property:?} must be an object"
        ))),
    }
}

/// A value of an enumeration; one that is not listed makes a branch that lists it the better one.
pub fn listed<T>(value: T, is_known: impl FnOnce(&T) -> bool) -> T {
    if !is_known(&value) {
        doubt();
    }
    value
}

/// The text of the member that tells the branches apart.
pub fn discriminator<'v>(value: &'v Value, property: &str) -> Option<&'v str> {
    value.get(property)?.as_str()
}

/// The text of the member that tells the branches apart, where it may be a number or a boolean: `1` for `1.0`.
pub fn scalar_discriminator(value: &Value, property: &str) -> Option<String> {
    match value.get(property)? {
        Value::String(text) => Some(text.clone()),
        scalar @ (Value::Bool(_) | Value::Number(_)) => Some(whole(scalar.clone()).to_string()),
        _ => None,
    }
}

/// Whether the value has the type.
pub fn has_type(value: &Value, json_type: JsonType) -> bool {
    match json_type {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer => is_integer(value),
        JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    }
}

/// Whether the value is an object with all these keys.
pub fn has_keys(value: &Value, keys: &[&str]) -> bool {
    value
        .as_object()
        .is_some_and(|members| keys.iter().all(|key| members.contains_key(*key)))
}

/// Whether a member has a constant value; the constant is given as JSON text.
pub fn has_constant(value: &Value, property: &str, constant: &str) -> bool {
    match (value.get(property), serde_json::from_str::<Value>(constant)) {
        (Some(member), Ok(constant)) => is_same(member, &constant),
        _ => false,
    }
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}
