//! Counting requests.

use std::sync::Arc;

use jiff::SignedDuration;
use verifa::server::account::KeyHash;
use verifa::server::clock::Clock as _;

use crate::world::World;

pub async fn requests_are_counted_in_windows(world: World) {
    let (one, two) = (key('a'), key('b'));
    let start = world.clock.now().as_second();
    let take = async |key| {
        world
            .rate_limiter
            .take(key, 3, world.clock.now())
            .await
            .expect("counted")
    };
    for remaining in (0..3).rev() {
        let window = take(one).await;
        assert_eq!(
            (window.accepted, window.remaining, window.reset.as_second()),
            (true, remaining, start + 60)
        );
        world.clock.advance(SignedDuration::from_secs(10));
    }
    let window = take(one).await;
    assert_eq!(
        (window.accepted, window.remaining, window.retry_after),
        (false, 0, 30)
    );
    assert!(take(two).await.accepted, "another key has its own window");
    world.clock.advance(SignedDuration::from_secs(-25));
    assert!(
        !take(one).await.accepted,
        "setting the clock back a little does not begin a new window"
    );
    world.clock.advance(SignedDuration::from_secs(55));
    let window = take(one).await;
    assert_eq!(
        (window.accepted, window.remaining, window.reset.as_second()),
        (true, 2, start + 120)
    );
    world.clock.advance(SignedDuration::from_hours(-24));
    assert!(
        take(one).await.accepted,
        "setting the clock back far does not lock a key out"
    );
}

pub async fn concurrent_requests_never_exceed_the_limit(world: World) {
    let now = world.clock.now();
    let takes: Vec<_> = (0..1000)
        .map(|number| {
            let rate_limiter = Arc::clone(&world.rate_limiter);
            tokio::spawn(async move {
                rate_limiter
                    .take(key(if number % 2 == 0 { 'a' } else { 'b' }), 300, now)
                    .await
                    .expect("counted")
            })
        })
        .collect();
    let mut remaining = Vec::new();
    for take in takes {
        let window = take.await.expect("no panic");
        assert!(window.accepted || window.remaining == 0);
        remaining.extend(window.accepted.then_some(window.remaining));
    }
    remaining.sort_unstable();
    let expected: Vec<u32> = (0..300).flat_map(|left| [left, left]).collect();
    assert_eq!(
        remaining, expected,
        "each remaining count of both windows occurs once"
    );
}

fn key(digit: char) -> KeyHash {
    KeyHash::from_hex(&digit.to_string().repeat(64)).expect("64 digits")
}
