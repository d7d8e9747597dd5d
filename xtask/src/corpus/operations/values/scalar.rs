//! Candidates for strings and numbers: a usual value first, then values that are often handled
//! wrongly. The caller removes those that a schema does not allow.

use proptest::strategy::{Strategy, ValueTree};
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde_json::{Number, Value, json};
use specwright::openapi::ir::{Bounds, Lengths, StringFormat};

/// Strings for any place: reserved characters of URLs, headers, forms and JSON, other scripts,
/// strings that look like other types, control characters, and extremes.
const STRINGS: &[&str] = &[
    "text",
    "",
    " ",
    "two words",
    " around ",
    "a,b",
    "a;b=c&d?e#f",
    "x/../y//z",
    "100%25 %zz",
    "1+1",
    "\"quoted\" \\ back",
    "\u{e9}t\u{e9} \u{2603} \u{1d11e}",
    "null",
    "true",
    "-1.50",
    "007",
    "[a]",
    "{\"a\":1}",
    "a.b|c~d",
    ".",
    "..",
    "line\nbreak\ttab",
    "carriage\r\nreturn",
    "\u{0}\u{7f}",
    "<a href='x'>&amp;</a>",
    "key=value",
    "@!$'()*:",
];

/// The upper limit of repetitions in patterns, unless the lower limit is higher.
const MAX_REPETITIONS: usize = 200;

/// Returns values of a schema that allows everything.
pub fn any() -> Vec<Value> {
    vec![
        json!("text"),
        json!(7),
        json!(-0.25),
        json!(true),
        json!({ "a": { "b": [1, "two", null] }, "": "empty" }),
        json!(["x", [], {}, 2]),
        json!(""),
        json!({}),
        json!([]),
        json!("\u{e9}&=\"+%"),
    ]
}

/// Returns candidates for a string.
pub fn strings(format: &StringFormat, lengths: Lengths, pattern: Option<&str>) -> Vec<Value> {
    let mut candidates: Vec<String> = of_format(format).map(str::to_owned).collect();
    if !matches!(format, StringFormat::Base64 | StringFormat::Base64Url) {
        candidates.push("x".repeat(200));
        candidates.extend(pattern.into_iter().flat_map(matching));
        let bounds = [lengths.min, lengths.max].into_iter().flatten();
        // A length is counted in characters, not in bytes.
        let bounds = bounds.filter(|length| *length < 5000);
        candidates.extend(bounds.map(|length| "\u{e9}".repeat(length as usize)));
    }
    // The validator that selects among the candidates reads these classes as Unicode; in ECMA-262
    // they are ASCII.
    let has_class = |pattern: &str| ["\\w", "\\d", "\\b"].iter().any(|it| pattern.contains(it));
    if pattern.is_some_and(has_class) {
        candidates.retain(|candidate| candidate.is_ascii());
    }
    // It accepts every string if it cannot read the pattern.
    let is_readable = |pattern| jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok();
    if !pattern.is_none_or(is_readable) {
        candidates.clear();
    }
    let min = lengths.min.filter(|min| *min < 5000).unwrap_or(0) as usize;
    let long = candidates.iter().map(|candidate| {
        let missing = min.saturating_sub(candidate.chars().count());
        format!("{candidate}{}", "x".repeat(missing))
    });
    long.map(Value::String).collect()
}

fn of_format(format: &StringFormat) -> impl Iterator<Item = &'static str> {
    let list: &[&str] = match format {
        StringFormat::DateTime => &[
            "2024-02-29T12:30:45.5Z",
            "1999-12-31T23:59:59+14:00",
            "2024-01-01T00:00:00.123456789-00:30",
        ],
        StringFormat::Date => &["2024-02-29", "0001-01-01", "9999-12-31"],
        StringFormat::Base64 => &["aGVsbG8=", "", "//79", "+A=="],
        StringFormat::Base64Url => &["aGVsbG8", "", "__79", "-A"],
        StringFormat::Other(name) => other(name),
        StringFormat::Plain | StringFormat::Binary | StringFormat::Password => STRINGS,
    };
    list.iter().copied()
}

