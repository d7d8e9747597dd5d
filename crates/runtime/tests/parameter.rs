//! Parameters in every style are serialized as OpenAPI and RFC 6570 define, and decoded to the same
//! value.
#![cfg(all(feature = "client", feature = "server"))]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use serde_json::{Value, json};
use specwright_runtime::body::{Encoding, decode_form, encode_form};
use specwright_runtime::parameter::{
    EncodeError, Parameter, Source, Style, decode, encode_cookie, encode_header, encode_path,
    encode_query,
};
use specwright_runtime::schema::{Property, Schema};

static TEXT: Schema = Schema::string();
static NUMBER: Schema = Schema::number();
static BOOLEAN: Schema = Schema::boolean();
static ROW: Schema = Schema::tuple(&[&TEXT]).additional(&INTEGER);
static TEXTS: Schema = Schema::array(&TEXT);
static INTEGER: Schema = Schema::integer();
static NUMBERS: Schema = Schema::array(&INTEGER);
static COLOR: Schema = Schema::object(&[
    Property::optional("R", &INTEGER),
    Property::optional("G", &INTEGER),
    Property::optional("t&=", &TEXT),
]);
static DEEP: Schema = Schema::object(&[
    Property::optional("name", &TEXT),
    Property::optional("ids", &NUMBERS),
    Property::optional("inner", &COLOR),
]);

/// Characters with a meaning in some style or part of a request.
const RESERVED: &str = "a b/?#[]@!$&'()*+,;=%:|.~ü\"<>\\^`{}";

fn joined(pairs: &[(String, String)], separator: &str) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join(separator)
}

#[test]
fn an_exploded_matrix_keeps_its_name_out_of_a_scalar() {
    static EITHER: Schema = Schema::any_of(&[&TEXT, &COLOR]);
    let parameter = Parameter::path("shade").style(Style::Matrix).explode(true);
    for schema in [&EITHER, &TEXT, &Schema::any()] {
        let value = json!("a=b;c,d");
        let text = encode_path(&parameter, &value.clone().into()).unwrap();
        assert_eq!(text, ";shade=a%3Db%3Bc%2Cd");
        assert_eq!(
            decode(&parameter, Source::Path(&text), schema),
            Ok(Some(value))
        );
    }
    let color = decode(&parameter, Source::Path(";R=1;G=2"), &EITHER);
    assert_eq!(color, Ok(Some(json!({"R": 1, "G": 2}))));
}

#[test]
fn path_parameters_round_trip_in_every_style() {
    let color = json!({"G": 200, "R": 100});
    for (style, explode, value, schema, text) in [
        (Style::Simple, false, json!("blue"), &TEXT, "blue"),
        (Style::Simple, true, json!("blue"), &TEXT, "blue"),
        (Style::Simple, false, json!(-1.5), &NUMBER, "-1.5"),
        (Style::Simple, false, json!(true), &BOOLEAN, "true"),
        (
            Style::Simple,
            false,
            json!(["a", "b,c", "d/e"]),
            &TEXTS,
            "a,b%2Cc,d%2Fe",
        ),
        (Style::Simple, true, json!([1, 2]), &NUMBERS, "1,2"),
        (Style::Simple, false, color.clone(), &COLOR, "G,200,R,100"),
        (Style::Simple, true, color.clone(), &COLOR, "G=200,R=100"),
        (Style::Label, false, json!("blue"), &TEXT, ".blue"),
        (Style::Label, true, json!("a.b"), &TEXT, ".a.b"),
        (Style::Label, false, json!(["a", "b"]), &TEXTS, ".a,b"),
        (Style::Label, true, json!(["a", "b"]), &TEXTS, ".a.b"),
        (Style::Label, false, color.clone(), &COLOR, ".G,200,R,100"),
        (Style::Label, true, color.clone(), &COLOR, ".G=200.R=100"),
        (Style::Matrix, false, json!("blue"), &TEXT, ";color=blue"),
        (Style::Matrix, true, json!("blue"), &TEXT, ";color=blue"),
        (Style::Matrix, false, json!(""), &TEXT, ";color"),
        (
            Style::Matrix,
            false,
            json!(["a", "b"]),
            &TEXTS,
            ";color=a,b",
        ),
        (
            Style::Matrix,
            true,
            json!(["a", "b;c"]),
            &TEXTS,
            ";color=a;color=b%3Bc",
        ),
        (
            Style::Matrix,
            false,
            color.clone(),
            &COLOR,
            ";color=G,200,R,100",
        ),
        (Style::Matrix, true, color.clone(), &COLOR, ";G=200;R=100"),
        (Style::Simple, false, json!([]), &TEXTS, ""),
    ] {
        let parameter = Parameter::path("color").style(style).explode(explode);
        assert_eq!(
            encode_path(&parameter, &value.clone().into()).as_deref(),
            Ok(text),
            "{style:?} {explode} {value}"
        );
        assert_eq!(
            decode(&parameter, Source::Path(text), schema),
            Ok(Some(value)),
            "{style:?} {explode} {text}"
        );
    }
}

