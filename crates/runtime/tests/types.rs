//! The building blocks of generated types: deserialization and serialization.
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use specwright_runtime::json::ValueError;
use specwright_runtime::union::{self, JsonType};
use specwright_runtime::{
    Base64, Base64Url, Date, DateTime, OptionalNullable, Secret, jiff, json, object, tuple,
};

/// Deserializes the value and serializes the result.
fn through<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(read).unwrap())
}

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
enum Color {
    Red,
    DarkBlue,
    Unknown(String),
}

specwright_runtime::string_enum!(Color { Red = "red", DarkBlue = "dark-blue" });

#[test]
fn open_string_enumerations_keep_unlisted_values() {
    for (text, color, known) in [
        ("red", Color::Red, true),
        ("dark-blue", Color::DarkBlue, true),
        ("RED", Color::Unknown("RED".to_owned()), false),
    ] {
        assert_eq!(
            (
                Color::from(text),
                Color::from(text.to_owned()),
                text.parse()
            ),
            (color.clone(), color.clone(), Ok(color.clone()))
        );
        assert_eq!(
            (
                color.as_str(),
                color.to_string().as_str(),
                color.as_ref(),
                color.is_known()
            ),
            (text, text, text, known)
        );
        assert_eq!(through::<Color>(&json!(text)), Ok(json!(text)));
    }
    assert!(through::<Color>(&json!(1)).is_err());
}

#[test]
fn floats_round_trip_exactly() {
    for text in [
        "0.46000000834465027",
        "0.1",
        "-1.7976931348623157e308",
        "5e-324",
        "2.2250738585072011e-308",
    ] {
        let read: f64 = json::from_slice(text.as_bytes()).unwrap();
        assert_eq!(read, text.parse::<f64>().unwrap(), "{text}");
        let read: Value = json::from_slice(text.as_bytes()).unwrap();
        assert_eq!(read.as_f64(), text.parse().ok(), "{text}");
    }
}

/// A type that uses much of the stack, so that only a few of its values fit a small one.
#[derive(Debug, Deserialize)]
struct Large {
    inner: Option<Box<Large>>,
    #[serde(default)]
    _members: [Option<[u64; 16]>; 32],
}

