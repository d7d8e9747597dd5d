//! Bodies that are too large, or whose length differs from the declared length.

use super::case::Case;
use crate::accounts::Account;
use crate::http_connection::RequestTemplate;

const MIB: usize = 1024 * 1024;

pub(super) fn cases(account: &Account) -> Vec<Case> {
    let mut cases = sizes(account);
    cases.extend(content_lengths(account));
    cases.extend(transfer_codings(account));
    cases
}

/// Returns a request with additional headers, each ended by CRLF, and a body.
fn request(account: &Account, headers: &str, body: &str) -> String {
    format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n{headers}\r\n{body}",
        account.key
    )
}

/// Returns a body of one chunk.
fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

/// Returns a JSON body that is larger than 1 MiB.
fn too_large() -> String {
    format!(r#"{{"external_ref":"{}"}}"#, "x".repeat(MIB + 1))
}

/// Bodies around and beyond the limit of 1 MiB.
fn sizes(account: &Account) -> Vec<Case> {
    let large = too_large();
    let exact = format!(
        r#"{{"external_ref":"{}"}}"#,
        "x".repeat(MIB - r#"{"external_ref":""}"#.len())
    );
    vec![
        // A body of exactly the limit is read; its content may still be invalid.
        Case::new(
            "1 MiB",
            RequestTemplate::create("/api/v1/sessions", &account.key, &exact).with_key(None),
            &[201, 422],
        ),
        Case::new(
            "more than 1 MiB",
            RequestTemplate::create("/api/v1/sessions", &account.key, &large).with_key(None),
            &[413],
        ),
        Case::new(
            "64 MiB",
            RequestTemplate::create("/api/v1/sessions", &account.key, &"x".repeat(64 * MIB))
                .with_key(None),
            &[413],
        )
        .or_close(),
    ]
}

/// Wrong values of `Content-Length`.
fn content_lengths(account: &Account) -> Vec<Case> {
    let with = |headers: &str, body: &str| request(account, headers, body);
    vec![
        Case::new(
            "a Content-Length of 4 TiB",
            with("Content-Length: 4398046511104\r\n", "{}"),
            &[413],
        )
        .then_shut_down(),
        Case::new(
            "a Content-Length beyond 64 bits",
            with("Content-Length: 99999999999999999999999\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "a negative Content-Length",
            with("Content-Length: -2\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "a body shorter than its Content-Length",
            with("Content-Length: 20\r\n", "{}"),
            &[400],
        )
        .then_shut_down()
        .or_close(),
        Case::new(
            "a body longer than its Content-Length",
            with("Content-Length: 1\r\n", "{}"),
            &[400],
        ),
        Case::new(
            "two Content-Length headers",
            with("Content-Length: 2\r\nContent-Length: 1\r\n", "{}"),
            &[400],
        ),
    ]
}

/// Chunks and other codings.
fn transfer_codings(account: &Account) -> Vec<Case> {
    let with = |headers: &str, body: &str| request(account, headers, body);
    vec![
        Case::new(
            "more than 1 MiB in chunks",
            with("Transfer-Encoding: chunked\r\n", &chunked(&too_large())),
            &[413],
        ),
        Case::new(
            "Content-Length and chunks",
            with(
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                &chunked("{}"),
            ),
            &[201, 400],
        ),
        Case::new(
            "an unknown transfer coding",
            with("Transfer-Encoding: gzip, identity\r\n", "{}"),
            &[400, 501],
        ),
        Case::new(
            "a malformed chunk size",
            with("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
            &[400],
        ),
        Case::new(
            "a chunk size of 2^64",
            with(
                "Transfer-Encoding: chunked\r\n",
                "10000000000000000\r\n{}\r\n",
            ),
            &[400],
        ),
        Case::new(
            "truncated chunks",
            with("Transfer-Encoding: chunked\r\n", "10\r\n{}"),
            &[400],
        )
        .then_shut_down()
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
            "a compressed body",
            with(
                "Content-Encoding: gzip\r\nContent-Length: 4\r\n",
                "\u{1f}\u{8}{}",
            ),
            &[400, 415],
        ),
    ]
}