#[test]
fn query_parameters_round_trip_in_every_style() {
    let color = json!({"G": 200, "R": 100});
    for (style, explode, value, schema, text) in [
        (Style::Form, true, json!("blue"), &TEXT, "color=blue"),
        (Style::Form, false, json!(""), &TEXT, "color="),
        (
            Style::Form,
            true,
            json!([1, 2]),
            &NUMBERS,
            "color=1&color=2",
        ),
        (Style::Form, true, json!(["a,b"]), &TEXTS, "color=a%2Cb"),
        (
            Style::Form,
            false,
            json!(["a,b", "c"]),
            &TEXTS,
            "color=a%2Cb,c",
        ),
        (Style::Form, false, json!([]), &TEXTS, "color="),
        (Style::Form, false, json!(["7", 7, 8]), &ROW, "color=7,7,8"),
        (Style::Form, true, color.clone(), &COLOR, "G=200&R=100"),
        (
            Style::Form,
            false,
            color.clone(),
            &COLOR,
            "color=G,200,R,100",
        ),
        (
            Style::SpaceDelimited,
            false,
            json!(["a", "b%c"]),
            &TEXTS,
            "color=a%20b%25c",
        ),
        (
            Style::SpaceDelimited,
            true,
            json!([1, 2]),
            &NUMBERS,
            "color=1&color=2",
        ),
        (
            Style::SpaceDelimited,
            false,
            color.clone(),
            &COLOR,
            "color=G%20200%20R%20100",
        ),
        (
            Style::PipeDelimited,
            false,
            json!(["a", "b c"]),
            &TEXTS,
            "color=a%7Cb%20c",
        ),
        (
            Style::PipeDelimited,
            false,
            color.clone(),
            &COLOR,
            "color=G%7C200%7CR%7C100",
        ),
        (
            Style::DeepObject,
            true,
            color,
            &COLOR,
            "color[G]=200&color[R]=100",
        ),
        (
            Style::DeepObject,
            true,
            json!({"ids": [1, 2], "inner": {"R": 3, "t&=": "x]"}, "name": "a b"}),
            &DEEP,
            "color[ids][0]=1&color[ids][1]=2&color[inner][R]=3&color[inner][t%26%3D]=x%5D&color[name]=a%20b",
        ),
    ] {
        let parameter = Parameter::query("color").style(style).explode(explode);
        let pairs = encode_query(&parameter, &value.clone().into()).unwrap();
        assert_eq!(joined(&pairs, "&"), text, "{style:?} {explode} {value}");
        assert_eq!(
            decode(&parameter, Source::Query(&format!("x=1&{text}")), schema),
            Ok(Some(value.clone())),
            "{style:?} {explode} {text}"
        );
        if style == Style::Form {
            let parameter = Parameter::cookie("color").explode(explode);
            let text = joined(
                &encode_cookie(&parameter, &value.clone().into()).unwrap(),
                "; ",
            );
            assert_eq!(
                decode(&parameter, Source::Cookie(&format!("x=1; {text}")), schema),
                Ok(Some(value)),
                "{explode} {text}"
            );
        }
    }
}

