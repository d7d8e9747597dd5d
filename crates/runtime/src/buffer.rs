//! Reads a value whole before its type is known.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::json::{self, ValueError};

/// Reads a value and makes something of it while the deserializer still stands at its end, so that a failure is placed there and not
/// at the end of the object around it.
pub(crate) fn read<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    make: impl FnOnce(Value) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    let mut make = Some(make);
    let mut made = None;
    let mut then = |value| {
        made = make
            .take()
            .map(|make| make(json::whole(value)))
            .transpose()?;
        Ok(())
    };
    deserializer.deserialize_any(Buffer { then: &mut then })?;
    made.ok_or_else(|| D::Error::custom("there is no value"))
}

/// Reads a typed value out of a buffered one, by way of its text: only text tells where reading stopped.
pub(crate) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    json::read(value.to_string().as_bytes())
}

struct Buffer<'a> {
    then: &'a mut dyn FnMut(Value) -> Result<(), ValueError>,
}

impl Buffer<'_> {
    fn end<E: Error>(self, value: impl Into<Value>) -> Result<(), E> {
        (self.then)(value.into()).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Buffer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.end(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.end(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.end(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.end(value)
    }

    fn visit_string<E: Error>(self, value: String) -> Result<(), E> {
        self.end(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(access))?;
        self.end(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(access))?;
        self.end(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::union;

    /// A union that has itself as a member.
    #[derive(Debug)]
    enum Tree {
        Branch(Branch),
        Unknown(Value),
    }

    #[derive(Debug, serde::Deserialize)]
    struct Branch {
        height: u32,
        #[serde(rename = "a/b")]
        next: Option<Box<Tree>>,
    }

    impl<'de> Deserialize<'de> for Tree {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            union::deserialize(deserializer, |value| {
                match union::discriminator(&value, "type") {
                    Some("branch") => union::read_variant(value, Self::Branch),
                    _ => Ok(Self::Unknown(value)),
                }
            })
        }
    }

    fn nested(depth: usize, inmost: &str) -> String {
        r#"{"type": "branch", "height": 1, "a/b": "#.repeat(depth) + inmost + &"}".repeat(depth)
    }

    #[test]
    fn a_failure_is_placed_however_deep_it_is() {
        let text = nested(100, r#"{"type": "branch", "height": -1}"#);
        let error = json::from_slice::<Tree>(text.as_bytes()).expect_err("a negative height");
        assert_eq!(error.pointer(), "/a~1b".repeat(100) + "/height");
        assert!(
            error.message().starts_with("invalid value: integer `-1`"),
            "{error}"
        );
    }

    #[test]
    fn any_value_can_be_one_that_nobody_knows() {
        for inmost in [
            "null",
            "true",
            "-1",
            "18446744073709551615",
            "0.1",
            r#""a""#,
            "[1, []]",
            r#"{"type": "leaf"}"#,
        ] {
            let mut tree = json::from_slice::<Tree>(nested(2, inmost).as_bytes()).expect("a tree");
            while let Tree::Branch(Branch {
                height: 1,
                next: Some(next),
            }) = tree
            {
                tree = *next;
            }
            let expected: Value = serde_json::from_str(inmost).expect("JSON");
            match tree {
                Tree::Unknown(value) => assert_eq!(value, expected),
                Tree::Branch(branch) => assert!(branch.next.is_none() && expected.is_null()),
            }
        }
    }
}
