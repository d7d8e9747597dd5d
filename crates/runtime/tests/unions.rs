//! Unions whose variants are tried in turn.
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::cell::Cell;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use specwright_runtime::json::{FromJson, Reader, ToJson, ValueError, Writer};
use specwright_runtime::union::{self, Candidates};
use specwright_runtime::{Date, DateTime, json};

/// Explains why a value matches no variant. This is a method of each generated union, and a trait
/// here because not every test uses it.
trait Explained {
    fn mismatch(&self) -> Option<ValueError>;
}

/// The implementations that generated unions have.
macro_rules! tried {
    ($name:ident { $($branch:ident($ty:ty) needs [$($key:literal),*],)* }) => {
        #[derive(Clone, Debug, PartialEq)]
        enum $name {
            $($branch($ty),)*
            Unknown(Value),
        }

        impl Explained for $name {
            fn mismatch(&self) -> Option<ValueError> {
                match self {
                    Self::Unknown(value) => Some(union::mismatch(stringify!($name), value, Self::candidates)),
                    _ => None,
                }
            }
        }

        impl $name {
            fn candidates(candidates: &mut Candidates<'_, Self>) {
                $(candidates.variant(stringify!($branch), &[$($key),*], Self::$branch);)*
            }
        }

        impl ToJson for $name {
            fn to_json(&self, writer: &mut Writer) {
                match self {
                    $(Self::$branch(value) => value.to_json(writer),)*
                    Self::Unknown(value) => value.to_json(writer),
                }
            }
        }

        impl FromJson for $name {
            fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
                union::read(reader, |value| {
                    union::best_match(value, Self::candidates, |value| Ok(Self::Unknown(value)))
                })
            }
        }

        specwright_runtime::serde_by_json!($name);
    };
}

