//! Keys that are issued and revoked while servers run: how one is made, and how a request's key is found among them.

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

/// How long an answer of the store is believed, from its arrival on. Unless the look-up is slow, a key that was revoked is out within a
/// second.
const LIFE: Duration = Duration::from_millis(800);

/// How many answers are remembered, those about unknown keys among them.
const REMEMBERED: u64 = 10_000;

/// How many random bytes a new key has.
const KEY_BYTES: usize = 24;

/// The keys in a store, with what is remembered of them.
#[derive(Clone)]
pub struct IssuedKeys {
    store: Arc<dyn KeyStore>,
    /// By hash, so that no key is kept in memory either.
    remembered: Cache<[u8; 32], Option<Account>>,
}

/// What a new key is to stand for.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whose key it is.
    pub organization: String,
    /// Where it works.
    pub environment: Environment,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The version that it is pinned to.
    pub version: Version,
    /// What the operator wants to read about it later.
    pub note: Option<String>,
}

impl IssuedKeys {
    /// The keys of this store.
    pub fn new(store: Arc<dyn KeyStore>) -> Self {
        Self {
            store,
            remembered: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(LIFE)
                .build(),
        }
    }

    /// The account of the key that has this hash. `None`: no such key is in force.
    ///
    /// # Errors
    /// When the store fails, which is not remembered.
    pub async fn find(&self, hash: KeyHash) -> Result<Option<Account>, StoreError> {
        if let Some(account) = self.remembered.get(hash.as_bytes()).await {
            return Ok(account);
        }
        let look_up = async {
            let record = self.store.find(hash).await?;
            Ok(record.map(|record| record.grant.account(Some(&record.id), record.environment)))
        };
        // Requests that come at once with the same key wait for one look-up. It is rare, and its future is large.
        Box::pin(self.remembered.try_get_with(*hash.as_bytes(), look_up))
            .await
            .map_err(|error: Arc<StoreError>| (*error).clone())
    }
}

/// Makes a key, and what a store keeps of it.
///
/// # Errors
/// When there is no randomness.
pub fn issue(
    order: Order,
    secret: &ServerSecret,
    now: Timestamp,
    random: &dyn Random,
) -> Result<(ApiKey, KeyRecord), RandomError> {
    let key = random_key(order.environment, random)?;
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    let record = KeyRecord {
        id: format!("key_{}", id.simple()),
        grant: Grant {
            hash: KeyHash::of(&key, secret),
            organization: order.organization,
            scopes: order.scopes,
            version: order.version.to_string(),
        },
        environment: order.environment,
        note: order.note,
        created_at: Timestamp::from_second(now.as_second()).unwrap_or(now),
        revoked_at: None,
    };
    Ok((key, record))
}

/// A key that nobody can guess.
///
/// # Errors
/// When there is no randomness.
pub fn random_key(environment: Environment, random: &dyn Random) -> Result<ApiKey, RandomError> {
    let mut bytes = [0; KEY_BYTES];
    random.fill(&mut bytes)?;
    let text = format!("{}{}", environment.prefix(), hex::encode(bytes));
    Ok(ApiKey::parse(text).expect("a prefix and hexadecimal digits are a key"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use jiff::Timestamp;

    use super::{IssuedKeys, LIFE, Order, issue};
    use crate::key::Environment;
    use crate::server::account::KeyHash;
    use crate::server::random::SeededRandom;
    use crate::server::secret::ServerSecret;
    use crate::server::store::keys::{KeyRecord, KeyStore};
    use crate::server::store::{StoreError, StoreFuture};
    use crate::server::version::Version;

    /// One key that can be revoked, in a store that can be broken.
    struct OneKey {
        record: KeyRecord,
        asked: AtomicUsize,
        revoked: AtomicBool,
        broken: AtomicBool,
    }

    impl KeyStore for OneKey {
        fn find(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>> {
            Box::pin(async move {
                self.asked.fetch_add(1, Ordering::Relaxed);
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

        fn add(&self, _: KeyRecord) -> StoreFuture<'_, bool> {
            unreachable!("nothing is added")
        }

        fn keep(&self, _: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>> {
            unreachable!("no secret is asked for")
        }

        fn confirm(&self, _: [u8; 32]) -> StoreFuture<'_, bool> {
            unreachable!("no secret is asked for")
        }

        fn list(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
            unreachable!("nothing is listed")
        }

        fn revoke(&self, _: String, _: Timestamp) -> StoreFuture<'_, Option<Timestamp>> {
            unreachable!("revoked below")
        }
    }

    fn one_key() -> Arc<OneKey> {
        let order = Order {
            organization: "acme".to_owned(),
            environment: Environment::Sandbox,
            scopes: vec!["sessions:create".to_owned()],
            version: Version::NEWEST,
            note: None,
        };
        let secret = ServerSecret::from_bytes(vec![7; 32]);
        let (key, record) =
            issue(order, &secret, Timestamp::UNIX_EPOCH, &SeededRandom::new(1)).expect("random");
        assert!(key.expose().starts_with("vk_sandbox_") && record.id.len() == 36);
        assert_eq!(record.grant.hash, KeyHash::of(&key, &secret));
        Arc::new(OneKey {
            record,
            asked: AtomicUsize::new(0),
            revoked: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        })
    }

    #[tokio::test]
    async fn many_at_once_are_one_look_up_and_a_revoked_key_is_out_within_a_second() {
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
        assert_eq!(store.asked.load(Ordering::Relaxed), 1);
        store.revoked.store(true, Ordering::Relaxed);
        tokio::time::sleep(LIFE + std::time::Duration::from_millis(50)).await;
        assert_eq!(keys.find(hash).await.expect("the store works"), None);
    }

    #[tokio::test]
    async fn unknown_keys_are_remembered_and_failures_are_not() {
        let store = one_key();
        let keys = IssuedKeys::new(store.clone());
        let unknown = KeyHash::from_bytes([1; 32]);
        store.broken.store(true, Ordering::Relaxed);
        keys.find(unknown).await.expect_err("broken");
        store.broken.store(false, Ordering::Relaxed);
        for _ in 0..3 {
            assert_eq!(keys.find(unknown).await.expect("it works again"), None);
        }
        assert_eq!(store.asked.load(Ordering::Relaxed), 2);
    }
}
