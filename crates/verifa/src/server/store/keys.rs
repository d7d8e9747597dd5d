//! Keys that were issued with a command, and are kept in the store as hashes.

use jiff::Timestamp;

use super::StoreFuture;
use crate::key::Environment;
use crate::server::account::{Grant, KeyHash};
use crate::server::secret::ServerSecret;

/// Keeps the keys of all processes that the store is for. Every method is one transaction, and what it answers is committed
/// durably.
pub trait KeyStore: Send + Sync + 'static {
    /// Finds a key that is in force by its hash: neither an unknown one nor one that was revoked. Every request with a key
    /// that the process does not know otherwise comes to this, about once a second for each key.
    fn find(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>>;

    /// Keeps a new key. `false`: its id or its hash is there already, also if that key was revoked, and nothing was kept.
    fn add(&self, record: KeyRecord) -> StoreFuture<'_, bool>;

    /// Whether the keys of this store are hashed under the secret that has this mark. The first mark that is asked for is kept.
    fn confirm(&self, mark: [u8; 32]) -> StoreFuture<'_, bool>;

    /// The secret that is kept in the store itself, for those who have no file of it. If none is kept, and none that has a file
    /// is known by its mark, this one is from now on. `None`: the store's secret has a file.
    fn keep(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>>;

    /// All keys, the revoked ones too, by their ids: in the order in which they were issued.
    fn list(&self) -> StoreFuture<'_, Vec<KeyRecord>>;

    /// Revokes a key from `now` on, unless it was revoked before, and answers with the instant since which it is. `None`: no
    /// key has the id.
    fn revoke(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>>;
}

/// A key as it is kept. The key itself is known to its owner alone.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// `key_` and a UUID of version 7 (RFC 9562) without hyphens, so that ids sort by time. No secret.
    pub id: String,
    /// What the key stands for, and its hash.
    pub grant: Grant,
    /// The environment that the key's prefix names.
    pub environment: Environment,
    /// What the operator wrote about it.
    pub note: Option<String>,
    /// Whole seconds.
    pub created_at: Timestamp,
    /// Whole seconds; the key is not in force from then on.
    pub revoked_at: Option<Timestamp>,
}
