//! Storage of issued API keys, as hashes.

use jiff::Timestamp;

use super::StoreFuture;
use crate::key::Environment;
use crate::server::account::{Grant, KeyHash};
use crate::server::secret::ServerSecret;

/// A store of API keys, shared by all processes that use it. Every method is one durable
/// transaction, which is committed before the future resolves.
pub trait KeyStore: Send + Sync + 'static {
    /// Finds a valid key by its hash; unknown and revoked keys return `None`. A server calls this
    /// about once a second for each key in use that its command line does not define.
    fn find_key(&self, hash: KeyHash) -> StoreFuture<'_, Option<KeyRecord>>;

    /// Stores a new key. Returns `false`, and stores nothing, if the id or the hash exists already,
    /// even if that key is revoked.
    fn add_key(&self, record: KeyRecord) -> StoreFuture<'_, bool>;

    /// Returns whether the keys of this store are hashed under the secret with this fingerprint.
    /// The store keeps the first fingerprint that it receives.
    fn confirm_secret(&self, fingerprint: [u8; 32]) -> StoreFuture<'_, bool>;

    /// Returns the secret that the store itself holds, for servers without a secret file. If the
    /// store has no secret yet, stores this one. Returns `None` if the store's secret is in a file.
    fn keep_secret(&self, secret: ServerSecret) -> StoreFuture<'_, Option<ServerSecret>>;

    /// Returns all keys, including revoked ones, ordered by id and so by the time of issue.
    fn list_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>>;

    /// Revokes a key and returns when it was revoked: `now`, or the time of an earlier revocation.
    /// Returns `None` if no key has the id.
    fn revoke_key(&self, id: String, now: Timestamp) -> StoreFuture<'_, Option<Timestamp>>;
}

/// A stored key. The key itself is not stored anywhere.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// `key_` and a UUID of version 7 (RFC 9562) without hyphens, so that ids sort by time. Public.
    pub id: String,
    /// The hash of the key, with its organization, scopes and API version.
    pub grant: Grant,
    /// The environment that the key's prefix selects.
    pub environment: Environment,
    /// The operator's note.
    pub note: Option<String>,
    /// The time of issue, in whole seconds.
    pub created_at: Timestamp,
    /// The time from which the key is invalid, in whole seconds.
    pub revoked_at: Option<Timestamp>,
}
