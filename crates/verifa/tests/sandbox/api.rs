//! The behavior of the API, tested with plain requests.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{
    ACME, ACME_LIVE, ACME_OLD, ACME_SECOND, CAPTURE_BASE, CREATE_ONLY, OTHER, PATH, READ_ONLY,
    UNKNOWN, WRITE_ONLY, World,
};

async fn a_new_session_has_all_its_fields(world: World) {
    let answer = world
        .create(
            ACME,
            r#"{"external_ref":"order-42","country":"DE","unknown":1}"#,
        )
        .send()
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("idempotency-replayed"), None);
    let body = answer.json();
    let keys: BTreeSet<_> = body
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "id",
        "status",
        "capture_url",
        "is_sandbox",
        "created_at",
        "expires_at",
        "external_ref",
        "qr_code_data_url",
        "tags",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert!(
        body["id"]
            .as_str()
            .is_some_and(|id| id.starts_with("ses_") && id.len() > 20),
        "{body}"
    );
    assert_eq!(
        (&body["status"], &body["external_ref"], &body["tags"]),
        (&json!("pending"), &json!("order-42"), &json!([]))
    );
    assert_eq!(
        (&body["created_at"], &body["expires_at"]),
        (
            &json!("2026-02-02T02:40:00Z"),
            &json!("2026-02-02T03:00:00Z")
        )
    );
    let token = body["capture_url"]
        .as_str()
        .and_then(|url| url.strip_prefix(&format!("{CAPTURE_BASE}/verify/tok_")));
    assert!(token.is_some_and(|token| token.len() == 43), "{body}");
    assert_eq!(read_qr_code(&body), body["capture_url"]);
}

/// Reads the QR code of a session with an independent decoder.
fn read_qr_code(session: &Value) -> Value {
    use base64::Engine as _;
    let data = session["qr_code_data_url"]
        .as_str()
        .and_then(|url| url.strip_prefix("data:image/png;base64,"))
        .expect("a PNG");
    let image = base64::engine::general_purpose::STANDARD
        .decode(data)
        .expect("base64");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(image));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small image")];
    let frame = reader.next_frame(&mut pixels).expect("pixels");
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    let (_, text) = grids
        .first()
        .expect("a QR code")
        .decode()
        .expect("readable");
    Value::String(text)
}

async fn no_body_and_an_empty_object_use_the_defaults(world: World) {
    for request in [
        world.request(Method::POST, PATH).header("X-API-Key", ACME),
        world
            .request(Method::POST, PATH)
            .header("X-API-Key", ACME)
            .json(""),
        world.create(ACME, "{}"),
        world.create(ACME, " { } "),
        world
            .request(Method::POST, PATH)
            .header("X-API-Key", ACME)
            .header("Content-Type", "application/json; charset=utf-8")
            .body("{}"),
    ] {
        let answer = request.send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["external_ref"], Value::Null);
    }
}

async fn the_key_selects_the_environment(world: World) {
    assert_eq!(
        world.create(ACME, "{}").send().await.json()["is_sandbox"],
        true
    );
    assert_eq!(
        world.create(ACME_LIVE, "{}").send().await.json()["is_sandbox"],
        false
    );
}

async fn requests_without_a_known_key_are_rejected(world: World) {
    let request = || world.request(Method::POST, PATH);
    for (name, request) in [
        ("none", request().json("{}")),
        ("empty", request().header("X-API-Key", "").json("{}")),
        ("unknown", request().header("X-API-Key", UNKNOWN).json("{}")),
        (
            "other prefix",
            request().header("X-API-Key", "vk_test_acme").json("{}"),
        ),
        (
            "prefix alone",
            request().header("X-API-Key", "vk_sandbox_").json("{}"),
        ),
        (
            "other case",
            request().header("X-API-Key", "VK_SANDBOX_acme").json("{}"),
        ),
        (
            "no ASCII",
            request()
                .header_bytes("X-API-Key", b"vk_sandbox_acm\xc3\xa9")
                .json("{}"),
        ),
        (
            "two",
            request()
                .header("X-API-Key", ACME)
                .header("X-API-Key", ACME)
                .json("{}"),
        ),
        (
            "bearer",
            request()
                .header("Authorization", "Bearer vk_sandbox_acme")
                .json("{}"),
        ),
        (
            "no key, and other errors",
            request()
                .header("Idempotency-Key", "")
                .header("Verifa-Version", "x")
                .body("no JSON"),
        ),
    ] {
        let answer = request.send().await;
        let detail = answer.error(401, "unauthorized");
        assert!(!detail.contains("acme"), "{name}: {detail}");
        for field in [
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "verifa-version",
        ] {
            assert_eq!(answer.header(field), None, "{name}: {field}");
        }
    }
    assert_eq!(world.sessions(), 0);
}