#[test]
fn deeply_nested_values_do_not_overflow_the_stack() {
    let text = format!("{}{{}}{}", r#"{"inner":"#.repeat(120), "}".repeat(120));
    let read = move || {
        let whole: Large = json::from_slice(text.as_bytes()).unwrap();
        let parsed: Large = json::from_value(json::parse(text.as_bytes()).unwrap()).unwrap();
        [whole, parsed].map(|large| {
            std::iter::successors(Some(&large), |large| large.inner.as_deref()).count()
        })
    };
    let thread = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(read)
        .unwrap();
    assert_eq!(thread.join().unwrap(), [121, 121]);
    let error = json::from_slice::<Large>("[".repeat(1_000_000).as_bytes()).unwrap_err();
    assert!(
        error.to_string().contains("recursion") || error.to_string().contains("invalid type"),
        "{error}"
    );
}

#[derive(Debug, PartialEq)]
enum Level {
    Low,
    Below,
    Unknown(i64),
}

specwright_runtime::integer_enum!(Level { Low = 1, Below = -1 });

#[test]
fn open_integer_enumerations_keep_unlisted_values() {
    for (number, level, known) in [
        (1, Level::Low, true),
        (-1, Level::Below, true),
        (i64::MAX, Level::Unknown(i64::MAX), false),
    ] {
        assert_eq!(
            (Level::from(number), level.as_i64(), level.is_known()),
            (Level::from(level.as_i64()), number, known)
        );
        assert_eq!(
            (Level::from(number), level.to_string()),
            (level, number.to_string())
        );
        assert_eq!(through::<Level>(&json!(number)), Ok(json!(number)));
    }
    assert!(
        through::<Level>(&json!("1")).is_err()
            && through::<Level>(&json!(1.5)).is_err()
            && through::<Level>(&json!(u64::MAX)).is_err()
    );
    assert_eq!(
        through::<Level>(&json!(-1.0)),
        Ok(json!(-1)),
        "a number without a fraction is an integer"
    );
    assert!(
        serde_json::from_str::<Level>("-9223372036854775809").is_err(),
        "an integer below the range is not rounded to the smallest integer"
    );
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Zoom {
    Half,
    One,
    Fit,
    Off,
    Largest,
    Box,
    Unknown(Value),
}

specwright_runtime::value_enum!(Zoom {
    Half = 0.5,
    One = 1i64,
    Fit = "fit",
    Off = false,
    Largest = 18446744073709551615u64,
    Box = json::literal("{\"a\":[-1.0]}"),
});

#[test]
fn open_value_enumerations_keep_unlisted_values() {
    for (value, zoom, text) in [
        (json!(0.5), Zoom::Half, "0.5"),
        (json!(1), Zoom::One, "1"),
        (json!("fit"), Zoom::Fit, "fit"),
        (json!(false), Zoom::Off, "false"),
        (json!(u64::MAX), Zoom::Largest, "18446744073709551615"),
        (json!("1"), Zoom::Unknown(json!("1")), "1"),
        (json!(null), Zoom::Unknown(json!(null)), "null"),
        (
            json!(18446744073709551614_u64),
            Zoom::Unknown(json!(18446744073709551614_u64)),
            "18446744073709551614",
        ),
    ] {
        assert_eq!(
            (
                Zoom::from(value.clone()),
                zoom.to_value(),
                zoom.to_string().as_str()
            ),
            (zoom.clone(), value.clone(), text)
        );
        assert_eq!(zoom.is_known(), !matches!(zoom, Zoom::Unknown(_)));
        assert_eq!(through::<Zoom>(&value), Ok(value));
    }
    assert_eq!(
        (Zoom::from(json!(1.0)), Zoom::from(json!({"a": [-1]}))),
        (Zoom::One, Zoom::Box),
        "numbers are compared by value"
    );
}

#[test]
fn integers_are_read_from_their_digits() {
    for (text, expected) in [
        ("9007199254740993.0", Some(9_007_199_254_740_993)),
        ("9007199254740993e0", Some(9_007_199_254_740_993)),
        ("90071992547409930E-1", Some(9_007_199_254_740_993)),
        ("-9223372036854775808.00", Some(i64::MIN)),
        ("9.223372036854775807e+18", Some(i64::MAX)),
        ("0.0e5", Some(0)),
        ("0.001e3", Some(1)),
        ("10.00000000000000000001", None),
        ("9007199254740993.5", None),
        ("9223372036854775808.0", None),
        ("-9223372036854775808.5", None),
        ("1e-1", None),
        ("1e99999999999999999999", None),
    ] {
        let slice = text.as_bytes();
        assert_eq!(json::read::<i64>(slice).ok(), expected, "{text}");
        assert_eq!(json::from_slice::<i64>(slice).ok(), expected, "{text}");
        let level = expected.map(Level::from);
        assert_eq!(serde_json::from_str::<Level>(text).ok(), level, "{text}");
        assert_eq!(json::read::<Level>(slice).ok(), level, "{text}");
        let parsed = json::parse(slice).ok().and_then(|value| value.as_i64());
        assert_eq!(parsed, expected, "{text}");
    }
    let list = r#"["1.0\"", 1.0, "\\", 1e1, 1.5, {"2.0": 2.0}, -0.0]"#;
    assert_eq!(
        json::parse(list.as_bytes()).unwrap().to_string(),
        r#"["1.0\"",1,"\\",10,1.5,{"2.0":2},-0.0]"#
    );
}

#[test]
fn floats_without_a_fraction_are_written_as_integers() {
    let numbers = [1.0, -0.0, 0.5, 9_007_199_254_740_992.0, 1e20];
    assert_eq!(
        String::from_utf8(json::write(&numbers.to_vec()).unwrap()).unwrap(),
        "[1,-0.0,0.5,9007199254740992,1e+20]"
    );
}

#[test]
fn numbers_are_compared_by_value() {
    for (a, b, same) in [
        (json!(1), json!(1.0), true),
        (json!([{"a": -0.0}]), json!([{"a": 0}]), true),
        (
            json!(9007199254740993_i64),
            json!(9007199254740992.0),
            false,
        ),
        (json!(u64::MAX), json!(-1), false),
        (json!(1e300), json!(1e300), true),
        (json!(0.5), json!(0), false),
        (json!({"a": 1}), json!({"a": 1, "b": 1}), false),
        (json!("1"), json!(1), false),
    ] {
        assert_eq!(
            (json::is_equal(&a, &b), json::is_equal(&b, &a)),
            (same, same),
            "{a} {b}"
        );
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Patch {
    #[serde(default, skip_serializing_if = "OptionalNullable::is_absent")]
    name: OptionalNullable<String>,
}

#[test]
fn absent_null_and_values_are_distinguished() {
    for (value, name) in [
        (json!({}), OptionalNullable::Absent),
        (json!({"name": null}), OptionalNullable::Null),
        (
            json!({"name": "a"}),
            OptionalNullable::Value("a".to_owned()),
        ),
    ] {
        let patch: Patch = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(patch, Patch { name });
        assert_eq!(serde_json::to_value(&patch).unwrap(), value);
    }
    assert_eq!(OptionalNullable::<u8>::from(None), OptionalNullable::Null);
    assert_eq!(
        OptionalNullable::<u8>::from(Some(1)),
        OptionalNullable::Value(1)
    );
    assert_eq!(OptionalNullable::<u8>::default().into_option(), None);
    assert!(
        OptionalNullable::<u8>::Null.is_null() && OptionalNullable::<u8>::Null.as_ref().is_none()
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Envelope {
    required: Value,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "object::null_as_value"
    )]
    payload: Option<Value>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "object::null_as_value"
    )]
    nothing: Option<()>,
}

#[test]
fn an_optional_nullable_property_has_the_methods_of_an_option() {
    let mut name: OptionalNullable<String> = "Polly".into();
    assert_eq!((name.as_deref(), name.is_value()), (Some("Polly"), true));
    if let Some(name) = name.as_mut() {
        name.push('!');
    }
    assert_eq!(
        name.clone().map(|name| name.len()),
        OptionalNullable::Value(6)
    );
    assert_eq!(name.take(), OptionalNullable::Value("Polly!".to_owned()));
    assert!(name.is_absent());
    assert_eq!(name.unwrap_or("none".to_owned()), "none");
    let null: OptionalNullable<String> = OptionalNullable::Null;
    assert_eq!(null.clone().map(|name| name.len()), OptionalNullable::Null);
    assert_eq!(null.as_deref(), None);
    assert_eq!(null.unwrap_or_default(), "");
}

#[test]
fn types_that_include_null_keep_it() {
    for (value, payload, nothing) in [
        (json!({"required": null}), None, None),
        (
            json!({"required": 1, "payload": null, "nothing": null}),
            Some(Value::Null),
            Some(()),
        ),
        (
            json!({"required": [], "payload": {"a": null}}),
            Some(json!({"a": null})),
            None,
        ),
    ] {
        let envelope: Envelope = serde_json::from_value(value.clone()).unwrap();
        assert_eq!((&envelope.payload, envelope.nothing), (&payload, nothing));
        assert_eq!(serde_json::to_value(&envelope).unwrap(), value);
    }
    let absent = json::from_slice::<Envelope>(b"{}").unwrap_err();
    assert_eq!(
        absent.to_string(),
        "at /required: is required",
        "any value is `Some`, and an absent property is `None`"
    );
}

/// An object with each kind of property, and additional properties.
#[derive(Debug, PartialEq)]
struct Labelled {
    id: u64,
    note: Option<String>,
    state: OptionalNullable<String>,
    inner: Option<Box<Labelled>>,
    any: Option<Value>,
    additional: BTreeMap<String, i64>,
}

impl Serialize for Labelled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object::serialize(serializer, |writer| {
            writer.required("id", &self.id)?;
            writer.optional("note", &self.note)?;
            writer.optional_nullable("state", &self.state)?;
            writer.optional("inner", &self.inner)?;
            writer.optional("any", &self.any)?;
            writer.additional(&self.additional, &["id", "note", "state", "inner", "any"])
        })
    }
}