#[test]
fn header_parameters_round_trip() {
    let color = json!({"G": 200, "R": 100});
    for (explode, value, schema, text) in [
        (false, json!("a, b=c %20"), &TEXT, "a, b=c %20"),
        (false, json!(7), &NUMBER, "7"),
        (false, json!(["a", "b=c"]), &TEXTS, "a,b=c"),
        (true, json!([1, 2]), &NUMBERS, "1,2"),
        (false, color.clone(), &COLOR, "G,200,R,100"),
        (true, color.clone(), &COLOR, "G=200,R=100"),
    ] {
        let parameter = Parameter::header("X-Color").explode(explode);
        assert_eq!(
            encode_header(&parameter, &value.clone().into()).as_deref(),
            Ok(text),
            "{explode} {value}"
        );
        assert_eq!(
            decode(&parameter, Source::Header(text), schema),
            Ok(Some(value)),
            "{explode} {text}"
        );
    }
    assert_eq!(
        decode(&Parameter::header("X"), Source::Header("1 ,  2"), &NUMBERS),
        Ok(Some(json!([1, 2])))
    );
    assert_eq!(
        encode_header(&Parameter::header("X"), &json!(["a,b"]).into()),
        Err(EncodeError::Separator)
    );
}

/// Senders must not make empty elements of lists in headers, and recipients ignore them (RFC 9110,
/// 5.6.1).
#[test]
fn lists_in_headers_have_no_empty_elements() {
    let header = |explode| Parameter::header("X").explode(explode);
    for (explode, value) in [
        (false, json!(["", "a"])),
        (true, json!(["a", ""])),
        (false, json!([""])),
    ] {
        assert_eq!(
            encode_header(&header(explode), &value.clone().into()),
            Err(EncodeError::EmptyElement),
            "{value}"
        );
    }
    for value in [json!({"R": ""}), json!("")] {
        assert!(encode_header(&header(false), &value.into()).is_ok());
    }
    assert_eq!(
        decode(&header(false), Source::Header(", a, ,b,"), &TEXTS),
        Ok(Some(json!(["a", "b"])))
    );
}

#[test]
fn any_string_survives_every_style() {
    for text in [
        RESERVED,
        "",
        " ",
        "..",
        "%2F",
        "1",
        "true",
        "null",
        "\u{0}\r\n",
    ] {
        let (one, list) = (json!(text), json!([text, "z"]));
        for style in [Style::Simple, Style::Label, Style::Matrix] {
            for explode in [false, true] {
                let parameter = Parameter::path("p").style(style).explode(explode);
                let written = encode_path(&parameter, &one.clone().into()).unwrap();
                assert_eq!(
                    decode(&parameter, Source::Path(&written), &TEXT),
                    Ok(Some(one.clone())),
                    "{parameter:?} {written}"
                );
                if style == Style::Label && explode && text.contains('.') {
                    // RFC 6570, 3.2.5: a dot is not escaped, so one label can look like two.
                    continue;
                }
                let written = encode_path(&parameter, &list.clone().into()).unwrap();
                assert_eq!(
                    decode(&parameter, Source::Path(&written), &TEXTS),
                    Ok(Some(list.clone())),
                    "{parameter:?} {written}"
                );
            }
        }
        for style in [Style::Form, Style::SpaceDelimited, Style::PipeDelimited] {
            for (explode, reserved) in [(false, false), (true, false), (false, true), (true, true)]
            {
                let mut parameter = Parameter::query("p&=").style(style).explode(explode);
                parameter.allow_reserved = reserved;
                for (value, schema) in [(&one, &TEXT), (&list, &TEXTS)] {
                    match encode_query(&parameter, &value.clone().into()) {
                        Ok(pairs) => {
                            let written = joined(&pairs, "&");
                            assert_eq!(
                                decode(&parameter, Source::Query(&written), schema),
                                Ok(Some(value.clone())),
                                "{parameter:?} {written}"
                            );
                        }
                        // An element with the delimiter is rejected, because the server would read
                        // two.
                        Err(error) => assert!(
                            error == EncodeError::Separator && !explode && style != Style::Form,
                            "{parameter:?} {value}"
                        ),
                    }
                }
            }
        }
        for parameter in [Parameter::path("p").json(), Parameter::query("p").json()] {
            let value = json!({ "a": [text, 1, null, {"b": true}] });
            let written = match parameter.location {
                specwright_runtime::parameter::Location::Path => {
                    encode_path(&parameter, &value.clone().into()).unwrap()
                }
                _ => joined(
                    &encode_query(&parameter, &value.clone().into()).unwrap(),
                    "&",
                ),
            };
            let source = if written.starts_with("p=") {
                Source::Query(&written)
            } else {
                Source::Path(&written)
            };
            assert_eq!(
                decode(&parameter, source, &TEXT),
                Ok(Some(value)),
                "{written}"
            );
        }
    }
}

