//! The request log: its fields, and the absence of secrets.

use serde_json::Value;

use crate::support::{KEY, Sandbox, ask, issue};

fn lines(log: &str) -> Vec<Value> {
    log.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn json_lines_have_the_fields_of_the_request_and_no_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let issued = issue(folder.path(), &["--organization", "acme"]);
    let key = issued["key"].as_str().expect("a key");
    let sandbox = Sandbox::start(folder.path(), &["--log-format", "json"]);
    let idempotent = "Idempotency-Key: order-4711-secret\r\n";
    let first = sandbox.create(key, &format!("X-Request-Id: Ab-9._\r\n{idempotent}"));
    assert_eq!(
        (
            first.status,
            first.headers.get("x-request-id").map(String::as_str)
        ),
        (201, Some("Ab-9._"))
    );
    let second = sandbox.create(
        key,
        &format!("X-Request-Id: not well-formed\r\n{idempotent}"),
    );
    let made = second.headers.get("x-request-id").expect("an id").clone();
    assert!(
        made.len() == 32 && made.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{made}"
    );
    let body = "{\"external_ref\":\"body-secret\",\"metadata\":1}";
    let request = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(ask(&sandbox.address, &request).status, 400);
    let created: Value = serde_json::from_str(&first.body).expect("JSON");
    let token = created["capture_url"]
        .as_str()
        .and_then(|url| url.rsplit('/').next())
        .expect("a token")
        .to_owned();
    assert_eq!(
        sandbox
            .get(&format!("/verify/{token}?a=query-secret"))
            .status,
        200
    );
    assert_eq!(sandbox.create("vk_sandbox_unknown-secret", "").status, 401);

    let (code, log) = sandbox.stop("-TERM");
    assert_eq!(code, Some(0), "{log}");
    let answered: Vec<_> = lines(&log)
        .into_iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    let seen: Vec<_> = answered
        .iter()
        .map(|line| {
            (
                &line["status"],
                &line["span"]["route"],
                &line["span"]["idempotency"],
            )
        })
        .collect();
    let api = "/api/v1/sessions";
    let expected = [
        (201.into(), api.into(), "fresh".into()),
        (201.into(), api.into(), "replayed".into()),
        (400.into(), api.into(), Value::Null),
        (200.into(), "/verify/{token}".into(), Value::Null),
        (401.into(), api.into(), Value::Null),
    ];
    assert_eq!(
        seen,
        expected
            .iter()
            .map(|(status, route, outcome)| (status, route, outcome))
            .collect::<Vec<_>>()
    );
    let spans: Vec<_> = answered.iter().map(|line| &line["span"]).collect();
    assert_eq!(
        (&spans[0]["id"], &spans[1]["id"]),
        (&"Ab-9._".into(), &made.as_str().into())
    );
    assert_eq!(
        (
            &spans[0]["method"],
            &spans[0]["organization"],
            &spans[0]["key"]
        ),
        (&"POST".into(), &"acme".into(), &issued["id"])
    );
    assert_eq!(
        (&spans[4]["organization"], &spans[4]["key"]),
        (&Value::Null, &Value::Null),
        "an unknown key has no account"
    );
    assert!(
        answered.iter().all(|line| line["elapsed_us"].is_u64()),
        "{log}"
    );
    assert!(
        !log.contains("-secret") && !log.contains(key) && !log.contains(&token),
        "{log}"
    );
}

#[test]
fn text_lines_have_the_same_fields() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    assert_eq!(
        sandbox
            .create(KEY, "X-Request-Id: mine-1\r\nIdempotency-Key: hidden\r\n")
            .status,
        201
    );
    let (_, log) = sandbox.stop("-TERM");
    let line = log
        .lines()
        .find(|line| line.contains("answered"))
        .expect("a line");
    for part in [
        "mine-1",
        "method=POST",
        "/api/v1/sessions",
        "\"default\"",
        "fresh",
        "status=201",
        "elapsed_us=",
    ] {
        assert!(line.contains(part), "{part} is missing in {line}");
    }
    assert!(!log.contains("hidden") && !log.contains(KEY), "{log}");
}
