//! The examples of error responses in `spec/openapi.yaml`.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};

use crate::support::{ACME, ACME_SECOND, PATH, READ_ONLY, UNKNOWN, World};

const DOCUMENT: &str = include_str!("../../../../spec/openapi.yaml");

/// Returns the `detail` of every example in the document.
fn published_details() -> BTreeSet<String> {
    DOCUMENT
        .lines()
        .filter_map(|line| line.trim().strip_prefix("detail: "))
        .map(|detail| detail.trim_matches('"').to_owned())
        .collect()
}

async fn the_sandbox_sends_every_published_detail(world: World) {
    let create = |body: &str| world.create(ACME, body);
    let with_key = |body: &str| create(body).header("Idempotency-Key", "k");
    let mut sent = BTreeSet::new();

    sent.insert(create("{").send().await.error(400, "bad_request"));
    let version = create("{}").header("Verifa-Version", "2025-01-01");
    sent.insert(version.send().await.error(400, "bad_request"));
    let unknown_key = world.create(UNKNOWN, "{}").send().await;
    sent.insert(unknown_key.error(401, "unauthorized"));
    let scope = world.create(READ_ONLY, "{}").send().await;
    sent.insert(scope.error(403, "forbidden"));
    let large = create(&"x".repeat(1024 * 1024 + 1)).send().await;
    sent.insert(large.error(413, "bad_request"));
    let xml = world
        .request(Method::POST, PATH)
        .header("X-API-Key", ACME)
        .header("Content-Type", "application/xml")
        .body("<session/>");
    sent.insert(xml.send().await.error(415, "bad_request"));
    let country = create(r#"{"country":"XX"}"#).send().await;
    sent.insert(country.error(422, "validation_error"));

    with_key("{}").send().await.id();
    let mismatch = with_key(r#"{"country":"DE"}"#).send().await;
    sent.insert(mismatch.error(422, "idempotency_mismatch"));
    let connection = rusqlite::Connection::open(world.store_file()).expect("opened");
    let lease = Timestamp::from_second(1_770_000_005)
        .expect("a time")
        .as_millisecond();
    let claim = "UPDATE idempotency SET owner = x'00', lease_until = ?1, status = NULL, version = NULL, body = NULL";
    connection.execute(claim, [lease]).expect("written");
    let conflict = with_key("{}").send().await;
    sent.insert(conflict.error(409, "conflict"));

    connection
        .execute("DROP TABLE sessions", [])
        .expect("dropped");
    let internal = world.create(ACME_SECOND, "{}").send().await;
    sent.insert(internal.error(500, "internal_error"));

    world.clock.advance(SignedDuration::from_secs(48));
    let mut last = create("{").send().await;
    while last.status != 429 {
        assert_eq!(last.status, 400);
        last = create("{").send().await;
    }
    sent.insert(last.error(429, "rate_limited"));

    assert_eq!(published_details(), sent);
}

on_both_transports!(the_sandbox_sends_every_published_detail,);
