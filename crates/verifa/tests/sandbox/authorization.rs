//! API keys, scopes, API versions and the casing of responses.

use axum::http::Method;
use serde_json::json;

use crate::support::{ACME, ACME_OLD, CREATE_ONLY, PATH, READ_ONLY, UNKNOWN, WRITE_ONLY, World};

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

on_both_transports!(
    requests_without_a_known_key_are_rejected,
    any_of_the_required_scopes_is_sufficient,
    the_effective_version_is_returned,
    the_requested_casing_applies_to_keys_but_not_to_data,
);
