//! Bodies that are too large, too deep, cut off, or not what they say they are.

use super::case::Case;
use crate::accounts::Account;
use crate::wire::Template;

const MIB: usize = 1024 * 1024;

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = lengths(account);
    cases.extend(syntax(account));
    cases
}

/// What is said of the length, and what comes.
fn lengths(account: &Account) -> Vec<Case> {
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n",
        account.key
    );
    let with = |fields: &str, body: &str| format!("{head}{fields}\r\n{body}");
    let big = "x".repeat(MIB + 1);
    let large = format!(r#"{{"external_ref":"{big}"}}"#);
    let exact = format!(
        r#"{{"external_ref":"{}"}}"#,
        "x".repeat(MIB - r#"{"external_ref":""}"#.len())
    );
    let chunk = |body: &str| format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    vec![
        // The bound itself is a good body, however its members are judged.
        Case::new(
            "1 MiB",
            Template::create("/api/v1/sessions", &account.key, &exact).with(None),
            &[201, 422],
        ),
        Case::new(
            "1 MiB and more",
            Template::create("/api/v1/sessions", &account.key, &large).with(None),
            &[413],
        ),
        Case::new(
            "1 MiB and more in chunks",
            with("Transfer-Encoding: chunked\r\n", &chunk(&large)),
            &[413],
        ),
        Case::new(
            "64 MiB",
            Template::create("/api/v1/sessions", &account.key, &"x".repeat(64 * MIB)).with(None),
            &[413],
        )
        .or_close(),
        Case::new(
            "4 TiB announced",
            with("Content-Length: 4398046511104\r\n", "{}"),
            &[413],
        )
        .and_end(),
        Case::new(
            "a length beyond 64 bits",
            with("Content-Length: 99999999999999999999999\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "a negative length",
            with("Content-Length: -2\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "less than announced",
            with("Content-Length: 20\r\n", "{}"),
            &[400],
        )
        .and_end()
        .or_close(),
        Case::new(
            "more than announced",
            with("Content-Length: 1\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "two lengths",
            with("Content-Length: 2\r\nContent-Length: 1\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "a length and chunks",
            with(
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                &chunk("{}"),
            ),
            &[201, 400],
        ),
        Case::new(
            "a coding that is none",
            with("Transfer-Encoding: gzip, identity\r\n", "{}"),
            &[400, 501],
        ),
        Case::new(
            "a chunk whose size is none",
            with("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
            &[400],
        ),
        Case::new(
            "a chunk of 2^64",
            with(
                "Transfer-Encoding: chunked\r\n",
                "10000000000000000\r\n{}\r\n",
            ),
            &[400],
        ),
        Case::new(
            "chunks that end early",
            with("Transfer-Encoding: chunked\r\n", "10\r\n{}"),
            &[400],
        )
        .and_end()
        .or_close(),
        Case::new(
            "chunk extensions of 64 KiB",
            with(
                "Transfer-Encoding: chunked\r\n",
                &format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(65_536)),
            ),
            &[400],
        ),
        Case::new(
            "compressed",
            with(
                "Content-Encoding: gzip\r\nContent-Length: 4\r\n",
                "\u{1f}\u{8}{}",
            ),
            &[400, 415],
        ),
    ]
}

/// What is said in JSON, or nearly.
fn syntax(account: &Account) -> Vec<Case> {
    let send = |name: &str, body: &[u8], expected: &[u16]| {
        let head = format!(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            account.key,
            body.len()
        );
        Case::new(name, [head.as_bytes(), body].concat(), expected)
    };
    let nested = |open: &str, close: &str| {
        format!(
            r#"{{"metadata":{{"a":{}{}}}}}"#,
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    let typed = |kind: &str, body: &[u8]| {
        let head = format!(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            account.key,
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    let utf16: Vec<u8> = r#"{"country":"DE"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        send(
            "arrays 100,000 deep",
            nested("[", "]").as_bytes(),
            &[400, 422],
        ),
        send(
            "objects 100,000 deep",
            nested(r#"{"a":"#, "}").replace(":}", ":1}").as_bytes(),
            &[400, 422],
        ),
        send("arrays without an end", "[".repeat(MIB).as_bytes(), &[400]),
        send("cut off in a string", br#"{"external_ref":"ab"#, &[400]),
        send(
            "cut off in an escape",
            br#"{"external_ref":"ab\u00"}"#,
            &[400],
        ),
        send(
            "bytes that are no UTF-8",
            b"{\"external_ref\":\"\xff\xfe\"}",
            &[400],
        ),
        send(
            "an overlong form",
            b"{\"external_ref\":\"\xc0\xaf\"}",
            &[400],
        ),
        send(
            "half a surrogate pair",
            br#"{"external_ref":"\ud800"}"#,
            &[400],
        ),
        send("a byte order mark", b"\xef\xbb\xbf{}", &[400]),
        send(
            "a member twice",
            br#"{"country":"DE","country":"FR"}"#,
            &[400],
        ),
        send(
            "a member of metadata twice",
            br#"{"metadata":{"a":1,"a":2}}"#,
            &[201, 400],
        ),
        send(
            "a NUL in a string",
            br#"{"external_ref":"a\u0000b"}"#,
            &[201, 400, 422],
        ),
        send(
            "a NUL in metadata",
            br#"{"metadata":{"a\u0000":"\u0000"}}"#,
            &[201, 400, 422],
        ),
        send("a raw NUL", b"{\"external_ref\":\"a\0b\"}", &[400]),
        send(
            "a number beyond all",
            br#"{"metadata":{"a":1e999}}"#,
            &[400, 422],
        ),
        send(
            "a number of 1,000 digits",
            format!(r#"{{"metadata":{{"a":{}}}}}"#, "9".repeat(1000)).as_bytes(),
            &[201, 400, 422],
        ),
        send(
            "10,000 members",
            format!(
                "{{{}}}",
                (0..10_000)
                    .map(|n| format!(r#""m{n}":1"#))
                    .collect::<Vec<_>>()
                    .join(",")
            )
            .as_bytes(),
            &[201],
        ),
        send(
            "a name from elsewhere",
            br#"{"__proto__":{"a":1},"constructor":1}"#,
            &[201],
        ),
        Case::new(
            "UTF-16",
            typed("application/json; charset=utf-16", &utf16),
            &[400, 415],
        ),
        Case::new(
            "JSON said to be Latin-1",
            typed(
                "application/json; charset=iso-8859-1",
                b"{\"external_ref\":\"\xe4\"}",
            ),
            &[400, 415],
        ),
        Case::new(
            "a form",
            typed("application/x-www-form-urlencoded", b"country=DE"),
            &[415],
        ),
        Case::new("a type that is none", typed("json", b"{}"), &[400, 415]),
        Case::new(
            "a type of 8 KiB",
            typed(&format!("application/json; a={}", "x".repeat(8192)), b"{}"),
            &[201, 400, 415, 431],
        ),
    ]
}