impl<'de> Deserialize<'de> for Labelled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::deserialize(deserializer, |members| {
            Ok(Self {
                id: members.required("id")?,
                note: members.optional("note")?,
                state: members.optional_nullable("state")?,
                inner: members.optional("inner")?,
                any: members.null_as_value("any")?,
                additional: members.additional()?,
            })
        })
    }
}

#[test]
fn objects_keep_additional_properties() {
    for value in [
        json!({"id": 1}),
        json!({"id": u64::MAX, "note": "x", "state": null, "a": 1, "ü/~": -2}),
        json!({"id": 1, "state": "on", "inner": {"id": 2, "b": 3, "any": null}}),
    ] {
        assert_eq!(through::<Labelled>(&value), Ok(value.clone()));
    }
    assert_eq!(
        through::<Labelled>(&json!({"id": 1, "note": null})),
        Ok(json!({"id": 1})),
        "`null` counts as absent in an optional property"
    );
    for (value, expected) in [
        (json!({}), "at /id: is required"),
        (
            json!({"id": "x"}),
            "at /id: invalid type: string \"x\", expected u64",
        ),
        (
            json!({"id": 1, "a/b": "x"}),
            "at /a~1b: invalid type: string \"x\", expected i64",
        ),
        (
            json!({"id": 1, "inner": {"id": 1, "inner": {}}}),
            "at /inner/inner/id: is required",
        ),
        (json!([]), "invalid type: sequence, expected a map"),
    ] {
        assert_eq!(
            json::from_value::<Labelled>(value.clone())
                .unwrap_err()
                .to_string(),
            expected
        );
        assert_eq!(
            json::from_slice::<Labelled>(value.to_string().as_bytes())
                .unwrap_err()
                .to_string(),
            expected
        );
    }
    let text = br#"{"list": [{"id": 1, "inner": {"id": 2, "a": 1.5}}]}"#;
    assert_eq!(
        json::from_slice::<BTreeMap<String, Vec<Labelled>>>(text)
            .unwrap_err()
            .to_string(),
        "at /list/0/inner/a: invalid type: floating point `1.5`, expected i64"
    );
    let clash = Labelled {
        id: 1,
        note: None,
        state: OptionalNullable::Absent,
        inner: None,
        any: None,
        additional: BTreeMap::from([("id".to_owned(), 7), ("a".to_owned(), 8)]),
    };
    assert_eq!(
        serde_json::to_string(&clash).unwrap_err().to_string(),
        "the additional property `id` has the name of a declared property"
    );
}

