//! Storing sessions.

use std::sync::Arc;

use verifa::server::execution::Outcome;
use verifa::server::idempotency::{ClaimResult, StoredResponse};
use verifa::server::store::Token;

use crate::world::{FIRST, World, response, slot};

pub async fn a_session_is_found_by_its_token(world: World) {
    let session = world.session("ses_1");
    world.store.create(session.clone()).await.expect("created");
    let page = world
        .store
        .find_capture_page(session.token.clone())
        .await
        .expect("read")
        .expect("the session exists");
    assert_eq!(
        (page.id, page.expires_at, page.redirect_url),
        (
            session.id.clone(),
            session.expires_at,
            session.input.redirect_url.clone()
        )
    );
    assert_eq!(
        world
            .store
            .find_capture_page(Token("tok_other".to_owned()))
            .await
            .expect("read"),
        None
    );
    world
        .store
        .create(session)
        .await
        .expect_err("the id is unique");
    world
        .store
        .check_health()
        .await
        .expect("an error of one request does not make the store unhealthy");
}

pub async fn strings_with_any_characters_are_preserved(world: World) {
    let text = "\u{0} \u{7f} \u{1f600} ' \" \\ \n";
    let mut session = world.session("ses_1");
    session.input.external_ref = Some(text.to_owned());
    session.input.redirect_url = Some(text.to_owned());
    let stored = StoredResponse {
        body: format!(
            "{{\"external_ref\":{}}}",
            serde_json::to_string(text).expect("JSON")
        )
        .into(),
        ..response("ses_1")
    };
    let (slot, owner) = (slot("k"), world.owner());
    assert!(matches!(
        world.claim(&slot, FIRST, owner).await,
        ClaimResult::Granted
    ));
    assert!(
        world
            .store
            .complete(slot.clone(), owner, session, stored.clone())
            .await
            .expect("the store works")
    );
    assert!(
        matches!(world.claim(&slot, FIRST, world.owner()).await, ClaimResult::Completed(found) if found == stored)
    );
    let page = world
        .store
        .find_capture_page(Token("tok_ses_1".to_owned()))
        .await
        .expect("read")
        .expect("the session exists");
    assert_eq!(page.redirect_url.as_deref(), Some(text));
}

pub async fn concurrent_sessions_are_all_stored(world: World) {
    let world = Arc::new(world);
    world
        .store
        .create(world.session("ses_taken"))
        .await
        .expect("created");
    let creations: Vec<_> = (0..300)
        .map(|number| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let id = format!("ses_{number}");
                match number % 3 {
                    0 => world
                        .store
                        .create(world.session(&id))
                        .await
                        .expect("created"),
                    // This creation fails, and must not affect the others in its batch.
                    1 => drop(
                        world
                            .execute(&slot(&id), FIRST, "ses_taken")
                            .await
                            .expect_err("the id is taken"),
                    ),
                    _ => assert!(matches!(
                        world.execute(&slot(&id), FIRST, &id).await,
                        Ok(Outcome::Fresh(_))
                    )),
                }
            })
        })
        .collect();
    for creation in creations {
        creation.await.expect("stored");
    }
    for number in (0..300).filter(|number| number % 3 != 1) {
        assert!(
            world.has_session(&format!("ses_{number}")).await,
            "{number}"
        );
    }
}