#[derive(Clone, Debug, PartialEq)]
enum Color {
    Red,
    Unknown(String),
}
specwright_runtime::string_enum!(Color { Red = "red" });

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Small {
    a: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<Color>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Large {
    a: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Other {
    c: bool,
}

specwright_runtime::json_by_serde!(Small, Large, Other);

tried!(Sized { Small(Small) needs ["a"], Large(Large) needs ["a"], Other(Other) needs ["c"], });

fn read<T: for<'de> Deserialize<'de> + Send>(value: &Value) -> T {
    json::from_slice(value.to_string().as_bytes()).unwrap()
}

#[test]
fn the_variant_that_keeps_the_most_is_selected() {
    let small = |color| Sized::Small(Small { a: 1, color });
    let large = |b: &str| {
        Sized::Large(Large {
            a: 1,
            b: Some(b.to_owned()),
            color: None,
        })
    };
    for (value, expected) in [
        (json!({"a": 1}), small(None)),
        (json!({"a": 1, "b": "x"}), large("x")),
        (json!({"a": 1, "color": "red"}), small(Some(Color::Red))),
        // A variant that lists the value, or accepts any string, is preferred.
        (
            json!({"a": 1, "color": "blue"}),
            Sized::Large(Large {
                a: 1,
                b: None,
                color: Some("blue".to_owned()),
            }),
        ),
        (json!({"c": true}), Sized::Other(Other { c: true })),
        // An unknown property is lost in every variant.
        (json!({"a": 1, "new": 1}), small(None)),
        (json!({"a": 1, "b": "x", "new": 1}), large("x")),
        // A value that no variant keeps is unknown.
        (
            json!({"a": 1, "b": "x", "c": true}),
            Sized::Unknown(json!({"a": 1, "b": "x", "c": true})),
        ),
        (json!({"a": "1"}), Sized::Unknown(json!({"a": "1"}))),
        (json!([1, null]), Sized::Unknown(json!([1, null]))),
        (json!(null), Sized::Unknown(json!(null))),
    ] {
        assert_eq!(read::<Sized>(&value), expected, "{value}");
    }
    assert_eq!(
        read::<Sized>(&json!({"a": 1.0})),
        small(None),
        "a number without a fraction is an integer"
    );
}

#[test]
fn mismatches_give_a_reason_for_each_variant() {
    for (value, expected) in [
        (
            json!({"a": "x", "b": 1}),
            "no variant of Sized matches\n  Small: at /a: invalid type: string \"x\", expected i64\n  \
             Large: at /a: invalid type: string \"x\", expected i64\n  Other: missing field `c`",
        ),
        (
            json!(7),
            "no variant of Sized matches\n  Small: expected an object\n  Large: expected an object\n  Other: expected an object",
        ),
        (
            json!({"a": 1, "b": "x", "c": true}),
            "no variant of Sized matches\n  Small: does not keep /b, /c\n  Large: does not keep /c\n  Other: does not keep /a, /b",
        ),
    ] {
        assert_eq!(
            read::<Sized>(&value)
                .mismatch()
                .map(|error| error.to_string())
                .as_deref(),
            Some(expected),
            "{value}"
        );
    }
    assert_eq!(read::<Sized>(&json!({"a": 1})).mismatch(), None);
    let long = Sized::Unknown(json!({"a": "y".repeat(10_000)}))
        .mismatch()
        .unwrap();
    assert!(
        long.message().len() < 1000,
        "the message of a variant is truncated"
    );
}

tried!(When { Moment(DateTime) needs [], Day(Date) needs [], Number(f64) needs [], Whole(i64) needs [], Text(String) needs [], });

#[test]
fn scalars_are_read_as_the_variant_that_keeps_them() {
    for (value, expected) in [
        (
            json!("2026-02-01T10:00:00Z"),
            When::Moment(DateTime::from("2026-02-01T10:00:00Z")),
        ),
        (json!("2026-02-01"), When::Day(Date::from("2026-02-01"))),
        (json!("soon"), When::Text("soon".to_owned())),
        (json!(1.5), When::Number(1.5)),
        (json!(2), When::Number(2.0)),
        (
            json!(9_007_199_254_740_993_i64),
            When::Whole(9_007_199_254_740_993),
        ),
        (json!(u64::MAX), When::Unknown(json!(u64::MAX))),
        (json!(true), When::Unknown(json!(true))),
    ] {
        assert_eq!(read::<When>(&value), expected, "{value}");
        let written = serde_json::to_value(read::<When>(&value)).unwrap();
        assert!(json::is_equal(&written, &value), "{value} {written}");
    }
}

thread_local! {
    /// The number of times that this thread has begun to read a `Left` or a `Right`.
    static ATTEMPTS: Cell<usize> = const { Cell::new(0) };
}

/// Runs `read` and returns its result with the number of variants that it tried.
fn count_attempts<T>(read: impl FnOnce() -> T) -> (T, usize) {
    ATTEMPTS.set(0);
    let result = read();
    (result, ATTEMPTS.get())
}

/// Counts an attempt to read a variant, which reads this property. Panics after many attempts, so
/// that a search without a limit fails soon instead of running forever.
fn count_attempt<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<Tree>>, D::Error> {
    let attempts = ATTEMPTS.get() + 1;
    assert!(attempts < 2_000_000, "the search is not bounded");
    ATTEMPTS.set(attempts);
    Option::deserialize(deserializer)
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Left {
    #[serde(default, deserialize_with = "count_attempt")]
    next: Option<Box<Tree>>,
    left: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Right {
    #[serde(default, deserialize_with = "count_attempt")]
    next: Option<Box<Tree>>,
    right: Option<bool>,
}

tried!(Tree { Left(Left) needs [], Right(Right) needs [], });

specwright_runtime::json_by_serde!(Left, Right);

fn nested(depth: usize, inmost: &str) -> String {
    r#"{"next": "#.repeat(depth) + inmost + &"}".repeat(depth)
}

#[test]
fn nested_searches_are_bounded() {
    // Each level tries two variants with everything inside: 2 to the power of 100 without the
    // limit. With the limit, the number of attempts grows with the number of values.
    const ATTEMPTS_PER_VALUE: usize = 150;
    let text = nested(100, r#"{"left": 1, "right": 1}"#);
    let (tree, attempts) = count_attempts(|| serde_json::from_str::<Tree>(&text).unwrap());
    assert!(attempts >= 100, "the attempts are counted: {attempts}");
    assert!(attempts < 103 * ATTEMPTS_PER_VALUE, "{attempts}");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        serde_json::to_value(&tree)
            .unwrap()
            .to_string()
            .matches("next")
            .count(),
        100,
        "nothing is lost"
    );
    assert!(matches!(innermost(&tree), Tree::Unknown(_)));
    let list = format!("[{}]", vec![nested(20, "1"); 200].join(","));
    let (_, attempts) = count_attempts(|| serde_json::from_str::<Vec<Tree>>(&list).unwrap());
    assert!(
        attempts < 200 * 21 * ATTEMPTS_PER_VALUE,
        "the bound applies to each value: {attempts}"
    );
    let why = union::mismatch("Tree", &value, Tree::candidates).to_string();
    assert!(why.len() < 1000, "{why}");
}

#[test]
fn a_small_tree_is_read_completely() {
    let text = nested(4, r#"{"right": true}"#);
    let tree: Tree = serde_json::from_str(&text).unwrap();
    assert_eq!(
        innermost(&tree),
        &Tree::Right(Right {
            next: None,
            right: Some(true)
        })
    );
}

fn innermost(tree: &Tree) -> &Tree {
    match tree {
        Tree::Left(Left {
            next: Some(next), ..
        })
        | Tree::Right(Right {
            next: Some(next), ..
        }) => innermost(next),
        tree => tree,
    }
}

#[test]
fn discriminators_can_be_scalars() {
    for (value, tag) in [
        (json!({"v": "a"}), Some("a")),
        (json!({"v": 1.0}), Some("1")),
        (json!({"v": -2}), Some("-2")),
        (json!({"v": 0.5}), Some("0.5")),
        (json!({"v": true}), Some("true")),
        (json!({"v": null}), None),
        (json!({"v": [1]}), None),
        (json!({}), None),
        (json!(1), None),
    ] {
        let text = value.to_string();
        let found = union::scalar_discriminator(&union::Undecided::new(&text), "v");
        assert_eq!(found.as_deref(), tag, "{text}");
    }
}

#[test]
fn numbers_without_a_fraction_are_integers() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Numbers {
        whole: Vec<i64>,
        unsigned: u64,
        small: Option<u8>,
        real: f64,
    }
    let read = |text: &str| json::from_slice::<Numbers>(text.as_bytes());
    let numbers = read(r#"{"whole": [1.0, -2.0, 1e3], "unsigned": 18446744073709549568.0, "small": 255.0, "real": 1.0}"#).unwrap();
    assert_eq!(
        numbers,
        Numbers {
            whole: vec![1, -2, 1000],
            unsigned: 18_446_744_073_709_549_568,
            small: Some(255),
            real: 1.0
        }
    );
    for (text, expected) in [
        (
            r#"{"whole": [1.5], "unsigned": 1, "real": 1}"#,
            "at /whole/0: invalid type: floating point `1.5`, expected i64",
        ),
        (
            r#"{"whole": [1.0, "a"], "unsigned": 1, "real": 1}"#,
            "at /whole/1: invalid type: string \"a\", expected i64",
        ),
        (
            r#"{"whole": [1e30], "unsigned": 1, "real": 1}"#,
            "at /whole/0: invalid type: floating point `1e+30`, expected i64",
        ),
    ] {
        assert_eq!(read(text).unwrap_err().to_string(), expected);
    }
}

/// A value that needs much of the stack.
#[derive(Clone, Debug, PartialEq)]
struct Wide([u64; 256]);

impl FromJson for Wide {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        i64::from_json(reader).map(|_| Self([1; 256]))
    }
}

impl ToJson for Wide {
    fn to_json(&self, writer: &mut Writer) {
        1_i64.to_json(writer);
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    wide: Wide,
    next: Option<Box<Closed>>,
}
specwright_runtime::object!(Inner { required wide, optional next, });

#[allow(
    clippy::large_enum_variant,
    reason = "the size is what the test is about"
)]
#[derive(Clone, Debug, PartialEq)]
enum Closed {
    Inner(Inner),
    Text(String),
}

impl Closed {
    fn candidates(candidates: &mut Candidates<'_, Self>) {
        candidates.variant("Inner", &["wide"], Self::Inner);
        candidates.variant("Text", &[], Self::Text);
    }
}

impl FromJson for Closed {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        union::read(reader, |value| {
            union::best_match(value, Self::candidates, |value| {
                Err(union::mismatch("Closed", &value, Self::candidates))
            })
        })
    }
}

impl ToJson for Closed {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Self::Inner(value) => value.to_json(writer),
            Self::Text(value) => value.to_json(writer),
        }
    }
}

