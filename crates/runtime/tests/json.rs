//! Objects that are read from and written as JSON text.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, MapDeserializer};
use serde_json::{Value, json};
use specwright_runtime::OptionalNullable;
use specwright_runtime::json::{self, FromJson};

#[derive(Clone, Debug, PartialEq)]
struct Node {
    id: i64,
    r#type: Option<String>,
    weight: OptionalNullable<f64>,
    any: Option<Value>,
    pair: Option<(bool, u8)>,
    children: Option<Vec<Node>>,
}

specwright_runtime::object!(Node {
    required id,
    optional r#type = "type",
    optional_nullable weight,
    optional_value any,
    optional pair,
    optional children = "a/b \"é\"",
});

#[derive(Clone, Debug, PartialEq)]
struct Empty {}

specwright_runtime::object!(Empty {});

#[derive(Clone, Debug, PartialEq)]
struct Open {
    id: Option<i64>,
    rest: BTreeMap<String, Node>,
}

specwright_runtime::object!(Open {
    optional id,
    ..rest,
});

fn node(id: i64) -> Node {
    Node {
        id,
        r#type: None,
        weight: OptionalNullable::Absent,
        any: None,
        pair: None,
        children: None,
    }
}

fn error<T: FromJson + Send>(text: &str) -> String {
    let result: Result<T, _> = json::read(text.as_bytes());
    result.err().expect(text).to_string()
}

#[test]
fn text_is_read_and_written_unchanged() {
    for text in [
        r#"{"id":1}"#,
        r#"{"id":-9223372036854775808,"type":"\"\\\u0001é","weight":null,"any":null,"pair":[true,255]}"#,
        r#"{"id":1,"weight":0.1,"any":{"a":[1.5,{}]},"a/b \"é\"":[{"id":2},{"id":3,"a/b \"é\"":[]}]}"#,
    ] {
        let read: Node = json::read(text.as_bytes()).expect(text);
        let written = json::write(&read).expect("all numbers are finite");
        assert_eq!(String::from_utf8(written).as_deref(), Ok(text));
        // With serde: from text, from a value and to both.
        assert_eq!(serde_json::from_str::<Node>(text).expect(text), read);
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(Node::deserialize(&value).expect(text), read);
        assert_eq!(
            serde_json::from_value::<Node>(value.clone()).expect(text),
            read
        );
        assert_eq!(serde_json::to_value(&read).expect(text), value);
        assert_eq!(serde_json::to_string(&read).expect(text), text);
        let pretty = serde_json::to_string_pretty(&read).expect(text);
        assert!(pretty.starts_with("{\n  \"id\": "), "{pretty}");
        assert_eq!(serde_json::from_str::<Node>(&pretty).expect(&pretty), read);
    }
}

#[test]
fn members_can_have_any_order_and_white_space() {
    let text = "\n{ \"unknown\" : [ { } , \"]\" ] ,\t\"\\u0074ype\" : \"x\" , \"id\":1.0\r\n}\n";
    let read: Node = json::read(text.as_bytes()).expect("an object");
    assert_eq!(
        read,
        Node {
            r#type: Some("x".to_owned()),
            ..node(1)
        }
    );
    assert_eq!(json::read(b"{\"a\": [], \"b\": 1}"), Ok(Empty {}));
    assert_eq!(json::write(&Empty {}), Ok(b"{}".to_vec()));
}

