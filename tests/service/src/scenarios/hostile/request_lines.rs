//! Malformed and unusual request lines.

use super::case::Case;
use crate::accounts::Account;

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = protocols();
    cases.extend(methods(account));
    cases.extend(paths(account));
    cases
}

/// Returns a request with a request line and no body.
fn request(account: &Account, line: &str) -> String {
    format!(
        "{line}\r\nHost: a\r\nX-API-Key: {}\r\nContent-Length: 0\r\n\r\n",
        account.key
    )
}

/// Bytes that are not HTTP/1.1.
fn protocols() -> Vec<Case> {
    vec![
        Case::new("only a request line", b"GET /\r\n\r\n".to_vec(), &[400]).or_close(),
        Case::new(
            "HTTP/2 with prior knowledge",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            &[400, 404, 405, 505],
        )
        .or_close(),
        Case::new(
            "a TLS handshake",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            &[400],
        )
        .then_shut_down()
        .or_close(),
        Case::new("only zeros", vec![0; 100_000], &[400]).or_close(),
    ]
}

/// Unusual methods, targets and versions.
fn methods(account: &Account) -> Vec<Case> {
    let line = |line: &str| request(account, line);
    vec![
        Case::new(
            "an unknown method",
            line("FOO /api/v1/sessions HTTP/1.1"),
            &[405],
        ),
        Case::new(
            "a malformed method",
            line("P(ST /api/v1/sessions HTTP/1.1"),
            &[400],
        ),
        Case::new("CONNECT", line("CONNECT a:443 HTTP/1.1"), &[400, 404, 405]).or_close(),
        Case::new(
            "an absolute URL",
            line("POST http://other.example/api/v1/sessions HTTP/1.1"),
            &[201, 400, 404],
        ),
        Case::new("an asterisk", line("OPTIONS * HTTP/1.1"), &[400, 404, 405]),
        Case::new(
            "an unknown HTTP version",
            line("GET / HTTP/9.9"),
            &[400, 505],
        )
        .or_close(),
    ]
}

/// Unusual paths.
fn paths(account: &Account) -> Vec<Case> {
    let line = |line: &str| request(account, line);
    vec![
        Case::new(
            "a path with parent segments",
            line("GET /../../etc/passwd HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "a NUL in the path",
            line("GET /verify/%00 HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "invalid UTF-8 in the path",
            line("GET /verify/%ff%fe HTTP/1.1"),
            &[400, 404],
        ),
        Case::new(
            "a script in the path",
            line("GET /verify/%3Cscript%3E HTTP/1.1"),
            &[404],
        ),
        Case::new(
            "SQL in the path",
            line("GET /verify/'%20OR%201=1%20-- HTTP/1.1"),
            &[404],
        ),
        Case::new(
            "a line break in the path",
            b"GET /a\r\nX-Injected: 1\r\n HTTP/1.1\r\n\r\n".to_vec(),
            &[400],
        )
        .or_close(),
    ]
}
