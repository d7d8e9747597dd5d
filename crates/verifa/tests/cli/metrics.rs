//! Metrics and readiness: `/metrics` and `/readyz`.

use crate::support::{KEY, Sandbox, ask, issue, wait_for_metric};

/// Returns the value of a metric by its name with labels.
fn value(text: &str, name: &str) -> Option<f64> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn requests_and_outcomes_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY, "--rate-limit", "4"]);
    let json = "Content-Type: application/json\r\nContent-Length: 16\r\n";
    for (fields, status) in [
        ("", 201),
        ("Idempotency-Key: a\r\n", 201),
        ("Idempotency-Key: a\r\n", 201),
    ] {
        assert_eq!(sandbox.create(KEY, fields).status, status);
    }
    let request = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: {KEY}\r\nIdempotency-Key: a\r\n{json}\r\n{{\"country\":\"DE\"}}"
    );
    assert_eq!(ask(&sandbox.address, &request).status, 422);
    assert_eq!(sandbox.create(KEY, "").status, 429);
    assert_eq!(sandbox.get("/verify/tok_secret").status, 404);
    assert_eq!(sandbox.get("/made/up").status, 404);

    let answer = sandbox.get("/metrics");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers.get("content-type").map(String::as_str),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let text = answer.body;
    for (name, expected) in [
        (
            "verifa_http_requests_total{route=\"/api/v1/sessions\",method=\"POST\",status=\"201\"}",
            3.0,
        ),
        (
            "verifa_http_requests_total{route=\"/api/v1/sessions\",method=\"POST\",status=\"422\"}",
            1.0,
        ),
        (
            "verifa_http_requests_total{route=\"/api/v1/sessions\",method=\"POST\",status=\"429\"}",
            1.0,
        ),
        (
            "verifa_http_requests_total{route=\"/verify/{token}\",method=\"GET\",status=\"404\"}",
            1.0,
        ),
        (
            "verifa_http_requests_total{route=\"-\",method=\"GET\",status=\"404\"}",
            1.0,
        ),
        (
            "verifa_http_request_duration_seconds_count{route=\"/api/v1/sessions\",method=\"POST\"}",
            5.0,
        ),
        ("verifa_idempotency_outcomes_total{outcome=\"fresh\"}", 1.0),
        (
            "verifa_idempotency_outcomes_total{outcome=\"replayed\"}",
            1.0,
        ),
        (
            "verifa_idempotency_outcomes_total{outcome=\"mismatch\"}",
            1.0,
        ),
        (
            "verifa_idempotency_outcomes_total{outcome=\"running\"}",
            0.0,
        ),
        ("verifa_rate_limited_total", 1.0),
        ("verifa_http_requests_in_flight", 1.0),
        ("verifa_panics_total", 0.0),
    ] {
        assert_eq!(value(&text, name), Some(expected), "{name} in:\n{text}");
    }
    // The connection of this request.
    wait_for_metric(&sandbox.address, "verifa_open_connections 1");
    assert!(
        !text.contains("tok_secret") && !text.contains("made/up") && !text.contains(KEY),
        "{text}"
    );
    #[cfg(target_os = "linux")]
    assert!(
        value(&text, "process_resident_memory_bytes").is_some_and(|bytes| bytes > 1e6),
        "{text}"
    );
}

#[test]
fn an_internal_address_serves_only_metrics_and_readiness() {
    let folder = tempfile::tempdir().expect("a folder");
    issue(folder.path(), &[]);
    let sandbox = Sandbox::start(folder.path(), &["--internal-listen", "127.0.0.1:0"]);
    let internal = sandbox.internal.clone().expect("an address");
    let get = |address: &str, path: &str| {
        ask(
            address,
            &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        )
        .status
    };
    for path in ["/metrics", "/readyz"] {
        assert_eq!(
            (get(&internal, path), get(&sandbox.address, path)),
            (200, 404),
            "{path}"
        );
    }
    for path in ["/healthz", "/openapi.yaml"] {
        assert_eq!(
            (get(&internal, path), get(&sandbox.address, path)),
            (404, 200),
            "{path}"
        );
    }
    assert_eq!(sandbox.stop("-TERM").0, Some(0));
}

#[test]
fn a_server_without_its_store_is_not_ready_and_logs_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY, "--store", "sqlite:s.db"]);
    assert_eq!(sandbox.get("/readyz").status, 200);
    std::fs::rename(
        folder.path().join("s.db"),
        folder.path().join("elsewhere.db"),
    )
    .expect("moved");
    let answer = sandbox.get("/readyz");
    assert_eq!((answer.status, answer.body.as_str()), (503, "not ready\n"));
    assert_eq!(
        value(
            &sandbox.get("/metrics").body,
            "verifa_store_errors_total{operation=\"check\"}"
        ),
        Some(1.0)
    );
    std::fs::rename(
        folder.path().join("elsewhere.db"),
        folder.path().join("s.db"),
    )
    .expect("moved back");
    assert_eq!(sandbox.get("/readyz").status, 200);
    let (_, log) = sandbox.stop("-TERM");
    assert!(
        log.contains("not ready: the store is unhealthy") && log.contains("s.db is missing"),
        "{log}"
    );
}