#[test]
fn errors_say_what_and_where() {
    for (text, expected) in [
        ("[]", "invalid type: sequence, expected an object"),
        ("{}", "at /id: is required"),
        (r#"{"id":null}"#, "at /id: invalid type: null, expected i64"),
        (
            r#"{"id":1.5}"#,
            "at /id: invalid type: floating point `1.5`, expected i64",
        ),
        (r#"{"id":1,"id":2}"#, "duplicate key \"id\""),
        (
            r#"{"id":1,"pair":[true]}"#,
            "at /pair: invalid length 1, expected a tuple of size 2",
        ),
        (
            r#"{"id":1,"pair":[true,1,2]}"#,
            "at /pair/2: is an unexpected element",
        ),
        (
            r#"{"id":1,"a/b \"é\"":[{"id":1},{"id":1,"a/b \"é\"":[{"id":true}]}]}"#,
            "at /a~1b \"é\"/1/a~1b \"é\"/0/id: invalid type: boolean `true`, expected i64",
        ),
    ] {
        let found = error::<Node>(text);
        assert!(found.starts_with(expected), "{text}: {found}");
        let by_serde = json::from_slice::<Node>(text.as_bytes()).expect_err(text);
        assert!(
            by_serde.to_string().contains(expected),
            "{text}: {by_serde}"
        );
    }
}

#[test]
fn text_that_is_not_json_is_rejected_as_by_serde_json() {
    for text in [
        "",
        " ",
        "{",
        "{\"id\"",
        "{\"id\":1",
        "{\"id\":1,}",
        "{\"id\":1 \"type\":\"x\"}",
        "{\"id\":1]",
        "{,\"id\":1}",
        "{\"id\":1}}",
        "{\"id\":1} x",
        "{id:1}",
        "{\"id\":01}",
        "{\"id\":1,\"any\":[1,]}",
        "{\"id\":1,\"pair\":[true,1}",
        "{\"id\":1,\"unknown\":[}",
        "{\"id\":1,\"a/b \\\"é\\\"\":[{\"id\":1}",
        "nul",
        "{\"id\":1,\"type\":nope}",
        "{\"id\":1,\"weight\":nul}",
        "{\"id\":1,\"type\":nullx}",
    ] {
        let expected = serde_json::from_str::<Value>(text).expect_err(text);
        let expected = expected.to_string();
        let position = expected.split(" at line ").nth(1).expect("a position");
        let position = position.replace(" column", ", column");
        let found = error::<Node>(text);
        assert!(
            found.ends_with(&format!("(line {position})")),
            "{text}: {found}, {expected}"
        );
    }
    assert!(error::<Node>("{\"i\nd\":1}").starts_with("control character"));
    assert!(json::read::<Node>(b"{\"id\":1,\"type\":\"\xff\"}").is_err());
}

#[test]
fn valid_text_that_no_value_can_have_is_explained() {
    for (text, expected) in [
        (
            r#"{"id":1,"weight":1e400}"#,
            "at /weight: number out of range",
        ),
        (
            r#"{"id":1,"type":"\ud800"}"#,
            "at /type: unexpected end of hex escape",
        ),
    ] {
        assert_eq!(error::<Node>(text), expected);
    }
}

#[test]
fn keys_that_change_a_value_are_rejected() {
    for key in [
        "$serde_json::private::RawValue",
        "$serde_json::private::Number",
    ] {
        let text = format!(r#"{{"id":1,"any":{{"{key}":"[1,2]"}}}}"#);
        let expected = format!("at /any/{key}: the key \"{key}\" is reserved");
        assert_eq!(error::<Node>(&text), expected);
        assert!(json::parse(text.as_bytes()).is_err());
        assert!(json::from_slice::<Node>(text.as_bytes()).is_err());
    }
}

#[test]
fn duplicate_additional_properties_are_rejected() {
    let text = r#"{"a":{"id":1},"a":{"id":2}}"#;
    assert_eq!(error::<Open>(text), "duplicate key \"a\"");
    assert_eq!(error::<BTreeMap<String, Node>>(text), "duplicate key \"a\"");
    let by_serde = json::from_slice::<Open>(text.as_bytes());
    assert!(by_serde.is_err_and(|error| error.to_string().contains("duplicate key \"a\"")));
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| {
        let open = r#"{"id":1,"a/b \"é\"":["#.repeat(depth);
        format!("{open}{{\"id\":1}}{}", "]}".repeat(depth))
    };
    assert!(json::read::<Node>(nested(63).as_bytes()).is_ok());
    assert!(error::<Node>(&nested(64)).contains("recursion limit exceeded"));
    assert!(error::<Node>(&nested(100_000)).contains("recursion limit exceeded"));
}

#[test]
fn additional_properties_are_kept_and_cannot_hide_a_named_one() {
    let text = r#"{"id":1,"a":{"id":2},"b":{"id":3}}"#;
    let mut open: Open = json::read(text.as_bytes()).expect("an object");
    assert_eq!(open.rest["b"], node(3));
    assert_eq!(json::write(&open), Ok(text.as_bytes().to_vec()));
    assert_eq!(error::<Open>(r#"{"a":{}}"#), "at /a/id: is required");
    open.rest.insert("id".to_owned(), node(4));
    let duplicate = "the additional property `id` has the name of a declared property";
    assert_eq!(json::write(&open), Err(duplicate.to_owned()));
    let by_serde = serde_json::to_string(&open).expect_err("a duplicate");
    assert_eq!(by_serde.to_string(), duplicate);
}

#[test]
fn numbers_that_are_not_finite_are_rejected() {
    let infinite = Node {
        weight: OptionalNullable::Value(f64::INFINITY),
        ..node(1)
    };
    assert!(json::write(&infinite).is_err());
    assert!(serde_json::to_string(&infinite).is_err());
    assert!(serde_json::to_value(&infinite).is_err());
}

#[test]
fn other_formats_are_supported() {
    let members = [("id", json!(7)), ("type", json!("x"))];
    let members = members
        .into_iter()
        .map(|(name, value)| (name, Scalar(value)));
    let read = Node::deserialize(MapDeserializer::<_, Error>::new(members)).expect("an object");
    assert_eq!(
        read,
        Node {
            r#type: Some("x".to_owned()),
            ..node(7)
        }
    );
}

struct Scalar(Value);

impl<'de> IntoDeserializer<'de, Error> for Scalar {
    type Deserializer = Either;

    fn into_deserializer(self) -> Either {
        Either(self.0)
    }
}

/// A deserializer of a format with integers and strings.
struct Either(Value);

impl<'de> serde::Deserializer<'de> for Either {
    type Error = Error;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0 {
            Value::Number(number) => visitor.visit_i64(number.as_i64().unwrap_or_default()),
            other => visitor.visit_str(other.as_str().unwrap_or_default()),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