#[test]
fn reserved_characters_are_kept_with_allow_reserved() {
    let parameter = Parameter::query("p").allow_reserved();
    assert_eq!(
        joined(
            &encode_query(&parameter, &json!("a/b?c:d,e&f=g#h+i j").into()).unwrap(),
            ""
        ),
        "p=a/b?c:d,e%26f%3Dg%23h%2Bi%20j"
    );
}

#[test]
fn values_that_a_style_cannot_express_are_rejected() {
    for (parameter, value, expected) in [
        (Parameter::query("p"), json!(null), EncodeError::Null),
        (Parameter::query("p"), json!(["a", null]), EncodeError::Null),
        (Parameter::query("p"), json!([[1]]), EncodeError::Nested),
        (Parameter::query("p"), json!({"a": {}}), EncodeError::Nested),
        (
            Parameter::query("p").explode(false),
            json!([""]),
            EncodeError::Empty,
        ),
        (
            Parameter::query("p")
                .style(Style::PipeDelimited)
                .explode(false),
            json!(["a|b"]),
            EncodeError::Separator,
        ),
        (
            Parameter::query("p")
                .style(Style::SpaceDelimited)
                .explode(false),
            json!(["a b"]),
            EncodeError::Separator,
        ),
    ] {
        assert_eq!(
            encode_query(&parameter, &value.clone().into()),
            Err(expected),
            "{parameter:?} {value}"
        );
    }
}

#[test]
fn strings_in_another_style_are_rejected() {
    for (parameter, source, schema) in [
        (
            Parameter::path("p").style(Style::Label),
            Source::Path("a"),
            &TEXT,
        ),
        (
            Parameter::path("p").style(Style::Matrix),
            Source::Path(";q=a"),
            &TEXT,
        ),
        (Parameter::path("p"), Source::Path("%ff"), &TEXT),
        (Parameter::path("p"), Source::Path("R,1,G"), &COLOR),
        (
            Parameter::path("p").explode(true),
            Source::Path("R"),
            &COLOR,
        ),
        (Parameter::path("p"), Source::Path("R,1,R,2"), &COLOR),
        (Parameter::path("p").json(), Source::Path("%7B"), &TEXT),
        (Parameter::query("p"), Source::Query("p=1&p=2"), &TEXT),
        (
            Parameter::query("p").explode(false),
            Source::Query("p=1&p=2"),
            &NUMBERS,
        ),
        (
            Parameter::query("p").style(Style::DeepObject),
            Source::Query("p[R]=1&p[R]=2"),
            &COLOR,
        ),
        (
            Parameter::query("p").style(Style::DeepObject),
            Source::Query("p[R]=1&p[R][x]=2"),
            &COLOR,
        ),
    ] {
        assert!(decode(&parameter, source, schema).is_err(), "{source:?}");
    }
    let deep = format!("p{}=1", "[a]".repeat(10_000));
    assert!(
        decode(
            &Parameter::query("p").style(Style::DeepObject),
            Source::Query(&deep),
            const { &Schema::any() }
        )
        .is_err()
    );
    for source in [
        Source::Query(""),
        Source::Query("q=1&pp=2"),
        Source::Cookie("q=1"),
        Source::Query("pp[a]=%ff&%ff=1"),
    ] {
        assert_eq!(
            decode(&Parameter::query("p"), source, &TEXT),
            Ok(None),
            "{source:?}"
        );
        assert_eq!(
            decode(
                &Parameter::query("p").style(Style::DeepObject),
                source,
                &COLOR
            ),
            Ok(None),
            "{source:?}"
        );
    }
}

