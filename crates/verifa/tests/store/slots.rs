//! Claiming, completing and releasing idempotency slots.

use std::sync::Arc;

use jiff::SignedDuration;
use verifa::Environment;
use verifa::server::clock::Clock as _;
use verifa::server::execution::Outcome;
use verifa::server::idempotency::{Claim, ClaimResult, LEASE, Owner, RETENTION, Slot};

use crate::world::{FIRST, OTHER, World, response, slot};

pub async fn a_slot_has_one_owner_and_then_one_response(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, one).await,
        ClaimResult::Granted
    ));
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::InProgress
    ));
    assert!(matches!(
        world.claim(&slot, OTHER, two).await,
        ClaimResult::Mismatch
    ));
    assert!(!world.complete(&slot, two, "ses_2").await, "not the owner");
    assert!(!world.has_session("ses_2").await);
    assert!(world.complete(&slot, one, "ses_1").await);
    assert!(world.has_session("ses_1").await);
    assert!(
        !world.complete(&slot, one, "ses_3").await,
        "completed already"
    );
    assert!(!world.has_session("ses_3").await);
    assert!(
        matches!(world.claim(&slot, FIRST, two).await, ClaimResult::Completed(found) if found == response("ses_1"))
    );
    assert!(matches!(
        world.claim(&slot, OTHER, two).await,
        ClaimResult::Mismatch
    ));
}

pub async fn slots_differ_by_each_of_their_fields(world: World) {
    let base = slot("k");
    let slots = [
        Slot {
            organization: "other".to_owned(),
            ..base.clone()
        },
        Slot {
            environment: Environment::Production,
            ..base.clone()
        },
        Slot {
            method: "PUT",
            ..base.clone()
        },
        Slot {
            route: "/api/v1/other",
            ..base.clone()
        },
        Slot {
            key: "K".to_owned(),
            ..base.clone()
        },
        Slot {
            key: "\"k\"".to_owned(),
            ..base.clone()
        },
        base,
    ];
    for slot in &slots {
        assert!(
            matches!(
                world.claim(slot, FIRST, world.owner()).await,
                ClaimResult::Granted
            ),
            "{slot:?}"
        );
    }
}

pub async fn an_expired_claim_can_be_taken_over_and_its_owner_cannot_complete(world: World) {
    let slot = slot("k");
    let (gone, next) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, gone).await,
        ClaimResult::Granted
    ));
    world.clock.advance(LEASE - SignedDuration::from_millis(1));
    assert!(matches!(
        world.claim(&slot, FIRST, next).await,
        ClaimResult::InProgress
    ));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(
        matches!(world.claim(&slot, OTHER, next).await, ClaimResult::Granted),
        "no response is stored, so other parameters are accepted"
    );
    assert!(!world.complete(&slot, gone, "ses_gone").await);
    assert!(world.complete(&slot, next, "ses_next").await);
    assert!(!world.has_session("ses_gone").await && world.has_session("ses_next").await);
}

pub async fn only_the_owner_can_release_a_claim(world: World) {
    let slot = slot("k");
    let (one, two) = (world.owner(), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, one).await,
        ClaimResult::Granted
    ));
    world
        .store
        .release(slot.clone(), two)
        .await
        .expect("no error");
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::InProgress
    ));
    world
        .store
        .release(slot.clone(), one)
        .await
        .expect("no error");
    assert!(matches!(
        world.claim(&slot, FIRST, two).await,
        ClaimResult::Granted
    ));
    assert!(world.complete(&slot, two, "ses_2").await);
    world
        .store
        .release(slot.clone(), two)
        .await
        .expect("no error");
    assert!(
        matches!(
            world.claim(&slot, FIRST, one).await,
            ClaimResult::Completed(_)
        ),
        "a response is not released"
    );
}

pub async fn failed_work_releases_the_slot(world: World) {
    let slot = slot("k");
    world
        .store
        .create(world.session("ses_1"))
        .await
        .expect("created");
    world
        .execute(&slot, FIRST, "ses_1")
        .await
        .expect_err("the id is taken");
    let outcome = world
        .execute(&slot, FIRST, "ses_2")
        .await
        .expect("the slot was released");
    assert!(matches!(outcome, Outcome::Fresh(stored) if stored == response("ses_2")));
}