/// A list with a type for each position.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    size: Option<i64>,
    note: OptionalNullable<String>,
    rest: Vec<bool>,
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tuple::serialize(serializer, |writer| {
            writer.required(&self.name)?;
            writer.optional(&self.size)?;
            writer.optional_nullable(&self.note)?;
            writer.rest(&self.rest)
        })
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tuple::deserialize(deserializer, |elements| {
            Ok(Self {
                name: elements.required()?,
                size: elements.optional()?,
                note: elements.optional_nullable()?,
                rest: elements.rest()?,
            })
        })
    }
}

/// A list of two elements and no more.
#[derive(Debug)]
struct Pair;

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        tuple::deserialize(deserializer, |elements| {
            elements
                .required::<u8>()
                .and(elements.required::<u8>())
                .map(|_| Self)
        })
    }
}

#[test]
fn lists_have_a_type_for_each_position() {
    for value in [
        json!(["a"]),
        json!(["a", 1]),
        json!(["a", 1, null]),
        json!(["a", -1, "b", true, false]),
    ] {
        assert_eq!(through::<Row>(&value), Ok(value.clone()));
    }
    for (text, expected) in [
        ("[]", "missing element 0"),
        ("{}", "invalid type: map, expected a sequence"),
        (
            r#"[1]"#,
            "at /0: invalid type: integer `1`, expected a string",
        ),
        (
            r#"["a", 1, null, true, 0]"#,
            "at /4: invalid type: integer `0`, expected a boolean",
        ),
    ] {
        assert_eq!(
            json::from_slice::<Row>(text.as_bytes())
                .unwrap_err()
                .to_string(),
            expected,
            "{text}"
        );
    }
    let pairs = json::from_slice::<Vec<Pair>>(b"[[1, 2], [1, 2, 3]]").unwrap_err();
    assert_eq!(pairs.to_string(), "at /1/2: unexpected element");
    let gap = Row {
        name: String::new(),
        size: None,
        note: OptionalNullable::Null,
        rest: Vec::new(),
    };
    assert!(
        serde_json::to_value(&gap).is_err(),
        "only trailing elements can be omitted"
    );
    assert!(
        serde_json::to_value(Row {
            rest: vec![true],
            note: OptionalNullable::Absent,
            ..gap
        })
        .is_err()
    );
}