#[test]
fn strings_are_read_as_the_types_of_the_schema() {
    static EITHER: Schema = Schema::any_of(&[&INTEGER, &TEXT]);
    static LISTED: Schema = Schema::any().enum_json(&["0.5", "1", "\"fit\"", "true"]);
    static MIXED: Schema = Schema::any().enum_json(&["1", "\"1.0\""]);
    static PRICE: Schema = Schema::any_of(&[&NUMBER, &TEXT]);
    static CODE: Schema = Schema::any_of(&[&Schema::integer().maximum(9), &Schema::string()]);
    for (schema, text, expected) in [
        (&TEXT, "1", json!("1")),
        (&INTEGER, "1", json!(1)),
        (&INTEGER, "1.00", json!(1)),
        (&INTEGER, "-2.0", json!(-2)),
        (&INTEGER, "1e2", json!(100)),
        (
            &INTEGER,
            "9007199254740993.0",
            json!(9_007_199_254_740_993_i64),
        ),
        (&INTEGER, "-9223372036854775808", json!(i64::MIN)),
        (
            &INTEGER,
            "-9223372036854775809",
            json!(-9_223_372_036_854_775_808.0),
        ),
        (&INTEGER, "2%0D", json!("2\r")),
        (&NUMBER, "%202.5", json!(" 2.5")),
        (&LISTED, "1%20", json!("1 ")),
        (&LISTED, "%0Atrue", json!("\ntrue")),
        (&INTEGER, "1.5", json!(1.5)),
        (&INTEGER, "1.", json!("1.")),
        (&INTEGER, "%2B1", json!("+1")),
        (&INTEGER, "+1", json!(" 1")),
        (&NUMBER, "1e3", json!(1000)),
        (&NUMBER, "NaN", json!("NaN")),
        (&BOOLEAN, "true", json!(true)),
        (&BOOLEAN, "TRUE", json!("TRUE")),
        (&EITHER, "1", json!(1)),
        (&EITHER, "1.0", json!("1.0")),
        (&EITHER, "1e2", json!("1e2")),
        (&EITHER, "x", json!("x")),
        (&PRICE, "-0.5", json!(-0.5)),
        (&PRICE, "1.50", json!("1.50")),
        (&PRICE, "7", json!(7)),
        (&CODE, "10", json!("10")),
        (&LISTED, "0.50", json!(0.5)),
        (&LISTED, "1", json!(1)),
        (&LISTED, "1.0", json!(1)),
        (&MIXED, "1.0", json!("1.0")),
        (&MIXED, "1.00", json!(1)),
        (&LISTED, "true", json!(true)),
        (&LISTED, "fit", json!("fit")),
        (&LISTED, "2", json!("2")),
    ] {
        let query = format!("p={text}");
        assert_eq!(
            decode(&Parameter::query("p"), Source::Query(&query), schema),
            Ok(Some(expected)),
            "{schema:?} {text}"
        );
    }
}

#[test]
fn forms_round_trip() {
    for (value, text) in [
        (
            json!({"name": "a b&c", "ids": [1, 2], "inner": {"R": 1}}),
            "ids=1&ids=2&inner=%7B%22R%22%3A1%7D&name=a+b%26c",
        ),
        (json!({}), ""),
    ] {
        assert_eq!(encode_form(&value.clone().into(), &[]).as_deref(), Ok(text));
        assert_eq!(decode_form(text, &DEEP, &[]), Ok(value));
    }
    assert_eq!(
        decode_form("name=a+b%2B", &DEEP, &[]),
        Ok(json!({"name": "a b+"}))
    );
    assert!(
        decode_form("name=%ff", &DEEP, &[]).is_err()
            && encode_form(&Value::Null.into(), &[]).is_err()
    );
    let null = encode_form(&json!({ "a": 1, "b": null }).into(), &[]).unwrap_err();
    assert_eq!(null.pointer(), "/b");
}

