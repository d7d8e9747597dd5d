//! Requests with malformed, oversized or too many headers.

use super::case::Case;
use crate::accounts::Account;

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = idempotency_keys(account);
    cases.extend(other_headers(account));
    cases.extend(sizes(account));
    cases
}

/// Returns a request with additional bytes in its headers.
fn request(account: &Account, header: &[u8]) -> Vec<u8> {
    let before = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n",
        account.key
    );
    [
        before.as_bytes(),
        header,
        b"\r\nContent-Length: 2\r\n\r\n{}",
    ]
    .concat()
}

/// Idempotency keys that are malformed or try to inject a header.
fn idempotency_keys(account: &Account) -> Vec<Case> {
    let case = |name: &str, header: &[u8], expected: &[u16]| {
        Case::new(name, request(account, header), expected)
    };
    vec![
        case(
            "a CR in a key",
            b"Idempotency-Key: a\rX-Injected: 1",
            &[400],
        ),
        // A line may end with a bare LF (RFC 9112, 2.2). Then this is a separate header, which must
        // not appear in the response.
        case(
            "an LF in a key",
            b"Idempotency-Key: a\nX-Injected: 1",
            &[201, 400],
        ),
        case("a NUL in a key", b"Idempotency-Key: a\0b", &[400]),
        case(
            "a control character in a key",
            b"Idempotency-Key: a\x01b",
            &[400, 422],
        ),
        case("a DEL in a key", b"Idempotency-Key: a\x7fb", &[400, 422]),
        case("8-bit bytes in a key", b"Idempotency-Key: \xe4\xf6", &[422]),
        case(
            "UTF-8 in a key",
            "Idempotency-Key: schlüssel".as_bytes(),
            &[422],
        ),
        case(
            "percent-encoded line breaks in a key",
            b"Idempotency-Key: a%0d%0aX-Injected: 1",
            &[201],
        ),
        case("an empty key", b"Idempotency-Key: ", &[422]),
        case(
            "two idempotency keys",
            b"Idempotency-Key: a\r\nIdempotency-Key: b",
            &[422],
        ),
        case(
            "a key of 256 characters",
            format!("Idempotency-Key: {}", "k".repeat(256)).as_bytes(),
            &[422],
        ),
    ]
}

/// Other headers that are malformed or try to inject a header.
fn other_headers(account: &Account) -> Vec<Case> {
    let case = |name: &str, header: &[u8], expected: &[u16]| {
        Case::new(name, request(account, header), expected)
    };
    vec![
        case("obsolete line folding", b"Idempotency-Key: a\r\n X-Injected: 1", &[400]),
        case("a space before the colon", b"Idempotency-Key : a", &[400]),
        case("a header without a colon", b"Idempotency-Key", &[400]),
        case("a header without a name", b": a", &[400]),
        case("a header name with a NUL", b"X-\0: a", &[400]),
        case("8-bit bytes in an unused header", b"X-Other: \xff\xfe", &[201, 400]),
        case("a version with a line break", b"Verifa-Version: 2026-02-01\rX-Injected: 1", &[400]),
        case("an unknown version", b"Verifa-Version: 0000-00-00", &[400]),
        case("8-bit bytes in Key-Inflection", b"Key-Inflection: \xff", &[400]),
        case("two API keys", b"X-API-Key: vk_live_other", &[401]),
        case("an upgrade to HTTP/2", b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__", &[201, 400]),
        case("an unknown expectation", b"Expect: 200-maybe", &[201, 400, 417]),
    ]
}

/// Too many or too large headers, paths and queries.
fn sizes(account: &Account) -> Vec<Case> {
    let case = |name: &str, header: String, expected: &[u16]| {
        Case::new(name, request(account, header.as_bytes()), expected)
    };
    let many = |count: usize| {
        (0..count)
            .map(|number| format!("X-{number}: a"))
            .collect::<Vec<_>>()
            .join("\r\n")
    };
    vec![
        case("50 headers", many(50), &[201]),
        case("1,000 headers", many(1000), &[400, 431]),
        case("50,000 headers", many(50_000), &[400, 431]).or_close(),
        case(
            "a header of 1 MiB",
            format!("X-Large: {}", "x".repeat(1024 * 1024)),
            &[400, 431],
        )
        .or_close(),
        case(
            "a header name of 70,000 bytes",
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