fn other(format: &str) -> &'static [&'static str] {
    match format {
        "uuid" => &[
            "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
            "00000000-0000-0000-0000-000000000000",
        ],
        "uri" | "url" => &[
            "https://example.com/a?b=c&d=%20#e",
            "urn:isbn:1",
            "http://[2001:db8::1]:80/",
        ],
        "uri-reference" => &["/a?b=c#d", "", "../x"],
        "email" => &["someone@example.com", "a+b=c@example.com"],
        "ipv4" => &["192.0.2.1", "0.0.0.0"],
        "ipv6" => &["2001:db8::1", "::"],
        "hostname" => &["example.com", "a"],
        "time" => &["12:30:45Z", "00:00:00.5+01:00"],
        "duration" => &["P1DT2H", "PT0S"],
        "json-pointer" => &["/a~1b/0", ""],
        "regex" => &["^a+$", "[x]"],
        _ => STRINGS,
    }
}

/// Returns strings that match a pattern, if the pattern is within the common subset of ECMA-262 and
/// the library's syntax.
fn matching(pattern: &str) -> Vec<String> {
    let pattern = with_few_repetitions(pattern.trim_start_matches('^').trim_end_matches('$'));
    let Ok(strategy) = string_regex(&pattern) else {
        return Vec::new();
    };
    let mut runner = TestRunner::deterministic();
    let trees = (0..4).filter_map(|_| strategy.new_tree(&mut runner).ok());
    trees.map(|tree| tree.current()).collect()
}

/// Returns a pattern that matches a part of the strings that another one matches: the upper limit of
/// a repetition determines how much memory a random string may need.
fn with_few_repetitions(pattern: &str) -> String {
    let mut few = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        few.push_str(before);
        few.push('{');
        rest = after;
        let limits = after.split_once('}').and_then(|(limits, tail)| {
            let (least, most) = limits.split_once(',')?;
            let (least, most): (usize, usize) = (least.parse().ok()?, most.parse().ok()?);
            Some((least, most.min(least.max(MAX_REPETITIONS)), tail))
        });
        if let Some((least, most, tail)) = limits {
            few.push_str(&format!("{least},{most}}}"));
            rest = tail;
        }
    }
    few + rest
}

/// Returns the least and the greatest integer of a format.
pub fn integer_range(format: Option<&str>) -> (i128, i128) {
    match format {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64" | "uint") => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// Returns candidates for an integer of a format.
pub fn integers(format: Option<&str>, bounds: &Bounds) -> Vec<Value> {
    let (least, most) = integer_range(format);
    let whole = |number: &Option<Number>| number.as_ref().and_then(Number::as_i128);
    let step = whole(&bounds.multiple_of).unwrap_or(1).max(1);
    let minimum = whole(&bounds.minimum);
    let maximum = whole(&bounds.maximum);
    let first = minimum.map(|minimum| minimum.div_euclid(step) * step);
    let last = maximum.map(|maximum| maximum.div_euclid(step) * step);
    let near = [first, last].into_iter().flatten();
    let near = near.flat_map(|bound| [bound, bound + step, bound - step]);
    let usual = [3, 0, 1, -1, step, -step, (1 << 53) + 1];
    let extremes = [
        least,
        most,
        least.div_euclid(step) * step + step,
        most.div_euclid(step) * step,
    ];
    let all = usual.into_iter().chain(near).chain(extremes);
    let allowed = all.filter(|number| (least..=most).contains(number));
    let numbers = allowed.filter_map(Number::from_i128);
    numbers.map(Value::Number).collect()
}

/// Returns candidates for a number. A number with the format `float` has single precision.
pub fn numbers(format: Option<&str>, bounds: &Bounds) -> Vec<Value> {
    let is_single = format == Some("float");
    let float = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let step = float(&bounds.multiple_of);
    let limits = [float(&bounds.minimum), float(&bounds.maximum)];
    let near = limits.into_iter().flatten();
    let near = near.flat_map(|limit| [limit, limit + 0.5, limit - 0.5]);
    let steps = step.into_iter().flat_map(|step| [step, 7.0 * step, 0.0]);
    let usual = [
        1.5,
        0.0,
        0.1,
        -1.25,
        3.0,
        1e-7,
        1e21,
        123_456_789.125,
        if is_single { 1e38 } else { f64::MAX },
        if is_single { 1e-37 } else { f64::MIN_POSITIVE },
    ];
    let middle = match limits {
        [Some(least), Some(most)] => Some(least / 2.0 + most / 2.0),
        _ => None,
    };
    let all = usual.into_iter().chain(steps).chain(near).chain(middle);
    all.map(|number| json!(number)).collect()
}
