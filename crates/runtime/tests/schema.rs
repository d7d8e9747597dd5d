//! Validation of values against schemas.
#![cfg(feature = "server")]

use serde_json::{Value, json};
use specwright_runtime::schema::{JsonTypes, Property, Schema};

static TAGS: Schema = Schema::array(&TAG).max_items(2).unique_items();
static TAG: Schema = Schema::string().pattern("^[a-z]+$");
static VALUE: Schema = Schema::integer().minimum(1).format("int32");
static NODE: Schema = Schema::object(&[
    Property::required("value", &VALUE),
    Property::optional("next", &NODE),
    Property::optional("tags", &TAGS),
])
.closed();
static TEXT: Schema = Schema::string();
static INTEGER: Schema = Schema::integer();
static NUMBER: Schema = Schema::number();

/// Returns the keyword and the pointer of each mismatch.
fn faults(schema: &Schema, value: Value) -> String {
    let value = specwright_runtime::json::parse(value.to_string().as_bytes());
    let faults = schema.check(&mut value.expect("JSON"));
    faults
        .iter()
        .map(|fault| format!("{}{}", fault.keyword(), fault.pointer()))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn mismatches_contain_a_json_pointer() {
    for (value, expected) in [
        (
            json!({"value": 1.0, "next": {"value": 2}, "tags": ["a", "b"]}),
            "",
        ),
        (
            json!({"next": {"value": 0, "a/b~": 1}, "tags": ["A", "A"]}),
            "required/value minimum/next/value additionalProperties/next/a~1b~0 pattern/tags/0 pattern/tags/1 uniqueItems/tags",
        ),
        (json!({"value": 2_147_483_648_i64}), "format/value"),
        (
            json!({"value": 1, "tags": ["a", "b", "c"]}),
            "maxItems/tags",
        ),
        (json!({"value": null}), "type/value"),
        (json!({"value": "1"}), "type/value"),
        (json!(["x"]), "type"),
    ] {
        assert_eq!(faults(&NODE, value.clone()), expected, "{value}");
    }
}

#[test]
fn objects_without_a_discriminator_can_be_allowed() {
    static CALL: Schema = Schema::object(&[Property::required("name", &TEXT)]);
    static DRAFT: Schema = Schema::object(&[Property::required("text", &TEXT)]);
    static STRICT: Schema = Schema::discriminated("type", &[("call", &CALL)]);
    static LENIENT: Schema =
        Schema::discriminated("type", &[("call", &CALL)]).without_discriminator(&[&DRAFT]);
    for (schema, value, expected) in [
        (&STRICT, json!({"text": "a"}), "required/type"),
        (&LENIENT, json!({"text": "a"}), ""),
        (&LENIENT, json!({"name": "a"}), "required/text"),
        (&LENIENT, json!({"type": "call", "name": "a"}), ""),
        (
            &LENIENT,
            json!({"type": "other", "text": "a"}),
            "discriminator/type",
        ),
        (
            &LENIENT,
            json!({"type": null, "text": "a"}),
            "discriminator/type",
        ),
        (&LENIENT, json!([]), "type"),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn pattern_properties_are_checked() {
    static PATTERNS: Schema = Schema::object(&[Property::optional("x-name", &TEXT)])
        .additional(&NUMBER)
        .pattern_properties(&[
            ("^x-", &Schema::string().min_length(2)),
            ("[0-9]$", &Schema::string()),
        ]);
    static CLOSED: Schema = Schema::object(&[])
        .pattern_properties(&[("^x", &INTEGER)])
        .closed();
    static KEYS: Schema =
        Schema::map(&INTEGER).property_names(&Schema::string().pattern("^[a-z]+$").max_length(3));
    for (schema, value, expected) in [
        (
            &PATTERNS,
            json!({"x-name": "ab", "x-1": "abc", "other": 1.5}),
            "",
        ),
        (&PATTERNS, json!({"x-name": "a"}), "minLength/x-name"),
        (&PATTERNS, json!({"x-1": 1}), "type/x-1 type/x-1"),
        (&PATTERNS, json!({"other": "a"}), "type/other"),
        (&CLOSED, json!({"x": 1, "xy": 2}), ""),
        (
            &CLOSED,
            json!({"y": 1, "x": "a"}),
            "type/x additionalProperties/y",
        ),
        (&KEYS, json!({"a": 1, "abc": 2}), ""),
        (
            &KEYS,
            json!({"A": 1, "abcd": "x"}),
            "propertyNames/A propertyNames/abcd type/abcd",
        ),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn integers_beyond_64_bits_are_not_rounded_to_the_smallest_integer() {
    for text in ["-9223372036854775809", "18446744073709551616"] {
        let mut value: Value = serde_json::from_str(text).unwrap();
        assert!(INTEGER.check(&mut value).is_empty(), "{text}");
        assert!(!value.is_i64() && !value.is_u64(), "{text} becomes {value}");
    }
}

#[test]
fn types_and_constraints_follow_json_schema() {
    static TUPLE: Schema = Schema::tuple(&[&TEXT, &INTEGER]);
    static CLOSED: Schema = Schema::tuple(&[&TEXT]).closed().min_items(1);
    static REST: Schema = Schema::tuple(&[&TEXT])
        .additional(&INTEGER)
        .max_items(3)
        .unique_items();
    static MAP: Schema = Schema::map(&INTEGER).min_properties(1).max_properties(2);
    static OPEN: Schema = Schema::object(&[Property::optional("a", &TEXT)]).additional(&INTEGER);
    static MAYBE: Schema = Schema::string().enum_values(&["a"]).nullable();
    static LISTED: Schema = Schema::any().enum_json(&["1", "{\"a\":[2]}", "null"]);
    static WHOLE: Schema = Schema::integer().minimum(1).maximum(u64::MAX as i128);
    static TENTH: Schema = Schema::number().multiple_of(0.1);
    static EVEN: Schema = Schema::integer().multiple_of(2.0);
    static BETWEEN: Schema = Schema::number()
        .exclusive_minimum(0.0)
        .exclusive_maximum(1.0);
    static LENGTH: Schema = Schema::string().min_length(2).max_length(3);
    static SMALL: Schema = Schema::integer().enum_integers(&[1, 2]);
    for (schema, value, expected) in [
        // Every float of this size is whole.
        (&INTEGER, json!(1e40), ""),
        (&INTEGER, json!(1.5), "type"),
        (&TUPLE, json!(["a", 1, null]), ""),
        (&TUPLE, json!(["a"]), ""),
        (&CLOSED, json!([]), "minItems"),
        (&REST, json!(["a", 1, 2]), ""),
        (
            &REST,
            json!(["a", "b", 1, 1]),
            "type/1 maxItems uniqueItems",
        ),
        (&REST, json!(["a", 1, 1.0]), "uniqueItems"),
        (&REST, json!(["a", 0, -0.0]), "uniqueItems"),
        (&TUPLE, json!([1, "a"]), "type/0 type/1"),
        (&CLOSED, json!(["a", 1]), "items/1"),
        (&MAP, json!({"a": 1, "b": "x"}), "type/b"),
        (&MAP, json!({}), "minProperties"),
        (&MAP, json!({"a": 1, "b": 2, "c": 3}), "maxProperties"),
        (&OPEN, json!({"a": "x", "b": "y"}), "type/b"),
        (&MAYBE, json!(null), ""),
        (&MAYBE, json!("b"), "enum"),
        (&MAYBE, json!(1), "type"),
        (&LISTED, json!({"a": [2]}), ""),
        (&LISTED, json!(null), ""),
        (&LISTED, json!("1"), "enum"),
        (&WHOLE, json!(u64::MAX), ""),
        (&WHOLE, json!(0), "minimum"),
        (&WHOLE, json!(1e20), "maximum"),
        (&WHOLE, json!(1.5), "type"),
        (&TENTH, json!(0.3), ""),
        (&TENTH, json!(0.35), "multipleOf"),
        (&EVEN, json!(i64::MIN), ""),
        (&EVEN, json!(u64::MAX), "multipleOf"),
        (&BETWEEN, json!(0.5), ""),
        (&BETWEEN, json!(0), "minimum"),
        (&BETWEEN, json!(1.0), "maximum"),
        (&LENGTH, json!("üü"), ""),
        (&LENGTH, json!("🦀"), "minLength"),
        (&LENGTH, json!("🦀🦀🦀🦀"), "maxLength"),
        (&SMALL, json!(2.0), ""),
        (&SMALL, json!(3), "enum"),
        (&NUMBER, json!("1"), "type"),
    ] {
        assert_eq!(
            faults(schema, value.clone()),
            expected,
            "{schema:?} {value}"
        );
    }
}

#[test]
fn mismatches_of_the_only_plausible_alternative_are_reported() {
    static EITHER: Schema = Schema::any_of(&[&TEXT, &INTEGER, &NODE]);
    static ONE: Schema = Schema::one_of(&[&NUMBER, &INTEGER]);
    static OTHER: Schema = Schema::object(&[Property::required("other", &TEXT)]);
    static ALL: Schema = Schema::all_of(&[&NAMED, &OTHER]);
    static NAMED: Schema = Schema::object(&[Property::required("name", &TEXT)]);
    static TAGGED: Schema = Schema::discriminated("kind", &[("named", &NAMED), ("other", &OTHER)]);
    static OPTIONAL: Schema = Schema::any_of(&[&TEXT]).nullable();
    static OBJECTS: Schema = Schema::any_of(&[&NAMED, &OTHER]);
    for (schema, value, expected) in [
        (&EITHER, json!("x"), ""),
        (&EITHER, json!({"value": 1}), ""),
        (&EITHER, json!({"value": 0}), "minimum/value"),
        (&EITHER, json!(true), "anyOf"),
        (&ONE, json!(1.5), ""),
        (&ONE, json!(1), "oneOf"),
        (&ONE, json!("1"), "oneOf"),
        (&ALL, json!({"name": "a", "other": "b"}), ""),
        (&ALL, json!({}), "required/name required/other"),
        (&ALL, json!(1), "type type"),
        (&TAGGED, json!({"kind": "named", "name": "a"}), ""),
        (&TAGGED, json!({"kind": "named"}), "required/name"),
        (&TAGGED, json!({"kind": "third"}), "discriminator/kind"),
        (&TAGGED, json!({"kind": 1}), "discriminator/kind"),
        (&TAGGED, json!({}), "required/kind"),
        (&TAGGED, json!([]), "type"),
        (&OBJECTS, json!({}), "anyOf"),
    ] {
        assert_eq!(
            faults(schema, value.clone()),
            expected,
            "{schema:?} {value}"
        );
    }
    assert!(
        EITHER.json_types().has(JsonTypes::OBJECT)
            && EITHER.json_types().has_scalar()
            && !EITHER.json_types().has(JsonTypes::ARRAY)
    );
    assert!(OPTIONAL.json_types().only(JsonTypes::STRING));
}

#[test]
fn formats_are_checked() {
    for (format, good, bad) in [
        ("date", "2024-02-29", "2023-02-29"),
        (
            "date-time",
            "2026-02-01T10:00:00.5+02:00",
            "2026-02-01T10:00:00",
        ),
        (
            "uuid",
            "123e4567-e89b-12d3-a456-42661417400A",
            "123e4567e89b12d3a456426614174000",
        ),
        (
            "uuid",
            "00000000-0000-0000-0000-000000000000",
            "0000000-00000-0000-0000-000000000000",
        ),
        ("uri", "https://a.example/?q=%20", "https://a.example/ü"),
        ("uri", "urn:x:y", "/relative"),
        ("uri", "a:", "a:%2"),
        ("email", "a.b+c@example.org", "a..b@example.org"),
        ("email", "a@[127.0.0.1]", "a@b@c d"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "1"),
        ("hostname", "a.example", "-a.example"),
        ("byte", "aGk=", "a*"),
    ] {
        let schema = Schema::string().format(format);
        assert_eq!(faults(&schema, json!(good)), "", "{format} {good}");
        assert_eq!(faults(&schema, json!(bad)), "format", "{format} {bad}");
    }
    assert_eq!(
        faults(&Schema::string().format("of-our-own"), json!("anything")),
        ""
    );
    for (format, good, bad) in [
        ("int32", json!(i32::MIN), json!(i64::from(i32::MIN) - 1)),
        ("int64", json!(i64::MAX), json!(u64::MAX)),
        ("uint8", json!(255), json!(256)),
        ("uint64", json!(u64::MAX), json!(-1)),
        ("uint", json!(u64::MAX), json!(-1)),
    ] {
        let schema = Schema::integer().format(format);
        assert_eq!(
            (
                faults(&schema, good).as_str(),
                faults(&schema, bad).as_str()
            ),
            ("", "format"),
            "{format}"
        );
    }
}

#[test]
fn patterns_follow_ecmascript() {
    let endless = format!("{}!", "a".repeat(200));
    for (pattern, text, found) in [
        (r"^\d+$", "12", true),
        (r"^\d+$", "\u{661}", false),
        (r"^[\w-]+$", "a-b", true),
        (r"^\w$", "é", false),
        (r"^[[&&a]+$", "[&a", true),
        (r"^[\w-.]+@[\d.-]+$", "a-b.c@1-2.3", true),
        (r"^\<a\>$", "<a>", true),
        // An unclosed class cannot be compiled.
        (r"[abc", "x", true),
        (r"^[\w-~]$", "{", false),
        (r"^[\w-~]$", "~", true),
        (r"^[.-\w]$", "/", false),
        (r"^[\s-a]$", "-", true),
        (r"^[\p{L}-.]+$", "é-.", true),
        (r"^[+--]+$", "+,-", true),
        (r"^[--/]+$", "-./", true),
        (r"^[a\-z]+$", "b", false),
        (r"^[\u0041-\u{43}]+$", "ABC", true),
        (r"^[^\d-]$", "-", false),
        (r"^[^\d-]$", "a", true),
        (r"^[a-]+$", "a-", true),
        (r"^\u00e9\/$", "é/", true),
        (r"^(?!x)a", "a", true),
        (r"^(?!x)", "x", false),
        (r"b", "abc", true),
        (r"^a$", "a\n", false),
        (r"^[^]$", "\n", true),
        (r"[]", "a", false),
        (r"^(a)\1$", "aa", true),
        // An invalid pattern allows every string.
        (r"(", "anything", true),
        // Catastrophic backtracking is cut short.
        (r"^(?=a)(a+)+\1$", endless.as_str(), false),
    ] {
        let expected = if found { "" } else { "pattern" };
        assert_eq!(
            faults(&Schema::string().pattern(pattern), json!(text)),
            expected,
            "{pattern} {text:?}"
        );
    }
}

#[test]
fn validation_is_bounded_for_exponential_schemas() {
    static TWICE: Schema = Schema::any_of(&[&BRANCH, &BRANCH]);
    static BRANCH: Schema = Schema::object(&[
        Property::optional("next", &TWICE),
        Property::required("never", &NUMBER),
    ]);
    static LOOP: Schema = Schema::all_of(&[&LOOP]);
    static CHAIN: Schema = Schema::object(&[Property::optional("next", &CHAIN)]);
    let nested = |depth: usize| (0..depth).fold(json!({}), |value, _| json!({ "next": value }));
    assert_ne!(faults(&TWICE, nested(100)), "");
    assert_eq!(faults(&LOOP, json!(1)), "depth");
    assert_eq!(faults(&CHAIN, nested(90)), "");
    let many = Value::from(vec![json!("A"); 10_000]);
    assert!(
        Schema::array(&TAG).check(&mut many.clone()).len() <= 100,
        "the number of reported mismatches is limited"
    );
}

#[test]
fn required_names_without_a_schema_are_additional_properties() {
    static SHORT: Schema = Schema::string().max_length(3);
    static SHORT_VALUES: Schema = Schema::map(&SHORT).required(&["k"]);
    static CLOSED: Schema = Schema::object(&[Property::optional("a", &INTEGER)])
        .closed()
        .required(&["k"]);
    for (schema, value, expected) in [
        (&SHORT_VALUES, json!({"k": "abc"}), ""),
        (&SHORT_VALUES, json!({}), "required/k"),
        (&SHORT_VALUES, json!({"k": "abcd"}), "maxLength/k"),
        (&CLOSED, json!({"a": 1}), "required/k"),
        (&CLOSED, json!({"k": 1}), "additionalProperties/k"),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn both_alphabets_of_base64_are_told_apart() {
    static BYTE: Schema = Schema::string().format("byte");
    static URL: Schema = Schema::string().format("base64url");
    for (schema, text, expected) in [
        (&BYTE, "+/8=", ""),
        (&BYTE, "-_8=", "format"),
        (&URL, "-_8", ""),
        (&URL, "+/8=", "format"),
    ] {
        assert_eq!(faults(schema, json!(text)), expected, "{text}");
    }
}

#[test]
fn keywords_without_a_type_leave_values_of_other_types_alone() {
    static AT_LEAST_3: Schema = Schema::number().minimum_f64(3.0).or_other_types();
    static NAMED: Schema = Schema::object(&[Property::required("name", &TEXT)]).or_other_types();
    for (schema, value, expected) in [
        (&AT_LEAST_3, json!(3), ""),
        (&AT_LEAST_3, json!(2), "minimum"),
        (&AT_LEAST_3, json!("2"), ""),
        (&NAMED, json!([]), ""),
        (&NAMED, json!({}), "required/name"),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
    assert!(NAMED.json_types().has(JsonTypes::ARRAY));
    assert_eq!(faults(&Schema::never(), json!(null)), "false");
}

#[test]
fn matching_elements_are_counted() {
    static ONE: Schema = Schema::contains(&INTEGER);
    static UP_TO_2: Schema = Schema::contains(&INTEGER).min_contains(0).max_contains(2);
    for (schema, value, expected) in [
        (&ONE, json!(["a", 1]), ""),
        (&ONE, json!(["a"]), "contains"),
        (&ONE, json!("a"), ""),
        (&UP_TO_2, json!([]), ""),
        (&UP_TO_2, json!([1, 2, 3, "a"]), "contains"),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn conditions_select_a_schema() {
    static VAN: Schema = Schema::object(&[Property::optional("mode", &IS_VAN)]);
    static IS_VAN: Schema = Schema::string().enum_values(&["van"]);
    static PLATE: Schema = Schema::object(&[]).required(&["plate"]);
    static LOAD: Schema = Schema::object(&[]).required(&["load"]);
    static DELIVERY: Schema = Schema::conditional(&VAN, &PLATE, &LOAD);
    static CARD: Schema = Schema::dependent_required(&[("card", &["code", "name"])]);
    static PARCELS: Schema = Schema::dependent_schemas(&[("parcels", &PLATE)]);
    for (schema, value, expected) in [
        (&DELIVERY, json!({"mode": "van", "plate": "M"}), ""),
        (
            &DELIVERY,
            json!({"mode": "van", "load": 1}),
            "required/plate",
        ),
        (&DELIVERY, json!({"mode": "bike"}), "required/load"),
        (&CARD, json!({"code": 1}), ""),
        (
            &CARD,
            json!({"card": 1, "code": 1}),
            "dependentRequired/name",
        ),
        (&CARD, json!(["card"]), ""),
        (&PARCELS, json!({"parcels": 1}), "required/plate"),
        (&PARCELS, json!({}), ""),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn only_unevaluated_properties_and_elements_are_checked() {
    static NEVER: Schema = Schema::never();
    static A: Schema = Schema::object(&[Property::required("a", &TEXT)]);
    static B: Schema = Schema::object(&[Property::required("b", &TEXT)]);
    static EITHER: Schema = Schema::any_of(&[&A, &B]);
    static IF_A: Schema = Schema::conditional(&A, &C, &B);
    static C: Schema = Schema::object(&[Property::optional("c", &TEXT)]);
    static FIRST: Schema = Schema::tuple(&[&INTEGER]);
    static WORD: Schema = Schema::contains(&TEXT);
    static CLOSED: Schema = Schema::all_of(&[&EITHER]).unevaluated_properties(&NEVER);
    static SELECTED: Schema = Schema::all_of(&[&IF_A]).unevaluated_properties(&INTEGER);
    static ROW: Schema = Schema::all_of(&[&FIRST, &WORD]).unevaluated_items(&NEVER);
    for (schema, value, expected) in [
        (&CLOSED, json!({"a": "x"}), ""),
        (&CLOSED, json!({"a": "x", "b": "x"}), ""),
        // A branch that does not match evaluates nothing.
        (&CLOSED, json!({"a": "x", "b": 1}), "false/b"),
        (&SELECTED, json!({"a": "x", "c": "x", "d": 1}), ""),
        (&SELECTED, json!({"a": "x", "b": "x"}), "type/b"),
        (&SELECTED, json!({"b": "x", "c": "x"}), "type/c"),
        (&ROW, json!([1, "a", "b"]), ""),
        (&ROW, json!([1, "a", 2]), "false/2"),
        // The schemas themselves fail, so that nothing else is reported.
        (&ROW, json!(["a", 2]), "type/0"),
    ] {
        assert_eq!(faults(schema, value.clone()), expected, "{value}");
    }
}