async fn any_of_the_required_scopes_is_sufficient(world: World) {
    for key in [CREATE_ONLY, WRITE_ONLY] {
        world.create(key, "{}").send().await.id();
    }
    let answer = world.create(READ_ONLY, "{}").send().await;
    let detail = answer.error(403, "forbidden");
    assert!(
        detail.contains("sessions:create") && detail.contains("sessions:write"),
        "{detail}"
    );
    answer.has_rate_limit();
    assert_eq!(
        answer.number("x-ratelimit-remaining"),
        299,
        "a rejected request counts"
    );
}

async fn the_effective_version_is_returned(world: World) {
    for (key, asked, effective) in [
        (ACME, None, "2026-02-01"),
        (ACME_OLD, None, "2026-01-01"),
        (ACME, Some("2026-01-01"), "2026-01-01"),
        (ACME_OLD, Some("2026-02-01"), "2026-02-01"),
    ] {
        let mut request = world.create(key, "{}");
        if let Some(version) = asked {
            request = request.header("Verifa-Version", version);
        }
        let answer = request.send().await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("verifa-version")),
            (201, Some(effective))
        );
    }
    for version in ["2025-01-01", "2026-02-30", "2026-2-1", "latest", ""] {
        let answer = world
            .create(ACME, "{}")
            .header("Verifa-Version", version)
            .send()
            .await;
        answer.error(400, "bad_request");
        answer.has_rate_limit();
        assert_eq!(answer.header("verifa-version"), None, "{version:?}");
    }
}

async fn the_requested_casing_applies_to_keys_but_not_to_data(world: World) {
    let create = |casing: &str| {
        world
            .create(ACME, r#"{"external_ref":"is_a_ref"}"#)
            .header("Key-Inflection", casing)
    };
    let snake = create("snake").send().await.json();
    assert_eq!(snake["external_ref"], "is_a_ref");
    let camel = create("camel").send().await.json();
    assert_eq!(
        (&camel["externalRef"], &camel["isSandbox"]),
        (&json!("is_a_ref"), &json!(true))
    );
    assert!(
        camel["qrCodeDataUrl"].is_string() && camel.get("capture_url").is_none(),
        "{camel}"
    );
    let kebab = create("kebab").send().await.json();
    assert!(
        kebab["capture-url"].is_string() && kebab["qr-code-data-url"].is_string(),
        "{kebab}"
    );

    let error = world
        .create(ACME, r#"{"country":"XX"}"#)
        .header("Key-Inflection", "camel")
        .send()
        .await
        .json();
    assert_eq!(
        (&error["statusCode"], error.get("status_code")),
        (&json!(422), None)
    );
    let error = world
        .create(UNKNOWN, "{}")
        .header("Key-Inflection", "kebab")
        .send()
        .await
        .json();
    assert_eq!(error["status-code"], 401);
    for casing in ["pascal", "Snake", "", "snake,camel"] {
        create(casing).send().await.error(400, "bad_request");
    }
    create("camel")
        .header("Key-Inflection", "camel")
        .send()
        .await
        .error(400, "bad_request");
}

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
    // Each request also fails all checks that come after the one that rejects it.
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

async fn the_rate_limit_applies_to_a_window(world: World) {
    let first = world.create(ACME, "{}").send().await;
    let reset = first.number("x-ratelimit-reset");
    assert_eq!(
        (
            first.number("x-ratelimit-limit"),
            first.number("x-ratelimit-remaining"),
            reset
        ),
        (300, 299, 1_770_000_060)
    );
    world.clock.advance(SignedDuration::from_secs(48));
    for remaining in (0..299).rev() {
        let answer = world
            .request(Method::GET, "/")
            .header("X-API-Key", ACME)
            .send()
            .await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.number("x-ratelimit-remaining")
            ),
            (404, remaining)
        );
    }
    let answer = world
        .create(ACME, "not even JSON")
        .header("Key-Inflection", "camel")
        .send()
        .await;
    let body = answer.json();
    assert_eq!(
        (answer.status.as_u16(), &body["error"], &body["statusCode"]),
        (429, &json!("rate_limited"), &json!(429))
    );
    assert_eq!(
        body["detail"],
        "Rate limit exceeded. Retry after 12 seconds."
    );
    assert_eq!(
        (
            answer.number("retry-after"),
            answer.number("x-ratelimit-remaining")
        ),
        (12, 0)
    );
    assert_eq!(answer.number("x-ratelimit-reset"), reset);
    world.create(ACME_SECOND, "{}").send().await.id();

    world.clock.advance(SignedDuration::from_secs(12));
    let answer = world.create(ACME, "{}").send().await;
    assert_eq!(
        (
            answer.number("x-ratelimit-remaining"),
            answer.number("x-ratelimit-reset")
        ),
        (299, reset + 60)
    );
}

