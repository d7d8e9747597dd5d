//! The requirements of every store and rate limiter. Each test takes any store, so that another
//! implementation is added in one place, at the end.

mod rate_limit;
mod sessions;
mod slots;
mod world;

use service_trial::postgres::{self, Cluster};
use verifa::server::rate_limit::InMemoryRateLimiter;
use verifa::server::store::postgres::PostgresStore;
use verifa::server::store::sqlite::SqliteStore;

use self::world::World;

/// Runs each test on both stores. The tests on PostgreSQL share a cluster but not a database.
macro_rules! store_tests {
    ($($module:ident::$test:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::$module::$test(crate::sqlite()).await;
                }
            )*
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn postgresql_meets_all_requirements() {
            let Some(installation) = postgres::required() else { return };
            let cluster = Cluster::start(installation).await.expect("PostgreSQL starts");
            $(
                println!("{}", stringify!($test));
                $module::$test(postgresql(&cluster).await).await;
            )*
        }
    };
}

fn sqlite() -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("new/store.db")).expect("a store");
    World::new(store, InMemoryRateLimiter::default(), folder)
}

async fn postgresql(cluster: &Cluster) -> World {
    let address = cluster.create_database().await.expect("a database");
    let store = PostgresStore::open(&address).await.expect("a store");
    let rate_limiter = store.rate_limiter_on_caller_clock();
    World::new(store, rate_limiter, ())
}

store_tests!(
    sessions::a_session_is_found_by_its_token,
    slots::a_slot_has_one_owner_and_then_one_response,
    slots::slots_differ_by_each_of_their_fields,
    slots::an_expired_claim_can_be_taken_over_and_its_owner_cannot_complete,
    slots::only_the_owner_can_release_a_claim,
    slots::failed_work_releases_the_slot,
    slots::a_slot_expires_after_24_hours,
    slots::expired_slots_are_deleted_in_batches,
    slots::one_of_many_concurrent_claims_is_granted,
    slots::one_of_many_concurrent_takeovers_is_granted,
    sessions::strings_with_any_characters_are_preserved,
    sessions::concurrent_sessions_are_all_stored,
    slots::concurrent_completions_have_their_own_results,
    rate_limit::requests_are_counted_in_windows,
    rate_limit::concurrent_requests_never_exceed_the_limit,
);