#[test]
fn deep_values_do_not_exhaust_the_stack() {
    let nested = |inmost: &str| r#"{"wide": 1, "next": "#.repeat(100) + inmost + &"}".repeat(100);
    let read = json::read::<Closed>(nested("\"x\"").as_bytes()).unwrap();
    let mut depth = 0;
    let mut closed = &read;
    while let Closed::Inner(Inner {
        next: Some(next), ..
    }) = closed
    {
        depth += 1;
        closed = next;
    }
    assert_eq!(depth, 100);
    let error = json::read::<Closed>(nested("7").as_bytes()).unwrap_err();
    assert!(
        error.message().starts_with("no variant of Closed matches"),
        "{error}"
    );
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Derived {
    r#type: String,
    next: Option<Box<Tagged>>,
}
specwright_runtime::json_by_serde!(Derived);

#[derive(Clone, Debug, PartialEq)]
enum Tagged {
    Derived(Derived),
    Unknown(Value),
}

impl FromJson for Tagged {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        union::read(reader, |value| {
            match union::discriminator(&value, "type").as_deref() {
                Some("d") => union::read_variant(value, Self::Derived),
                _ => union::unknown(value, Self::Unknown),
            }
        })
    }
}

impl ToJson for Tagged {
    fn to_json(&self, writer: &mut Writer) {
        match self {
            Self::Derived(value) => value.to_json(writer),
            Self::Unknown(value) => value.to_json(writer),
        }
    }
}
specwright_runtime::serde_by_json!(Tagged);

#[test]
fn types_that_are_read_with_serde_share_one_limit_of_the_depth() {
    for levels in [400, 5000] {
        let text = r#"{"type": "d", "next": "#.repeat(levels) + "null" + &"}".repeat(levels);
        let error = serde_json::from_str::<Tagged>(&text).unwrap_err();
        assert!(
            error.to_string().contains("recursion limit exceeded"),
            "{error}"
        );
        assert!(json::from_slice::<Tagged>(text.as_bytes()).is_err());
        assert!(json::read::<Tagged>(text.as_bytes()).is_err());
    }
}

#[test]
fn a_discriminator_that_occurs_twice_is_an_error() {
    let error = json::read::<Tagged>(br#"{"type": "d", "type": "e"}"#).unwrap_err();
    assert_eq!(error.message(), "duplicate key \"type\"");
}
