use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

use super::search::{is_searching, record_unrecognized};
use crate::json::{ValueError, deserialize_buffered, read_value};

/// Deserializes a union: buffers the value and lets `select` choose the variant.
///
/// # Errors
/// If the input is not a JSON value, or `select` fails.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    select: impl FnOnce(Value) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    deserialize_buffered(deserializer, select)
}

/// Reads the value as the type of a variant.
///
/// # Errors
/// If the value does not fit the type.
pub fn read_variant<T: DeserializeOwned, U>(
    value: Value,
    variant: impl FnOnce(T) -> U,
) -> Result<U, ValueError> {
    read_value(&value).map(variant)
}

/// Reads the value as the type of a variant if it fits. Used for the single variant without a
/// distinguishing feature.
pub fn try_variant<T: DeserializeOwned, U>(
    value: &Value,
    variant: impl FnOnce(T) -> U,
) -> Option<U> {
    T::deserialize(value).ok().map(variant)
}

/// Wraps a value that matches no variant.
pub fn unknown<U>(value: Value, variant: impl FnOnce(Value) -> U) -> U {
    record_unrecognized();
    variant(value)
}

/// Records a value that its open enumeration does not list, so that [`best_match`] prefers a
/// variant that lists it. Returns the value.
///
/// # Errors
/// If the enumeration is a constant (it lists a single value) and the value is being tried as one
/// variant of several: a different constant excludes the variant.
///
/// [`best_match`]: super::best_match()
pub fn record_unlisted<T, E>(
    value: T,
    is_known: impl FnOnce(&T) -> bool,
    listed: usize,
    mismatch: impl FnOnce(&T) -> E,
) -> Result<T, E> {
    if !is_known(&value) {
        if listed == 1 && is_searching() {
            return Err(mismatch(&value));
        }
        record_unrecognized();
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::{json, union};

    /// A union that contains itself.
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
    fn errors_are_located_at_any_depth() {
        let text = nested(100, r#"{"type": "branch", "height": -1}"#);
        let error = json::from_slice::<Tree>(text.as_bytes()).expect_err("a negative height");
        assert_eq!(error.pointer(), "/a~1b".repeat(100) + "/height");
        assert!(
            error.message().starts_with("invalid value: integer `-1`"),
            "{error}"
        );
    }

    #[test]
    fn any_value_can_be_an_unknown_variant() {
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