pub async fn a_slot_expires_after_24_hours(world: World) {
    let slot = slot("k");
    assert!(matches!(
        world.execute(&slot, FIRST, "ses_1").await,
        Ok(Outcome::Fresh(_))
    ));
    world
        .clock
        .advance(RETENTION - SignedDuration::from_millis(1));
    assert!(
        matches!(world.execute(&slot, FIRST, "ses_2").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_1"))
    );
    assert!(matches!(
        world.execute(&slot, OTHER, "ses_2").await,
        Ok(Outcome::Mismatch)
    ));
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(
        matches!(world.execute(&slot, OTHER, "ses_2").await, Ok(Outcome::Fresh(stored)) if stored == response("ses_2"))
    );
    assert!(
        matches!(world.execute(&slot, OTHER, "ses_3").await, Ok(Outcome::Replayed(stored)) if stored == response("ses_2"))
    );
}

pub async fn expired_slots_are_deleted_in_batches(world: World) {
    for number in 0..5 {
        world
            .execute(
                &slot(&format!("old {number}")),
                FIRST,
                &format!("ses_{number}"),
            )
            .await
            .expect("done");
    }
    world.clock.advance(SignedDuration::from_hours(1));
    world
        .execute(&slot("young"), FIRST, "ses_young")
        .await
        .expect("done");
    assert_eq!(
        world
            .store
            .delete_expired(world.clock.now(), 10)
            .await
            .expect("no error"),
        0
    );
    world.clock.advance(SignedDuration::from_hours(23));
    for expected in [2, 2, 1, 0] {
        assert_eq!(
            world
                .store
                .delete_expired(world.clock.now(), 2)
                .await
                .expect("no error"),
            expected
        );
    }
    assert!(world.has_session("ses_0").await, "sessions are not deleted");
    assert!(matches!(
        world.claim(&slot("young"), FIRST, world.owner()).await,
        ClaimResult::Completed(_)
    ));
}

pub async fn one_of_many_concurrent_claims_is_granted(world: World) {
    let world = Arc::new(world);
    let claims: Vec<_> = (0..100)
        .map(|_| {
            let claim = Claim {
                slot: slot("k"),
                fingerprint: FIRST,
                owner: world.owner(),
                now: world.clock.now(),
            };
            let store = Arc::clone(&world.store);
            tokio::spawn(async move { store.claim(claim).await.expect("the store works") })
        })
        .collect();
    let mut granted = 0;
    for claim in claims {
        match claim.await.expect("no panic") {
            ClaimResult::Granted => granted += 1,
            ClaimResult::InProgress => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(granted, 1);
}

pub async fn one_of_many_concurrent_takeovers_is_granted(world: World) {
    let world = Arc::new(world);
    for turn in 0..5 {
        let slot = slot(&format!("k{turn}"));
        assert!(matches!(
            world.claim(&slot, FIRST, world.owner()).await,
            ClaimResult::Granted
        ));
        world.clock.advance(LEASE);
        let claims: Vec<_> = (0..40)
            .map(|_| {
                let claim = Claim {
                    slot: slot.clone(),
                    fingerprint: FIRST,
                    owner: world.owner(),
                    now: world.clock.now(),
                };
                let store = Arc::clone(&world.store);
                tokio::spawn(async move { store.claim(claim).await.expect("the store works") })
            })
            .collect();
        let mut granted = 0;
        for claim in claims {
            granted += usize::from(matches!(
                claim.await.expect("no panic"),
                ClaimResult::Granted
            ));
        }
        assert_eq!(granted, 1);
    }
}

/// Concurrent completions are sent in one batch, so their results must not be confused.
pub async fn concurrent_completions_have_their_own_results(world: World) {
    let owners: Vec<Owner> = (0..100).map(|_| world.owner()).collect();
    for (number, owner) in owners.iter().enumerate() {
        assert!(matches!(
            world.claim(&slot(&number.to_string()), FIRST, *owner).await,
            ClaimResult::Granted
        ));
        if number % 4 == 2 {
            assert!(
                world
                    .complete(
                        &slot(&number.to_string()),
                        *owner,
                        &format!("ses_before_{number}")
                    )
                    .await
            );
        }
    }
    let other = world.owner();
    let completions = owners.iter().enumerate().map(async |(number, owner)| {
        let owner = if number % 4 == 1 { other } else { *owner };
        world
            .complete(&slot(&number.to_string()), owner, &format!("ses_{number}"))
            .await
    });
    let completed = futures_util::future::join_all(completions).await;
    for (number, completed) in completed.into_iter().enumerate() {
        let is_owners = number % 4 != 1 && number % 4 != 2;
        assert_eq!(
            (completed, world.has_session(&format!("ses_{number}")).await),
            (is_owners, is_owners),
            "{number}"
        );
    }
}
