//! The rate limit.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{ACME, ACME_SECOND, World};

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

on_both_transports!(the_rate_limit_applies_to_a_window,);