async fn an_idempotency_key_has_one_result(world: World) {
    let create = |body: &str| {
        world
            .create(ACME, body)
            .header("Idempotency-Key", "order-42")
    };
    let first = create(r#"{"country":"DE","metadata":{"a":1,"b":[1.0]}}"#)
        .send()
        .await;
    assert_eq!(first.header("idempotency-replayed"), None);
    world.clock.advance(SignedDuration::from_mins(90));
    let again =
        create(r#" {"metadata": {"b": [1], "a": 1}, "unknown": true, "country": "\u0044E"} "#)
            .send()
            .await;
    assert_eq!(
        (again.status.as_u16(), again.header("idempotency-replayed")),
        (201, Some("true"))
    );
    assert_eq!(again.body, first.body);
    assert_eq!(
        again.header("verifa-version"),
        first.header("verifa-version")
    );
    assert_eq!(
        again.number("x-ratelimit-remaining"),
        299,
        "rate limit headers belong to this request"
    );
    let camel = create(r#"{"country":"DE","metadata":{"a":1,"b":[1.0]}}"#)
        .header("Key-Inflection", "camel")
        .send()
        .await
        .json();
    assert_eq!(camel["captureUrl"], first.json()["capture_url"]);

    let detail = create(r#"{"country":"FR"}"#)
        .send()
        .await
        .error(422, "idempotency_mismatch");
    assert_eq!(
        detail,
        "Idempotency key has already been used with different parameters."
    );
    let other_version = create(r#"{"country":"DE","metadata":{"a":1,"b":[1.0]}}"#)
        .header("Verifa-Version", "2026-01-01");
    other_version
        .send()
        .await
        .error(422, "idempotency_mismatch");
    assert_eq!(world.sessions(), 1);
}

async fn no_body_and_an_empty_object_are_equal_parameters(world: World) {
    let empty = world
        .create(ACME, "{}")
        .header("Idempotency-Key", "k")
        .send()
        .await;
    let nothing = world
        .request(Method::POST, PATH)
        .header("X-API-Key", ACME)
        .header("Idempotency-Key", "k")
        .send()
        .await;
    assert_eq!(
        (empty.id(), nothing.header("idempotency-replayed")),
        (nothing.id(), Some("true"))
    );
}

async fn idempotency_keys_are_scoped_to_organization_and_environment(world: World) {
    let create = |key: &str, body: &str| world.create(key, body).header("Idempotency-Key", "k");
    let first = create(ACME, r#"{"country":"DE"}"#).send().await.id();
    let same_organization = create(ACME_SECOND, r#"{"country":"DE"}"#).send().await;
    assert_eq!(
        (
            same_organization.id(),
            same_organization.header("idempotency-replayed")
        ),
        (first.clone(), Some("true"))
    );
    for key in [OTHER, ACME_LIVE] {
        let answer = create(key, r#"{"country":"FR"}"#).send().await;
        assert_ne!(answer.id(), first);
        assert_eq!(answer.header("idempotency-replayed"), None);
    }
    assert_eq!(world.sessions(), 3);
}

async fn an_idempotency_key_expires_after_24_hours(world: World) {
    let create = |body: &str| world.create(ACME, body).header("Idempotency-Key", "k");
    let first = create("{}").send().await.id();
    world
        .clock
        .advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    assert_eq!(create("{}").send().await.id(), first);
    world.clock.advance(SignedDuration::from_secs(1));
    let second = create(r#"{"country":"DE"}"#).send().await;
    assert_ne!(second.id(), first);
    assert_eq!(second.header("idempotency-replayed"), None);
}

async fn an_idempotency_key_is_used_verbatim_within_its_bounds(world: World) {
    let create = |key: &str| world.create(ACME, "{}").header("Idempotency-Key", key);
    let longest = "k".repeat(255);
    let ids: BTreeSet<_> = {
        let mut ids = BTreeSet::new();
        for key in ["k", "K", "\"k\"", "a b", "~!", longest.as_str()] {
            ids.insert(create(key).send().await.id());
        }
        ids
    };
    assert_eq!(ids.len(), 6);
    for key in ["", &"k".repeat(256), "tab\tbed"] {
        let detail = create(key).send().await.error(422, "validation_error");
        assert!(detail.contains("Idempotency-Key"), "{detail}");
    }
    let no_ascii = world
        .create(ACME, "{}")
        .header_bytes("Idempotency-Key", "käse".as_bytes())
        .send()
        .await;
    no_ascii.error(422, "validation_error");
    create("a")
        .header("Idempotency-Key", "b")
        .send()
        .await
        .error(422, "validation_error");
    assert_eq!(world.sessions(), 6);
}

async fn rejections_are_not_stored(world: World) {
    let create = |key: &str, body: &str| world.create(key, body).header("Idempotency-Key", "k");
    create(ACME, "{").send().await.error(400, "bad_request");
    create(ACME, r#"{"country":"XX"}"#)
        .send()
        .await
        .error(422, "validation_error");
    create(READ_ONLY, "{}").send().await.error(403, "forbidden");
    create(UNKNOWN, "{}")
        .send()
        .await
        .error(401, "unauthorized");
    let answer = create(ACME, r#"{"country":"DE"}"#).send().await;
    answer.id();
    assert_eq!(answer.header("idempotency-replayed"), None);
}

async fn concurrent_requests_with_the_same_key_create_one_session(world: World) {
    let asks: Vec<_> = (0..100)
        .map(|_| {
            tokio::spawn(
                world
                    .create(ACME, r#"{"country":"DE"}"#)
                    .header("Idempotency-Key", "k")
                    .send(),
            )
        })
        .collect();
    let mut ids = BTreeSet::new();
    let mut fresh = 0;
    for ask in asks {
        let answer = ask.await.expect("no panic");
        match answer.status.as_u16() {
            201 => {
                ids.insert(answer.id());
                fresh += usize::from(answer.header("idempotency-replayed").is_none());
            }
            409 => {
                answer.error(409, "conflict");
                assert!(answer.number("retry-after") >= 1);
                answer.has_rate_limit();
            }
            _ => panic!("{answer:?}"),
        }
    }
    assert_eq!((ids.len(), fresh, world.sessions()), (1, 1, 1));
}

async fn a_request_in_progress_elsewhere_causes_409(world: World) {
    // The entry of another process that is working on the request, or has crashed.
    let create = || world.create(ACME, "{}").header("Idempotency-Key", "k");
    create().send().await.id();
    let lease = Timestamp::from_second(1_770_000_005)
        .expect("a time")
        .as_millisecond();
    let connection = rusqlite::Connection::open(world.store_file()).expect("opened");
    let claim = "UPDATE idempotency SET owner = x'00', lease_until = ?1, status = NULL, version = NULL, body = NULL";
    assert_eq!(connection.execute(claim, [lease]).expect("written"), 1);
    let answer = create().send().await;
    answer.error(409, "conflict");
    assert!((1..=10).contains(&answer.number("retry-after")));
    world.clock.advance(SignedDuration::from_secs(10));
    assert_eq!(create().send().await.header("idempotency-replayed"), None);
}

async fn a_failing_store_causes_500_without_internals(world: World) {
    let connection = rusqlite::Connection::open(world.store_file()).expect("opened");
    connection
        .execute_batch("ALTER TABLE sessions RENAME TO elsewhere")
        .expect("renamed");
    for request in [
        world.create(ACME, "{}"),
        world.create(ACME, "{}").header("Idempotency-Key", "k"),
    ] {
        let answer = request.send().await;
        let detail = answer.error(500, "internal_error");
        assert!(
            !detail.contains("sessions") && !detail.to_lowercase().contains("sql"),
            "{detail}"
        );
        answer.has_rate_limit();
    }
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        503
    );
    connection
        .execute_batch("ALTER TABLE elsewhere RENAME TO sessions")
        .expect("renamed");
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        200
    );
    world
        .create(ACME, "{}")
        .header("Idempotency-Key", "k")
        .send()
        .await
        .id();
}

async fn the_capture_page_names_the_session_and_escapes_its_data(world: World) {
    let body = json!({"redirect_url": "https://shop.example/?a=1&b='2'"}).to_string();
    let session = world.create(ACME, body).send().await.json();
    let path = session["capture_url"]
        .as_str()
        .and_then(|url| url.strip_prefix(CAPTURE_BASE))
        .expect("a page")
        .to_owned();
    let page = world.request(Method::GET, &path).send().await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        text.contains(session["id"].as_str().expect("an id"))
            && text.contains("2026-02-02T03:00:00Z"),
        "{text}"
    );
    assert!(
        text.contains(r#"href="https://shop.example/?a=1&amp;b=&#39;2&#39;""#),
        "{text}"
    );
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    world.clock.advance(SignedDuration::from_mins(20));
    let expired = world.request(Method::GET, &path).send().await;
    assert_eq!(
        (
            expired.status.as_u16(),
            expired.text().contains("shop.example")
        ),
        (410, false)
    );
    assert_eq!(
        world
            .request(Method::GET, "/verify/tok_other")
            .send()
            .await
            .status,
        404
    );
    world
        .request(Method::POST, &path)
        .send()
        .await
        .error(405, "bad_request");
}

async fn the_api_description_and_health_need_no_key(world: World) {
    let description = world.request(Method::GET, "/openapi.yaml").send().await;
    assert!(description.status == 200 && description.text().starts_with("openapi: 3.0"));
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        200
    );
}

on_both_transports!(
    a_new_session_has_all_its_fields,
    no_body_and_an_empty_object_use_the_defaults,
    the_key_selects_the_environment,
    requests_without_a_known_key_are_rejected,
    any_of_the_required_scopes_is_sufficient,
    the_effective_version_is_returned,
    the_requested_casing_applies_to_keys_but_not_to_data,
    malformed_bodies_are_rejected_with_400,
    invalid_fields_are_rejected_with_422_and_named,
    wrong_routes_methods_sizes_and_media_types_have_the_error_envelope,
    checks_run_in_the_documented_order,
    the_rate_limit_applies_to_a_window,
    an_idempotency_key_has_one_result,
    no_body_and_an_empty_object_are_equal_parameters,
    idempotency_keys_are_scoped_to_organization_and_environment,
    an_idempotency_key_expires_after_24_hours,
    an_idempotency_key_is_used_verbatim_within_its_bounds,
    rejections_are_not_stored,
    concurrent_requests_with_the_same_key_create_one_session,
    a_request_in_progress_elsewhere_causes_409,
    a_failing_store_causes_500_without_internals,
    the_capture_page_names_the_session_and_escapes_its_data,
    the_api_description_and_health_need_no_key,
);
