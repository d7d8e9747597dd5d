//! Invalid requests, and the order of the checks.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{ACME, PATH, READ_ONLY, World};

async fn malformed_bodies_are_rejected_with_400(world: World) {
    for body in [
        "{",
        "nothing",
        "[]",
        "\"text\"",
        "1",
        "null",
        "{\"country\":1}",
        "{\"external_ref\":null}",
        "{\"checks\":\"face_match\"}",
        "{\"checks\":[1]}",
        "{\"metadata\":[]}",
        "{\"workflow_id\":{}}",
        "{\"redirect_url\":false}",
        "{} {}",
        "{\"a\":1,}",
        "{\"country\":\"DE\",\"country\":\"FR\"}",
        "{\"metadata\":{\"a\":1,\"a\":2}}",
        "{'a':1}",
        "\u{feff}{}",
    ] {
        let answer = world.create(ACME, body).send().await;
        answer.error(400, "bad_request");
        answer.has_rate_limit();
    }
    let deep = format!(
        "{{\"metadata\":{{\"a\":{}{}}}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    world
        .create(ACME, deep)
        .send()
        .await
        .error(400, "bad_request");
    let invalid_utf8 = world
        .request(Method::POST, PATH)
        .header("X-API-Key", ACME)
        .header("Content-Type", "application/json");
    invalid_utf8
        .body(&b"{\"external_ref\":\"\xff\"}"[..])
        .send()
        .await
        .error(400, "bad_request");
    assert_eq!(world.sessions(), 0);
}

async fn invalid_fields_are_rejected_with_422_and_named(world: World) {
    let many: serde_json::Map<_, _> = (0..51)
        .map(|number| (format!("k{number}"), Value::Null))
        .collect();
    for (body, pointer) in [
        (json!({"country": "XX"}), "/country"),
        (json!({"country": "de"}), "/country"),
        (json!({"country": "D"}), "/country"),
        (json!({"country": "DEU"}), "/country"),
        (json!({"country": ""}), "/country"),
        (json!({"country": "ÄÖ"}), "/country"),
        (json!({"checks": ["face_match", ""]}), "/checks/1"),
        (json!({"workflow_id": ""}), "/workflow_id"),
        (json!({"redirect_url": "ftp://a.example"}), "/redirect_url"),
        (
            json!({"redirect_url": "javascript:alert(1)"}),
            "/redirect_url",
        ),
        (json!({"redirect_url": "/relative"}), "/redirect_url"),
        (json!({"redirect_url": "https://"}), "/redirect_url"),
        (
            json!({"redirect_url": "https://a b.example"}),
            "/redirect_url",
        ),
        (json!({"metadata": many}), "/metadata"),
        (
            json!({"metadata": {"a/b": "x".repeat(16 * 1024)}}),
            "/metadata/a~1b",
        ),
    ] {
        let answer = world.create(ACME, body.to_string()).send().await;
        let detail = answer.error(422, "validation_error");
        assert!(detail.contains(pointer), "{detail}");
        answer.has_rate_limit();
        assert_eq!(answer.header("verifa-version"), Some("2026-02-01"));
    }
    let full: serde_json::Map<_, _> = (0..50)
        .map(|number| (format!("k{number}"), json!("x".repeat(16 * 1024 - 2))))
        .collect();
    world
        .create(
            ACME,
            json!({"metadata": full, "redirect_url": "HTTPS://shop.example/?a=b#c"}).to_string(),
        )
        .send()
        .await
        .id();
}

async fn wrong_routes_methods_sizes_and_media_types_have_the_error_envelope(world: World) {
    let with_key = |method, path: &str| world.request(method, path).header("X-API-Key", ACME);
    for path in [
        "/",
        "/api/v1",
        "/api/v1/sessions/",
        "/api/v1/sessions/1",
        "/api/v2/sessions",
    ] {
        let answer = with_key(Method::GET, path).send().await;
        answer.error(404, "not_found");
        answer.has_rate_limit();
    }
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = with_key(method, PATH).send().await;
        answer.error(405, "bad_request");
        assert_eq!(answer.header("allow"), Some("POST"));
        answer.has_rate_limit();
    }
    let large = format!("{{\"external_ref\":\"{}\"}}", "x".repeat(1024 * 1024));
    let answer = world.create(ACME, large).send().await;
    answer.error(413, "bad_request");
    answer.has_rate_limit();
    for media_type in [
        "text/plain",
        "application/xml",
        "application/jsonp",
        "json",
        "application/json; charset=latin1",
    ] {
        let answer = with_key(Method::POST, PATH)
            .header("Content-Type", media_type)
            .body("{}")
            .send()
            .await;
        answer.error(415, "bad_request");
        answer.has_rate_limit();
    }
    with_key(Method::POST, PATH)
        .body("{}")
        .send()
        .await
        .error(415, "bad_request");
}

async fn checks_run_in_the_documented_order(world: World) {
    // Each request also fails all checks after the check that rejects it.
    let wrong = |key: &str, version: &str, media_type: &str, body: String| {
        let request = world
            .request(Method::POST, PATH)
            .header("X-API-Key", key)
            .header("Verifa-Version", version);
        request
            .header("Content-Type", media_type)
            .header("Idempotency-Key", "")
            .body(body)
    };
    let large = || "x".repeat(1024 * 1024 + 1);
    let json = "application/json";
    wrong(READ_ONLY, "1999-01-01", "text/plain", large())
        .send()
        .await
        .error(403, "forbidden");
    wrong(ACME, "1999-01-01", "text/plain", large())
        .send()
        .await
        .error(400, "bad_request");
    wrong(ACME, "2026-02-01", "text/plain", large())
        .send()
        .await
        .error(415, "bad_request");
    wrong(ACME, "2026-02-01", json, large())
        .send()
        .await
        .error(413, "bad_request");
    wrong(ACME, "2026-02-01", json, "{".to_owned())
        .send()
        .await
        .error(400, "bad_request");
    let detail = wrong(ACME, "2026-02-01", json, r#"{"country":"XX"}"#.to_owned())
        .send()
        .await
        .error(422, "validation_error");
    assert!(detail.contains("/country"), "{detail}");
    let detail = wrong(ACME, "2026-02-01", json, "{}".to_owned())
        .send()
        .await
        .error(422, "validation_error");
    assert!(detail.contains("Idempotency-Key"), "{detail}");

    let valid = world
        .create(ACME, "{}")
        .header("Idempotency-Key", "k")
        .send()
        .await;
    valid.id();
    let mismatch_and_invalid = world
        .create(ACME, r#"{"country":"XX"}"#)
        .header("Idempotency-Key", "k")
        .send()
        .await;
    mismatch_and_invalid.error(422, "validation_error");
}

on_both_transports!(
    malformed_bodies_are_rejected_with_400,
    invalid_fields_are_rejected_with_422_and_named,
    wrong_routes_methods_sizes_and_media_types_have_the_error_envelope,
    checks_run_in_the_documented_order,
);
