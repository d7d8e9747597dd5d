//! The requirements of every key store.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use service_trial::postgres::{self, Cluster};
use verifa::Environment;
use verifa::server::account::KeyHash;
use verifa::server::issued_keys::{NewKey, issue};
use verifa::server::random::SeededRandom;
use verifa::server::secret::ServerSecret;
use verifa::server::store::keys::{KeyRecord, KeyStore};
use verifa::server::store::migration::{Migrated, SchemaPolicy};
use verifa::server::store::postgres::PostgresStore;
use verifa::server::store::sqlite::SqliteStore;
use verifa::server::store::url::{OpenError, StoreUrl};
use verifa::server::version::Version;

fn start() -> Timestamp {
    Timestamp::from_second(1_770_000_000).expect("a time")
}

fn record(seed: u64, note: Option<&str>) -> KeyRecord {
    let new = NewKey {
        organization: format!("organization \"{seed}\""),
        environment: Environment::Production,
        scopes: vec!["sessions:create".to_owned(), "ä,\"".to_owned()],
        version: Version::ALL[0],
        note: note.map(str::to_owned),
    };
    let now = start() + SignedDuration::from_secs(i64::try_from(seed).expect("small"));
    issue(
        new,
        &ServerSecret::from_bytes(vec![7; 32]),
        now,
        &SeededRandom::new(seed),
    )
    .expect("random")
    .1
}

/// Returns all fields of a record in a comparable form.
fn fields(record: &KeyRecord) -> impl PartialEq + std::fmt::Debug + use<> {
    let grant = record.grant.clone();
    let of_grant = (grant.hash, grant.organization, grant.scopes, grant.version);
    (
        record.id.clone(),
        of_grant,
        record.environment,
        record.note.clone(),
        record.created_at,
        record.revoked_at,
    )
}

/// Tests a key store from its empty state.
async fn keys_are_stored_found_and_revoked(keys: Arc<dyn KeyStore>) {
    assert!(keys.list_keys().await.expect("listed").is_empty());
    let (first, second) = (record(1, Some("a note, 'quoted' \u{1}")), record(2, None));
    keys_are_stored_and_found(&*keys, &first, &second).await;
    a_key_is_revoked(&*keys, &first, &second).await;
}

async fn keys_are_stored_and_found(keys: &dyn KeyStore, first: &KeyRecord, second: &KeyRecord) {
    for record in [second, first] {
        assert!(keys.add_key(record.clone()).await.expect("added"));
    }
    let listed = keys.list_keys().await.expect("listed");
    let expected = [first, second].map(fields);
    assert_eq!(
        listed.iter().map(fields).collect::<Vec<_>>(),
        expected,
        "ordered by id, and so by time"
    );
    let found = keys
        .find_key(second.grant.hash)
        .await
        .expect("looked up")
        .expect("known");
    assert_eq!(fields(&found), fields(second));
    let unknown = KeyHash::from_bytes([0; 32]);
    assert!(!is_valid(keys, unknown).await);

    let mut same_hash = record(3, None);
    same_hash.grant.hash = first.grant.hash;
    let mut same_id = record(4, None);
    same_id.id.clone_from(&first.id);
    for duplicate in [same_hash, same_id] {
        assert!(!keys.add_key(duplicate).await.expect("no error"));
    }
}

async fn a_key_is_revoked(keys: &dyn KeyStore, first: &KeyRecord, second: &KeyRecord) {
    let now = start() + SignedDuration::from_hours(1);
    let later = now + SignedDuration::from_hours(1);
    let revoke = async |id: &str, now| keys.revoke_key(id.to_owned(), now).await;
    assert_eq!(revoke(&first.id, now).await.expect("revoked"), Some(now));
    assert_eq!(
        revoke(&first.id, later).await.expect("revoked"),
        Some(now),
        "the first revocation counts"
    );
    assert_eq!(revoke("key_unknown", now).await.expect("no error"), None);
    assert!(!is_valid(keys, first.grant.hash).await, "it is revoked");
    assert!(
        is_valid(keys, second.grant.hash).await,
        "the other key is valid"
    );
    let mut same_hash = record(3, None);
    same_hash.grant.hash = first.grant.hash;
    assert!(
        !keys.add_key(same_hash).await.expect("no error"),
        "a revoked key cannot be added again"
    );
    let listed = keys.list_keys().await.expect("listed");
    assert_eq!(
        listed
            .iter()
            .map(|record| record.revoked_at)
            .collect::<Vec<_>>(),
        [Some(now), None]
    );
}

async fn is_valid(keys: &dyn KeyStore, hash: KeyHash) -> bool {
    keys.find_key(hash).await.expect("looked up").is_some()
}

/// Tests opening a store before and after its migration.
async fn tables_are_migrated_only_if_allowed(store: StoreUrl) {
    let error = store
        .open(SchemaPolicy::RequireCurrent)
        .await
        .err()
        .expect("the database has no tables");
    let reason = match error {
        OpenError::Sqlite(_) => "does not exist",
        OpenError::Postgres(_) => "version 0",
    };
    assert!(
        error.to_string().contains(reason) && error.to_string().contains("verifa migrate"),
        "{error}"
    );
    let made = store.migrate().await.expect("made");
    assert_eq!(made.from, 0);
    assert!(made.to >= 2);
    assert_eq!(
        store.migrate().await.expect("nothing to do"),
        Migrated {
            from: made.to,
            to: made.to
        }
    );
    store
        .open(SchemaPolicy::RequireCurrent)
        .await
        .expect("the tables are current");
}

#[tokio::test]
async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("keys.db")).expect("a store");
    keys_are_stored_found_and_revoked(Arc::new(store)).await;
    tables_are_migrated_only_if_allowed(StoreUrl::Sqlite(folder.path().join("new/s.db"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql() {
    let Some(installation) = postgres::required() else {
        return;
    };
    let cluster = Cluster::start(installation)
        .await
        .expect("PostgreSQL starts");
    let address = cluster.create_database().await.expect("a database");
    keys_are_stored_found_and_revoked(Arc::new(
        PostgresStore::open(&address).await.expect("a store"),
    ))
    .await;
    let address = cluster.create_database().await.expect("a database");
    tables_are_migrated_only_if_allowed(StoreUrl::Postgres(address)).await;
}
