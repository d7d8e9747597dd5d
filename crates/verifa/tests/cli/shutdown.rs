//! The graceful shutdown.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::{KEY, Sandbox, ask, connect, read, wait_for_metric};

/// Sends a request with an incomplete body, which is in progress until the rest arrives.
fn half_a_request(sandbox: &Sandbox, metrics: &str) -> TcpStream {
    let mut stream = connect(&sandbox.address).expect("a connection");
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(b"{\"country\":").expect("sent");
    // The second request in flight is the request for the metrics.
    wait_for_metric(metrics, "verifa_http_requests_in_flight 2");
    stream
}

#[test]
fn requests_in_progress_are_finished_and_no_new_ones_are_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(
        folder.path(),
        &["--key", KEY, "--internal-listen", "127.0.0.1:0"],
    );
    let internal = sandbox.internal.clone().expect("an address");
    let ready = || {
        ask(
            &internal,
            "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
        .status
    };
    let mut idle = connect(&sandbox.address).expect("a connection");
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .expect("sent");
    let mut byte = [0];
    idle.read_exact(&mut byte).expect("a response");

    let mut silent = connect(&sandbox.address).expect("a connection");
    let mut running = half_a_request(&sandbox, &internal);
    assert_eq!(ready(), 200);

    sandbox.signal("-TERM");
    let since = Instant::now();
    while ready() != 503 {
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "the server is still ready"
        );
    }
    while connect(&sandbox.address).is_ok() {
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "connections are still accepted"
        );
    }
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest)
        .expect("an idle connection is closed");
    assert_eq!(
        silent
            .read(&mut byte)
            .expect("an unused connection is closed"),
        0
    );

    running.write_all(b"\"DE\"}").expect("sent");
    let answer = read(running);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(
        answer.headers.get("connection").map(String::as_str),
        Some("close")
    );
    let (code, log) = sandbox.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("not ready: the server is shutting down")
            && log.contains("the sandbox has stopped"),
        "{log}"
    );
}

#[test]
fn a_stop_delay_keeps_serving_while_not_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY, "--stop-delay", "1"]);
    let get = |path: &str| {
        ask(
            &sandbox.address,
            &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        )
        .status
    };
    let since = Instant::now();
    sandbox.signal("-TERM");
    while get("/readyz") != 503 {
        assert!(
            since.elapsed() < Duration::from_millis(900),
            "the server is still ready"
        );
    }
    assert_eq!(get("/healthz"), 200, "requests are still served");
    let (code, log) = sandbox.end();
    assert!(
        since.elapsed() >= Duration::from_secs(1),
        "it took {:?}",
        since.elapsed()
    );
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn a_second_signal_stops_immediately() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    let running = half_a_request(&sandbox, &sandbox.address);
    sandbox.signal("-TERM");
    while connect(&sandbox.address).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let since = Instant::now();
    let (code, log) = sandbox.stop("-INT");
    assert!(
        since.elapsed() < Duration::from_secs(3),
        "it took {:?}",
        since.elapsed()
    );
    assert_eq!(code, Some(1), "the request was canceled: {log}");
    assert!(log.contains("second signal"), "{log}");
    drop(running);
}