/// A union by tag, then by constant, type and keys.
#[derive(Debug, PartialEq)]
enum Shape {
    Circle(Circle),
    Sized(BTreeMap<String, i64>),
    Name(String),
    Count(i64),
    Unknown(Value),
}

#[derive(Debug, PartialEq)]
struct Circle {
    radius: f64,
}
specwright_runtime::object!(Circle { required radius, });

impl json::ToJson for Shape {
    fn to_json(&self, writer: &mut json::Writer) {
        match self {
            Self::Circle(value) => union::Tag::string("kind", &["circle"]).write(value, writer),
            Self::Sized(value) => value.to_json(writer),
            Self::Name(value) => value.to_json(writer),
            Self::Count(value) => value.to_json(writer),
            Self::Unknown(value) => value.to_json(writer),
        }
    }
}

impl json::FromJson for Shape {
    fn from_json(reader: &mut json::Reader<'_>) -> Result<Self, ValueError> {
        union::read(reader, |value| {
            if union::discriminator(&value, "kind").as_deref() == Some("circle") {
                return union::read_variant(value, Self::Circle);
            }
            if union::has_type(&value, JsonType::String) {
                return union::read_variant(value, Self::Name);
            }
            if union::has_type(&value, JsonType::Integer)
                && let Some(shape) = union::try_variant(&value, Self::Count)
            {
                return Ok(shape);
            }
            if union::has_constant(&value, "width", "1") {
                return union::read_variant(value, Self::Sized);
            }
            union::unknown(value, Self::Unknown)
        })
    }
}

specwright_runtime::serde_by_json!(Shape);

