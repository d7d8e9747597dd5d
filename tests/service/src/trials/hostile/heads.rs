//! Heads with too much in them, and with what no client would put there.

use super::case::Case;
use crate::accounts::Account;

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = fields(account);
    cases.extend(sizes(account));
    cases.extend(lines(account));
    cases
}

/// A request whose fields include these bytes.
fn with(account: &Account, field: &[u8]) -> Vec<u8> {
    let before = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n",
        account.key
    );
    [before.as_bytes(), field, b"\r\nContent-Length: 2\r\n\r\n{}"].concat()
}

/// Attempts to end a field early, or to go on in the next line.
fn fields(account: &Account) -> Vec<Case> {
    let case = |name: &str, field: &[u8], expected: &[u16]| {
        Case::new(name, with(account, field), expected)
    };
    vec![
        case("a CR in a key", b"Idempotency-Key: a\rX-Injected: 1", &[400]),
        // A line may end with LF alone (RFC 9112, 2.2): then this is a field of its own, and never one of the response.
        case("an LF in a key", b"Idempotency-Key: a\nX-Injected: 1", &[201, 400]),
        case("a NUL in a key", b"Idempotency-Key: a\0b", &[400]),
        case("a control in a key", b"Idempotency-Key: a\x01b", &[400, 422]),
        case("a DEL in a key", b"Idempotency-Key: a\x7fb", &[400, 422]),
        case("8-bit bytes in a key", b"Idempotency-Key: \xe4\xf6", &[422]),
        case("UTF-8 in a key", "Idempotency-Key: schlüssel".as_bytes(), &[422]),
        case("line breaks in escapes", b"Idempotency-Key: a%0d%0aX-Injected: 1", &[201]),
        case("an empty key", b"Idempotency-Key: ", &[422]),
        case("two keys", b"Idempotency-Key: a\r\nIdempotency-Key: b", &[422]),
        case("a key of 256 characters", format!("Idempotency-Key: {}", "k".repeat(256)).as_bytes(), &[422]),
        case("a folded line", b"Idempotency-Key: a\r\n X-Injected: 1", &[400]),
        case("a space before the colon", b"Idempotency-Key : a", &[400]),
        case("a line without a colon", b"Idempotency-Key", &[400]),
        case("a field without a name", b": a", &[400]),
        case("a name with a NUL", b"X-\0: a", &[400]),
        case("8-bit bytes in a field that nobody reads", b"X-Other: \xff\xfe", &[201, 400]),
        case("a version with a line break", b"Verifa-Version: 2026-02-01\rX-Injected: 1", &[400]),
        case("an unknown version", b"Verifa-Version: 0000-00-00", &[400]),
        case("a casing of bytes", b"Key-Inflection: \xff", &[400]),
        case("two API keys", b"X-API-Key: vk_live_other", &[401]),
        case("an upgrade", b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__", &[201, 400]),
        case("an expectation", b"Expect: 200-maybe", &[201, 400, 417]),
    ]
}

/// Too much of it.
fn sizes(account: &Account) -> Vec<Case> {
    let case = |name: &str, field: String, expected: &[u16]| {
        Case::new(name, with(account, field.as_bytes()), expected)
    };
    let many = |count: usize| {
        (0..count)
            .map(|number| format!("X-{number}: a"))
            .collect::<Vec<_>>()
            .join("\r\n")
    };
    vec![
        case("50 fields", many(50), &[201]),
        case("1,000 fields", many(1000), &[400, 431]),
        case("50,000 fields", many(50_000), &[400, 431]).or_close(),
        case(
            "a field of 1 MiB",
            format!("X-Large: {}", "x".repeat(1024 * 1024)),
            &[400, 431],
        )
        .or_close(),
        case(
            "a name of 70,000 bytes",
            format!("{}: a", "x".repeat(70_000)),
            &[400, 431],
        )
        .or_close(),
        Case::new(
            "a path of 1 MiB",
            format!(
                "GET /{} HTTP/1.1\r\nHost: a\r\n\r\n",
                "a".repeat(1024 * 1024)
            ),
            &[400, 414, 431],
        )
        .or_close(),
        Case::new(
            "a query of 60,000 bytes",
            format!(
                "GET /healthz?{} HTTP/1.1\r\nHost: a\r\n\r\n",
                "a".repeat(60_000)
            ),
            &[200, 400, 414, 431],
        ),
    ]
}

/// Request lines.
fn lines(account: &Account) -> Vec<Case> {
    let line = |line: &str| {
        format!(
            "{line}\r\nHost: a\r\nX-API-Key: {}\r\nContent-Length: 0\r\n\r\n",
            account.key
        )
    };
    vec![
        Case::new("nothing but a line", b"GET /\r\n\r\n".to_vec(), &[400]).or_close(),
        Case::new(
            "HTTP/2 by prior knowledge",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            &[400, 404, 405, 505],
        )
        .or_close(),
        Case::new(
            "TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            &[400],
        )
        .and_end()
        .or_close(),
        Case::new("zeros", vec![0; 100_000], &[400]).or_close(),
        Case::new(
            "a method that is none",
            line("FOO /api/v1/sessions HTTP/1.1"),
            &[405],
        ),
        Case::new(
            "a method of symbols",
            line("P(ST /api/v1/sessions HTTP/1.1"),
            &[400],
        ),
        Case::new("CONNECT", line("CONNECT a:443 HTTP/1.1"), &[400, 404, 405]).or_close(),
        Case::new(
            "an absolute address",
            line("POST http://other.example/api/v1/sessions HTTP/1.1"),
            &[201, 400, 404],
        ),
        Case::new("an asterisk", line("OPTIONS * HTTP/1.1"), &[400, 404, 405]),
        Case::new(
            "a path upward",
            line("GET /../../etc/passwd HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "a NUL in the path",
            line("GET /verify/%00 HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "no UTF-8 in the path",
            line("GET /verify/%ff%fe HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "a script in the path",
            line("GET /verify/%3Cscript%3E HTTP/1.1"),
            &[404],
        ),
        Case::new(
            "statements in the path",
            line("GET /verify/'%20OR%201=1%20-- HTTP/1.1"),
            &[404],
        ),
        Case::new("a version to come", line("GET / HTTP/9.9"), &[400, 505]).or_close(),
        Case::new(
            "a line break in the path",
            b"GET /a\r\nX-Injected: 1\r\n HTTP/1.1\r\n\r\n".to_vec(),
            &[400],
        )
        .or_close(),
    ]
}
