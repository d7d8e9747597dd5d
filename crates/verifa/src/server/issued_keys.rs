//! Keys that are issued and revoked while servers run: creating them, and looking them up.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use moka::future::Cache;

use crate::key::{ApiKey, Environment};
use crate::server::account::{Account, Grant, KeyHash};
use crate::server::random::{Random, RandomError};
use crate::server::secret::ServerSecret;
use crate::server::store::StoreError;
use crate::server::store::keys::{KeyRecord, KeyStore};
use crate::server::version::Version;

/// The time for which the result of a look-up is cached, counted from its arrival. A revoked key is
/// rejected within a second, unless the look-up itself is slow.
const TIME_TO_LIVE: Duration = Duration::from_millis(800);

/// The maximum number of cached results, including those of unknown keys.
const CAPACITY: u64 = 10_000;

/// The number of random bytes in a new key.
const KEY_BYTES: usize = 24;

/// The keys of a store behind a short-lived cache.
#[derive(Clone)]
pub struct IssuedKeys {
    store: Arc<dyn KeyStore>,
    /// Results by the hash of the key, so that no key is held in memory.
    cache: Cache<[u8; 32], Option<Account>>,
}

/// The properties of a new key.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The organization that owns the key.
    pub organization: String,
    /// The environment that the key selects.
    pub environment: Environment,
    /// The scopes of the key.
    pub scopes: Vec<String>,
    /// The API version that the key is pinned to.
    pub version: Version,
    /// The operator's note.
    pub note: Option<String>,
}

impl IssuedKeys {
    /// Creates an empty cache in front of a store.
    pub fn new(store: Arc<dyn KeyStore>) -> Self {
        Self {
            store,
            cache: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(TIME_TO_LIVE)
                .build(),
        }
    }

    /// Returns the account of a key by its hash, or `None` if the key is unknown or revoked.
    ///
    /// # Errors
    /// Returns an error if the store fails. Errors are not cached.
    pub async fn find(&self, hash: KeyHash) -> Result<Option<Account>, StoreError> {
        if let Some(account) = self.cache.get(hash.as_bytes()).await {
            return Ok(account);
        }
        let look_up = async {
            let record = self.store.find_key(hash).await?;
            Ok(record.map(|record| record.grant.account(Some(&record.id), record.environment)))
        };
        // Concurrent requests with the same key share one look-up. Its future is boxed because it
        // is large and rarely needed.
        Box::pin(self.cache.try_get_with(*hash.as_bytes(), look_up))
            .await
            .map_err(|error: Arc<StoreError>| (*error).clone())
    }
}

/// Creates a key, and the record that a store keeps of it.
///
/// # Errors
/// Returns an error if no random bytes are available.
pub fn issue(
    new: NewKey,
    secret: &ServerSecret,
    now: Timestamp,
    random: &dyn Random,
) -> Result<(ApiKey, KeyRecord), RandomError> {
    let key = random_key(new.environment, random)?;
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    let record = KeyRecord {
        id: format!("key_{}", id.simple()),
        grant: Grant {
            hash: KeyHash::of(&key, secret),
            organization: new.organization,
            scopes: new.scopes,
            version: new.version.to_string(),
        },
        environment: new.environment,
        note: new.note,
        created_at: Timestamp::from_second(now.as_second()).unwrap_or(now),
        revoked_at: None,
    };
    Ok((key, record))
}

/// Creates a random key.
///
/// # Errors
/// Returns an error if no random bytes are available.
pub fn random_key(environment: Environment, random: &dyn Random) -> Result<ApiKey, RandomError> {
    let mut bytes = [0; KEY_BYTES];
    random.fill(&mut bytes)?;
    let text = format!("{}{}", environment.prefix(), hex::encode(bytes));
    Ok(ApiKey::parse(text).expect("a prefix and hexadecimal digits form a key"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use jiff::Timestamp;

    use super::{IssuedKeys, NewKey, TIME_TO_LIVE, issue};
    use crate::key::Environment;
    use crate::server::account::KeyHash;
    use crate::server::random::SeededRandom;
    use crate::server::secret::ServerSecret;
    use crate::server::store::keys::{KeyRecord, KeyStore};
    use crate::server::store::{StoreError, StoreFuture};
    use crate::server::version::Version;

    /// A store of one key, which can be revoked, and which can be made to fail.
    struct OneKey {
        record: KeyRecord,
        look_ups: AtomicUsize,
        revoked: AtomicBool,
        broken: AtomicBool,
    }

    impl KeyStore for OneKey {
        fn find_key(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
            Box::pin(async move {
                self.look_ups.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                if self.broken.load(Ordering::Relaxed) {
                    return Err(StoreError("broken".to_owned()));
                }
                Ok(
                    (hash == self.record.grant.hash && !self.revoked.load(Ordering::Relaxed))
                        .then(|| self.record.clone()),
                )
            })
        }

        fn add_key(&self, _: KeyRecord) -> StoreFuture<'_, bool> {
            unreachable!("the test adds no key")
        }

        fn keep_secret(&self, _: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
            unreachable!("the test stores no secret")
        }

        fn confirm_secret(&self, _: [u8; 32]) -> StoreFuture<'_, bool> {
            unreachable!("the test confirms no secret")
        }

        fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
            unreachable!("the test lists no keys")
        }

        fn revoke_key(&self, _: String, _: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
            unreachable!("the test sets `revoked`")
        }
    }

    fn one_key() -> Arc<OneKey> {
        let new = NewKey {
            organization: "acme".to_owned(),
            environment: Environment::Sandbox,
            scopes: vec!["sessions:create".to_owned()],
            version: Version::NEWEST,
            note: None,
        };
        let secret = ServerSecret::from_bytes(vec![7; 32]);
        let (key, record) =
            issue(new, &secret, Timestamp::UNIX_EPOCH, &SeededRandom::new(1)).expect("random");
        assert!(key.expose().starts_with("vk_sandbox_") && record.id.len() == 36);
        assert_eq!(record.grant.hash, KeyHash::of(&key, &secret));
        Arc::new(OneKey {
            record,
            look_ups: AtomicUsize::new(0),
            revoked: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        })
    }

    #[tokio::test]
    async fn concurrent_requests_share_a_look_up_and_a_revoked_key_is_rejected_within_a_second() {
        let store = one_key();
        let keys = IssuedKeys::new(store.clone());
        let hash = store.record.grant.hash;
        let finds = (0..50).map(|_| keys.find(hash));
        for found in futures_util::future::join_all(finds).await {
            let account = found.expect("the store works").expect("known");
            assert_eq!(
                (&*account.organization, account.key_id.as_deref()),
                ("acme", Some(store.record.id.as_str()))
            );
        }
        assert_eq!(store.look_ups.load(Ordering::Relaxed), 1);
        store.revoked.store(true, Ordering::Relaxed);
        tokio::time::sleep(TIME_TO_LIVE + std::time::Duration::from_millis(50)).await;
        assert_eq!(keys.find(hash).await.expect("the store works"), None);
    }

    #[tokio::test]
    async fn unknown_keys_are_cached_and_errors_are_not() {
        let store = one_key();
        let keys = IssuedKeys::new(store.clone());
        let unknown = KeyHash::from_bytes([1; 32]);
        store.broken.store(true, Ordering::Relaxed);
        keys.find(unknown).await.expect_err("broken");
        store.broken.store(false, Ordering::Relaxed);
        for _ in 0..3 {
            assert_eq!(keys.find(unknown).await.expect("it works again"), None);
        }
        assert_eq!(store.look_ups.load(Ordering::Relaxed), 2);
    }
}