#[test]
fn unions_select_the_variant_that_the_value_determines() {
    for (value, shape) in [
        (
            json!({"kind": "circle", "radius": 1.5}),
            Shape::Circle(Circle { radius: 1.5 }),
        ),
        (
            json!({"width": 1, "height": 2}),
            Shape::Sized(BTreeMap::from([
                ("width".to_owned(), 1),
                ("height".to_owned(), 2),
            ])),
        ),
        (json!("x"), Shape::Name("x".to_owned())),
        (json!(5), Shape::Count(5)),
        (json!(u64::MAX), Shape::Unknown(json!(u64::MAX))),
        (
            json!({"kind": "square"}),
            Shape::Unknown(json!({"kind": "square"})),
        ),
        (json!({"width": 2}), Shape::Unknown(json!({"width": 2}))),
        (json!(null), Shape::Unknown(json!(null))),
        (json!(1.5), Shape::Unknown(json!(1.5))),
    ] {
        assert_eq!(
            serde_json::from_value::<Shape>(value.clone()).unwrap(),
            shape
        );
        assert_eq!(serde_json::to_value(&shape).unwrap(), value);
    }
    for (text, expected) in [
        (
            r#"["x", {"width": 1.0, "height": "a"}]"#,
            "at /1/height: invalid type: string \"a\", expected i64",
        ),
        (r#"[{"kind": "circle"}, "x"]"#, "at /0/radius: is required"),
        (
            r#"[{"kind": "circle", "radius": null}]"#,
            "at /0/radius: invalid type: null, expected f64",
        ),
    ] {
        assert_eq!(
            json::from_slice::<Vec<Shape>>(text.as_bytes())
                .unwrap_err()
                .to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn variants_are_distinguished_by_constant_discriminator_and_type() {
    let object = union::Undecided::new(r#" {"v": 1.0, "kind": 7, "v/2": {"v": 2}}"#);
    assert!(
        union::has_constant(&object, "v", "1")
            && !union::has_constant(&object, "v", "2")
            && !union::has_constant(&object, "w", "1")
    );
    assert_eq!(
        union::discriminator(&object, "kind"),
        None,
        "a discriminator is a string"
    );
    for (value, types) in [
        (json!(null), &[JsonType::Null][..]),
        (json!(true), &[JsonType::Boolean]),
        (json!(1), &[JsonType::Integer, JsonType::Number]),
        (json!(1.0), &[JsonType::Integer, JsonType::Number]),
        (json!(1.5), &[JsonType::Number]),
        (json!("1"), &[JsonType::String]),
        (json!([]), &[JsonType::Array]),
        (json!({}), &[JsonType::Object]),
    ] {
        for json_type in [
            JsonType::Null,
            JsonType::Boolean,
            JsonType::Integer,
            JsonType::Number,
            JsonType::String,
            JsonType::Array,
            JsonType::Object,
        ] {
            let text = value.to_string();
            let undecided = union::Undecided::new(&text);
            assert_eq!(
                union::has_type(&undecided, json_type),
                types.contains(&json_type),
                "{value} {json_type:?}"
            );
        }
    }
}

#[test]
fn date_times_keep_their_string() {
    for (text, seconds) in [
        ("2026-02-01T10:00:00Z", Some(1_769_940_000)),
        ("2026-02-01T10:00:00.123456789+02:00", Some(1_769_932_800)),
        ("2026-02-01t10:00:00z", Some(1_769_940_000)),
        ("2026-02-01 10:00:00-00:00", Some(1_769_940_000)),
        ("2016-12-31T23:59:60Z", Some(1_483_228_799)),
        ("2026-02-01T10:00:00", None),
        ("2026-02-01T10:00Z", None),
        ("2026-02-01T10:00:00+0200", None),
        ("2026-02-01T10:00:00.Z", None),
        ("2026-02-01T24:00:00Z", None),
        ("2026-02-30T10:00:00Z", None),
        ("20260201T100000Z", None),
        ("2026-02-01T10:00:00Z[UTC]", None),
        ("2026-02-01", None),
        ("", None),
        ("ü", None),
    ] {
        let moment = DateTime::from(text);
        assert_eq!(
            moment.timestamp().ok().map(jiff::Timestamp::as_second),
            seconds,
            "{text}"
        );
        assert_eq!(through::<DateTime>(&json!(text)), Ok(json!(text)));
    }
    let moment: jiff::Timestamp = "2026-02-01T10:00:00.5Z".parse().unwrap();
    assert_eq!(
        (
            DateTime::from(moment).as_str(),
            DateTime::from(moment).timestamp()
        ),
        ("2026-02-01T10:00:00.5Z", Ok(moment))
    );
    assert_eq!(
        DateTime::from("x").timestamp().unwrap_err().to_string(),
        r#"expected an RFC 3339 date-time, found "x""#
    );
}

#[test]
fn dates_keep_their_string() {
    for (text, date) in [
        ("2024-02-29", Some(jiff::civil::date(2024, 2, 29))),
        ("0001-01-01", Some(jiff::civil::date(1, 1, 1))),
        ("2023-02-29", None),
        ("2024-2-29", None),
        ("20240229", None),
        ("+024-02-29", None),
        ("2024-02-29T00:00:00Z", None),
        ("2024–02–9", None),
    ] {
        assert_eq!(Date::from(text).to_date().ok(), date, "{text}");
        assert_eq!(through::<Date>(&json!(text)), Ok(json!(text)));
    }
    assert_eq!(
        Date::from(jiff::civil::date(1, 2, 3)).as_str(),
        "0001-02-03"
    );
}

#[test]
fn bytes_are_base64_in_the_standard_alphabet() {
    for (text, octets) in [
        ("aGk=", Some(&b"hi"[..])),
        ("aGk", Some(b"hi")),
        ("", Some(b"")),
        ("+/+/", Some(b"\xfb\xff\xbf")),
        ("-_-_", None),
        ("a*", None),
        ("aGk=\n", None),
    ] {
        assert_eq!(
            Base64::from(text).decode().ok().as_deref(),
            octets,
            "{text:?}"
        );
        assert_eq!(through::<Base64>(&json!(text)), Ok(json!(text)));
    }
    assert_eq!(Base64::from_bytes([0xfb, 0xff]).as_str(), "+/8=");
}

#[test]
fn base64_for_urls_has_its_own_alphabet_and_needs_no_padding() {
    for (text, octets) in [
        ("_w", Some(&b"\xff"[..])),
        ("_w==", Some(b"\xff")),
        ("-_-_", Some(b"\xfb\xff\xbf")),
        ("+/+/", None),
    ] {
        assert_eq!(
            Base64Url::from(text).decode().ok().as_deref(),
            octets,
            "{text:?}"
        );
        assert_eq!(through::<Base64Url>(&json!(text)), Ok(json!(text)));
    }
    assert_eq!(Base64Url::from_bytes([0xfb, 0xff]).as_str(), "-_8");
    assert_eq!(Base64Url::from_bytes([0xff]).as_str(), "_w");
}

#[test]
fn secrets_are_serialized_and_hidden_in_debug_output() {
    let secret = Secret::new("hunter2");
    assert_eq!(
        (format!("{secret:?}").as_str(), secret.expose()),
        ("Secret(..)", "hunter2")
    );
    assert_eq!(through::<Secret>(&json!("hunter2")), Ok(json!("hunter2")));
    assert!(
        secret == Secret::from("hunter2")
            && secret != Secret::from("hunter3")
            && secret != Secret::from("hunter")
    );
}

#[test]
fn errors_about_values_have_a_location_and_abbreviate_the_value() {
    type Sizes = BTreeMap<String, Vec<u8>>;
    for (value, expected) in [
        (
            json!({"a": [1, 300]}),
            "at /a/1: invalid value: integer `300`, expected u8".to_owned(),
        ),
        (
            json!({"a": "x".repeat(10_000)}),
            format!(
                "at /a: invalid type: string \"{}…{}\", expected a sequence",
                "x".repeat(112),
                "x".repeat(44)
            ),
        ),
    ] {
        let from_value = json::from_value::<Sizes>(value.clone()).unwrap_err();
        let from_text = json::from_slice::<Sizes>(value.to_string().as_bytes()).unwrap_err();
        assert_eq!(from_value, from_text);
        assert_eq!(from_value.to_string(), expected);
    }
    assert_eq!(
        json::from_value::<(u8, u8)>(json!([1, 2, 3]))
            .unwrap_err()
            .to_string(),
        "has an unexpected element"
    );
}

#[test]
fn json_text_is_read_strictly() {
    for (text, expected) in [
        (r#"{"a":1,"a":2}"#, "at /a: duplicate key \"a\""),
        (
            r#"{"a":{"b":[{"c":1,"\u0063":2}]}}"#,
            "at /a/b/0/c: duplicate key \"c\"",
        ),
        ("[1,]", "trailing comma (line 1, column 4)"),
        ("1 2", "trailing characters (line 1, column 3)"),
        ("NaN", "expected value (line 1, column 1)"),
        ("1e999999999", "number out of range (line 1, column 11)"),
        (
            "\"\u{1}\"",
            "control character (\\u0000-\\u001F) found while parsing a string (line 1, column 2)",
        ),
    ] {
        assert_eq!(
            json::parse(text.as_bytes()).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
    assert!(json::parse(b"\"\xff\"").is_err());
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(json::parse(nested(120).as_bytes()).is_ok());
    assert!(
        json::parse(nested(1_000_000).as_bytes())
            .unwrap_err()
            .to_string()
            .starts_with("recursion limit exceeded")
    );
    assert_eq!(
        json::parse(b" {\"a\": [1, -2, 1.5, 18446744073709551615, null]} ").unwrap(),
        json!({"a": [1, -2, 1.5, u64::MAX, null]})
    );
}
