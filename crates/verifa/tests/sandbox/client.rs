//! The typed client and the sandbox, over HTTP and with the router as the client's transport.

use verifa::Environment;
use verifa::key::KeyError;
use verifa::types::CreateSession;
use verifa_client::sessions::CreateSessionError;
use verifa_client::{ApiError as _, Error};

use crate::support::{ACME, ACME_LIVE, CREATE_ONLY, READ_ONLY, UNKNOWN, World};

async fn a_created_session_has_typed_fields_and_headers(world: World) {
    let client = world.client(ACME);
    assert_eq!(
        (client.environment(), client.rate_limit()),
        (Environment::Sandbox, None)
    );
    let body = CreateSession {
        country: Some("DE".to_owned()),
        external_ref: Some("order-42".to_owned()),
        ..CreateSession::default()
    };
    let created = client.create_session().body(body).await.expect("created");
    assert_eq!(
        (created.status().as_u16(), created.external_ref.as_deref()),
        (201, Some("order-42"))
    );
    assert_eq!(
        created.expires_at.timestamp().expect("a time").as_second(),
        1_770_001_200
    );
    assert_eq!(
        (
            created.headers().expect("headers").x_ratelimit_limit,
            created.headers().expect("headers").x_ratelimit_remaining
        ),
        (300, 299)
    );
    let rate_limit = client.clone().rate_limit().expect("the response has it");
    assert_eq!(
        (
            rate_limit.limit,
            rate_limit.remaining,
            rate_limit.reset.as_second()
        ),
        (300, 299, 1_770_000_060)
    );
    assert_eq!(
        world.client(ACME_LIVE).environment(),
        Environment::Production
    );
}

async fn calls_are_independent_unless_they_share_an_idempotency_key(world: World) {
    let client = world.client(ACME);
    let one = client.create_session().await.expect("created");
    let two = client.create_session().await.expect("created");
    assert_ne!(one.id, two.id);
    let three = client
        .create_session()
        .idempotency_key("order-42")
        .await
        .expect("created");
    let again = client
        .create_session()
        .idempotency_key("order-42")
        .await
        .expect("replayed");
    assert_eq!(
        (
            &again.id,
            again.headers().expect("headers").idempotency_replayed
        ),
        (&three.id, Some(true))
    );
    assert_eq!(world.sessions(), 3);
}

async fn errors_are_typed(world: World) {
    let body = CreateSession {
        country: Some("XX".to_owned()),
        ..CreateSession::default()
    };
    match world.client(ACME).create_session().body(body).await {
        Err(Error::Api(CreateSessionError::UnprocessableEntity(error))) => {
            assert!(error.detail.contains("/country"), "{}", error.detail)
        }
        other => panic!("{other:?}"),
    }
    match world.client(UNKNOWN).create_session().await {
        Err(Error::Api(CreateSessionError::Unauthorized(error))) => {
            assert_eq!(error.error.as_str(), "unauthorized")
        }
        other => panic!("{other:?}"),
    }
    match world.client(READ_ONLY).create_session().await {
        Err(Error::Api(CreateSessionError::Forbidden(_))) => {}
        other => panic!("{other:?}"),
    }
    let client = world.client(CREATE_ONLY);
    for _ in 0..300 {
        client.create_session().await.expect("created");
    }
    match client.create_session().await {
        Err(Error::Api(error @ CreateSessionError::TooManyRequests(_))) => {
            assert!(
                error
                    .retry_after()
                    .is_some_and(|delay| (1..=60).contains(&delay.as_secs()))
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(client.rate_limit().map(|limit| limit.remaining), Some(0));
}

async fn debug_output_omits_the_key(world: World) {
    let client = world.client(ACME);
    client.create_session().await.expect("created");
    let builder = verifa::Client::builder(ACME).expect("a key");
    let shown = format!(
        "{client:?} {builder:?} {:?}",
        client.create_session().idempotency_key("k")
    );
    assert!(!shown.contains("acme"), "{shown}");
}

on_both_transports!(
    a_created_session_has_typed_fields_and_headers,
    calls_are_independent_unless_they_share_an_idempotency_key,
    errors_are_typed,
    debug_output_omits_the_key,
);

#[test]
fn a_malformed_key_is_rejected() {
    assert_eq!(
        verifa::Client::builder("secret").expect_err("no prefix"),
        KeyError::Prefix
    );
    let error = verifa::Client::new("vk_live_a secret")
        .expect_err("a space")
        .to_string();
    assert!(!error.contains("secret"), "{error}");
}
