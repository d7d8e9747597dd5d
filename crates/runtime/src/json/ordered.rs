//! JSON values whose objects keep the order of their members.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};

use super::finite::{to_value, to_vec};

/// A JSON value whose objects keep the order of their members, unlike those of
/// [`Value`](serde_json::Value), so that parameters and forms are in the order of the API
/// description.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderedValue {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<OrderedValue>),
    /// An object.
    Object(Vec<(String, OrderedValue)>),
}

/// Serializes a value as a JSON value with the members of objects in their order.
///
/// # Errors
/// As [`to_value`].
pub fn to_ordered<T: Serialize + ?Sized>(value: &T) -> Result<OrderedValue, serde_json::Error> {
    match to_value(value)? {
        Value::Array(_) | Value::Object(_) => serde_json::from_slice(&to_vec(value)?),
        scalar => Ok(scalar.into()),
    }
}

impl OrderedValue {
    /// Returns the elements of an array.
    pub fn as_array(&self) -> Option<&[OrderedValue]> {
        match self {
            OrderedValue::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the members of an object.
    pub fn as_object(&self) -> Option<&[(String, OrderedValue)]> {
        match self {
            OrderedValue::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// The members of objects are in the order of [`Value`](serde_json::Value).
impl From<Value> for OrderedValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => OrderedValue::Null,
            Value::Bool(value) => OrderedValue::Bool(value),
            Value::Number(value) => OrderedValue::Number(value),
            Value::String(value) => OrderedValue::String(value),
            Value::Array(items) => {
                OrderedValue::Array(items.into_iter().map(OrderedValue::from).collect())
            }
            Value::Object(members) => {
                let members = members.into_iter();
                OrderedValue::Object(members.map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl Serialize for OrderedValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OrderedValue::Null => serializer.serialize_unit(),
            OrderedValue::Bool(value) => value.serialize(serializer),
            OrderedValue::Number(value) => value.serialize(serializer),
            OrderedValue::String(value) => value.serialize(serializer),
            OrderedValue::Array(items) => items.serialize(serializer),
            OrderedValue::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for OrderedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads any JSON value.
struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = OrderedValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<OrderedValue, E> {
        Ok(OrderedValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<OrderedValue, E> {
        Ok(OrderedValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<OrderedValue, E> {
        Ok(OrderedValue::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<OrderedValue, E> {
        Ok(OrderedValue::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<OrderedValue, E> {
        Ok(Value::from(value).into())
    }

    fn visit_str<E>(self, value: &str) -> Result<OrderedValue, E> {
        Ok(OrderedValue::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<OrderedValue, E> {
        Ok(OrderedValue::String(value))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<OrderedValue, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(OrderedValue::Array(array))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut members: A) -> Result<OrderedValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = members.next_entry()? {
            entries.push(entry);
        }
        Ok(OrderedValue::Object(entries))
    }
}

/// Shows the value as JSON text.
impl fmt::Display for OrderedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::to_ordered;

    #[derive(Serialize)]
    struct Outer {
        z: Inner,
        a: Vec<Option<f64>>,
    }

    #[derive(Serialize)]
    struct Inner {
        y: bool,
        b: &'static str,
        c: i64,
    }

    #[test]
    fn members_keep_their_order() {
        let value = Outer {
            z: Inner {
                y: true,
                b: "\"",
                c: -1,
            },
            a: vec![Some(0.1), None, Some(1e300)],
        };
        let ordered = to_ordered(&value).expect("the value serializes");
        assert_eq!(
            ordered.to_string(),
            serde_json::to_string(&value).expect("the value serializes")
        );
    }

    #[test]
    fn numbers_are_never_rounded() {
        assert!(to_ordered(&[f64::NAN]).is_err());
        assert!(to_ordered(&[u128::MAX]).is_err());
        assert_eq!(
            to_ordered(&[u64::MAX])
                .expect("the value serializes")
                .to_string(),
            format!("[{}]", u64::MAX)
        );
    }
}
