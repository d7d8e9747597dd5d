//! Bodies that are malformed JSON, unusual JSON, or of another media type.

use super::case::Case;
use crate::accounts::Account;

const MIB: usize = 1024 * 1024;
const JSON: &str = "application/json";

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = nesting(account);
    cases.extend(malformed(account));
    cases.extend(unusual(account));
    cases.extend(media_types(account));
    cases
}

/// Returns a request with a body of a media type.
fn request(account: &Account, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
        account.key,
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Returns a case with a JSON body.
fn case(account: &Account, name: &str, body: &[u8], expected: &[u16]) -> Case {
    Case::new(name, request(account, JSON, body), expected)
}

/// Deeply nested and unclosed values.
fn nesting(account: &Account) -> Vec<Case> {
    let nested = |open: &str, close: &str| {
        format!(
            r#"{{"metadata":{{"a":{}{}}}}}"#,
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    vec![
        case(
            account,
            "arrays 100,000 deep",
            nested("[", "]").as_bytes(),
            &[400, 422],
        ),
        case(
            account,
            "objects 100,000 deep",
            nested(r#"{"a":"#, "}").replace(":}", ":1}").as_bytes(),
            &[400, 422],
        ),
        case(
            account,
            "unclosed arrays",
            "[".repeat(MIB).as_bytes(),
            &[400],
        ),
    ]
}

/// Bodies that are not JSON, or not UTF-8.
fn malformed(account: &Account) -> Vec<Case> {
    vec![
        case(
            account,
            "truncated in a string",
            br#"{"external_ref":"ab"#,
            &[400],
        ),
        case(
            account,
            "truncated in an escape",
            br#"{"external_ref":"ab\u00"}"#,
            &[400],
        ),
        case(
            account,
            "invalid UTF-8",
            b"{\"external_ref\":\"\xff\xfe\"}",
            &[400],
        ),
        case(
            account,
            "an overlong UTF-8 encoding",
            b"{\"external_ref\":\"\xc0\xaf\"}",
            &[400],
        ),
        case(
            account,
            "an unpaired surrogate",
            br#"{"external_ref":"\ud800"}"#,
            &[400],
        ),
        case(account, "a byte order mark", b"\xef\xbb\xbf{}", &[400]),
        case(
            account,
            "a duplicate key",
            br#"{"country":"DE","country":"FR"}"#,
            &[400],
        ),
        case(
            account,
            "an unescaped NUL",
            b"{\"external_ref\":\"a\0b\"}",
            &[400],
        ),
    ]
}

/// JSON that parsers and databases treat differently.
fn unusual(account: &Account) -> Vec<Case> {
    let many = (0..10_000)
        .map(|n| format!(r#""m{n}":1"#))
        .collect::<Vec<_>>()
        .join(",");
    vec![
        case(
            account,
            "a duplicate key in metadata",
            br#"{"metadata":{"a":1,"a":2}}"#,
            &[201, 400],
        ),
        case(
            account,
            "a NUL in a string",
            br#"{"external_ref":"a\u0000b"}"#,
            &[201, 400, 422],
        ),
        case(
            account,
            "a NUL in metadata",
            br#"{"metadata":{"a\u0000":"\u0000"}}"#,
            &[201, 400, 422],
        ),
        case(
            account,
            "a number out of range",
            br#"{"metadata":{"a":1e999}}"#,
            &[400, 422],
        ),
        case(
            account,
            "a number of 1,000 digits",
            format!(r#"{{"metadata":{{"a":{}}}}}"#, "9".repeat(1000)).as_bytes(),
            &[201, 400, 422],
        ),
        case(
            account,
            "10,000 properties",
            format!("{{{many}}}").as_bytes(),
            &[201],
        ),
        case(
            account,
            "the key __proto__",
            br#"{"__proto__":{"a":1},"constructor":1}"#,
            &[201],
        ),
    ]
}

/// Other media types and encodings.
fn media_types(account: &Account) -> Vec<Case> {
    let utf16: Vec<u8> = r#"{"country":"DE"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        Case::new(
            "UTF-16",
            request(account, "application/json; charset=utf-16", &utf16),
            &[400, 415],
        ),
        Case::new(
            "JSON labeled as Latin-1",
            request(
                account,
                "application/json; charset=iso-8859-1",
                b"{\"external_ref\":\"\xe4\"}",
            ),
            &[400, 415],
        ),
        Case::new(
            "a form",
            request(account, "application/x-www-form-urlencoded", b"country=DE"),
            &[415],
        ),
        Case::new(
            "a malformed media type",
            request(account, "json", b"{}"),
            &[400, 415],
        ),
        Case::new(
            "a media type of 8 KiB",
            request(
                account,
                &format!("application/json; a={}", "x".repeat(8192)),
                b"{}",
            ),
            &[201, 400, 415, 431],
        ),
    ]
}
