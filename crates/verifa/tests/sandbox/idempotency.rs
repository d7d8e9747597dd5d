//! Idempotency keys.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};

use crate::support::{ACME, ACME_LIVE, ACME_SECOND, OTHER, PATH, READ_ONLY, UNKNOWN, World};

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

on_both_transports!(
    an_idempotency_key_has_one_result,
    no_body_and_an_empty_object_are_equal_parameters,
    idempotency_keys_are_scoped_to_organization_and_environment,
    an_idempotency_key_expires_after_24_hours,
    an_idempotency_key_is_used_verbatim_within_its_bounds,
    rejections_are_not_stored,
    concurrent_requests_with_the_same_key_create_one_session,
    a_request_in_progress_elsewhere_causes_409,
);
