use serde_json::Value;

use super::Undecided;
use super::search::{is_searching, record_unrecognized};
use crate::json::{FromJson, Reader, ValueError};

/// Reads a union: `select` chooses the variant.
///
/// # Errors
/// If the text is not JSON, or `select` fails.
pub fn read<'t, T>(
    reader: &mut Reader<'t>,
    select: impl FnOnce(Undecided<'t>) -> Result<T, ValueError>,
) -> Result<T, ValueError> {
    Undecided::take(reader).and_then(select)
}

/// Reads the value as the type of a variant.
///
/// # Errors
/// If the value does not fit the type.
pub fn read_variant<T: FromJson, U>(
    value: Undecided<'_>,
    variant: impl FnOnce(T) -> U,
) -> Result<U, ValueError> {
    value.read().map(variant)
}

/// Reads the value as the type of a variant if it fits. Used for the single variant without a
/// distinguishing feature.
pub fn try_variant<T: FromJson, U>(
    value: &Undecided<'_>,
    variant: impl FnOnce(T) -> U,
) -> Option<U> {
    value.read().ok().map(variant)
}

/// Wraps a value that matches no variant.
///
/// # Errors
/// If an object contains a key twice, or a key that serde_json reserves.
pub fn unknown<U>(value: Undecided<'_>, variant: impl FnOnce(Value) -> U) -> Result<U, ValueError> {
    value.check_depth()?;
    let value = value.parse()?;
    record_unrecognized();
    Ok(variant(value))
}

/// Rejects a value that matches no variant.
///
/// # Errors
/// Always.
pub fn no_variant<U>(
    value: Undecided<'_>,
    mismatch: impl FnOnce(&Value) -> ValueError,
) -> Result<U, ValueError> {
    value.check_depth()?;
    let value = value.parse()?;
    Err(mismatch(&value))
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
    use super::*;
    use crate::{json, union};

    /// A union that contains itself.
    #[derive(Debug)]
    enum Tree {
        Branch(Branch),
        Unknown(Value),
    }

    #[derive(Debug)]
    struct Branch {
        height: u32,
        next: Option<Box<Tree>>,
    }
    crate::object!(Branch {
        required height,
        optional next = "a/b",
    });

    impl FromJson for Tree {
        fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
            union::read(reader, |value| {
                match union::discriminator(&value, "type").as_deref() {
                    Some("branch") => union::read_variant(value, Self::Branch),
                    _ => union::unknown(value, Self::Unknown),
                }
            })
        }
    }

    impl json::ToJson for Tree {
        fn to_json(&self, writer: &mut json::Writer) {
            match self {
                Self::Branch(value) => value.to_json(writer),
                Self::Unknown(value) => value.to_json(writer),
            }
        }
    }

    fn nested(depth: usize, inmost: &str) -> String {
        r#"{"type": "branch", "height": 1, "a/b": "#.repeat(depth) + inmost + &"}".repeat(depth)
    }

    #[test]
    fn errors_are_located_at_any_depth() {
        let text = nested(100, r#"{"type": "branch", "height": -1}"#);
        let error = json::read::<Tree>(text.as_bytes()).expect_err("a negative height");
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
            let mut tree = json::read::<Tree>(nested(2, inmost).as_bytes()).expect("a tree");
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