#[test]
fn form_properties_follow_their_encoding() {
    static ROW: Schema = Schema::object(&[
        Property::optional("n", &INTEGER),
        Property::optional("tags", &TEXTS),
    ]);
    static FORM: Schema = Schema::object(&[
        Property::optional("a[b]", &TEXT),
        Property::optional("color", &COLOR),
        Property::optional("grid", &Schema::array(&NUMBERS)),
        Property::optional("rows", &Schema::array(&ROW)),
        Property::optional("tags", &TEXTS),
        Property::optional("text", &TEXT),
    ]);
    const DEEP: &[Encoding] = &[
        Encoding::of("rows").deep_object(),
        Encoding::of("tags").deep_object(),
    ];
    const FLAT: &[Encoding] = &[
        Encoding::of("color").form(true),
        Encoding::of("tags").form(false),
    ];
    const OTHER: &[Encoding] = &[
        Encoding::of("color").json(),
        Encoding::of("tags").pipe_delimited(),
        Encoding::of("text").json(),
    ];
    const SPACED: &[Encoding] = &[Encoding::of("tags").space_delimited()];
    let rows = json!([{"n": 1, "tags": ["a", "b"]}, {"n": 2}]);
    for (encodings, value, text) in [
        (
            &[][..],
            json!({"a[b]": "c", "color": {"R": 1}, "x[y]": "z"}),
            "a%5Bb%5D=c&color=%7B%22R%22%3A1%7D&x%5By%5D=z",
        ),
        (
            DEEP,
            json!({"rows": rows}),
            "rows[0][n]=1&rows[0][tags][0]=a&rows[0][tags][1]=b&rows[1][n]=2",
        ),
        (
            DEEP,
            json!({"tags": ["a", "b&c"]}),
            "tags[0]=a&tags[1]=b%26c",
        ),
        (
            FLAT,
            json!({"color": {"R": 1, "t&=": "x"}, "tags": ["a,b", "c"], "text": "d"}),
            "R=1&t%26%3D=x&tags=a%2Cb,c&text=d",
        ),
        (
            OTHER,
            json!({"color": {"R": 1}, "tags": ["a,b", "c"], "text": "d"}),
            "color=%7B%22R%22%3A1%7D&tags=a%2Cb%7Cc&text=%22d%22",
        ),
        (SPACED, json!({"tags": ["a", "b|c"]}), "tags=a+b%7Cc"),
    ] {
        assert_eq!(
            encode_form(&value.clone().into(), encodings).as_deref(),
            Ok(text)
        );
        assert_eq!(decode_form(text, &FORM, encodings), Ok(value), "{text}");
    }
    let eleven: Vec<String> = (0..11).map(|at| at.to_string()).collect();
    let text = eleven
        .iter()
        .rev()
        .map(|at| format!("tags[{at}]={at}"))
        .collect::<Vec<_>>()
        .join("&");
    assert_eq!(
        decode_form(&text, &FORM, &[]),
        Ok(json!({"tags": eleven})),
        "elements are ordered by their index"
    );
    assert_eq!(
        decode_form("tags[]=b&tags[]=a", &FORM, &[]),
        Ok(json!({"tags": ["b", "a"]}))
    );
    assert_eq!(
        decode_form("tags[x]=a", &FORM, &[]),
        Ok(json!({"tags": {"x": "a"}})),
        "validation rejects the value later"
    );
    for (text, expected) in [
        (
            "text=a&text=b",
            r#"The property "text" is given more than once"#,
        ),
        (
            "text=a&text[x]=b",
            r#"The property "text" is not in the style of the parameter"#,
        ),
        (
            "color[R]=1&color[R]=2",
            r#"The property "color" is given more than once"#,
        ),
        ("text=%ff", "The body is not UTF-8"),
    ] {
        let error = decode_form(text, &FORM, &[]).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let many: String = (0..50_000).map(|at| format!("k{at}[x{at}]=&")).collect();
    assert_eq!(
        decode_form(&many, &FORM, &[])
            .unwrap()
            .as_object()
            .map(serde_json::Map::len),
        Some(50_000)
    );
}
