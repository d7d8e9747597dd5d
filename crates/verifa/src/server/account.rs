//! Accounts, and the hashed API keys that identify them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::key::{ApiKey, Environment};
use crate::server::secret::ServerSecret;

/// The default organization of a key.
pub const DEFAULT_ORGANIZATION: &str = "default";

/// The scopes that a key can have.
pub const SCOPES: [&str; 3] = ["sessions:create", "sessions:write", "sessions:read"];

/// The default scopes of a key: all scopes that allow it to create a session.
pub const DEFAULT_SCOPES: [&str; 2] = ["sessions:create", "sessions:write"];

/// The account that a known key identifies. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The hash of the key, by which requests are counted.
    pub key: KeyHash,
    /// The public id of an issued key, for the log. Keys of the command line have none.
    pub key_id: Option<Arc<str>>,
    /// The organization that owns the key. Organizations are isolated from each other.
    pub organization: Arc<str>,
    /// The environment that the key's prefix selects.
    pub environment: Environment,
    /// The scopes of the key.
    pub scopes: Arc<[String]>,
    /// The default API version of the key's requests. It may have been retired since the key was
    /// issued.
    pub version: Arc<str>,
}

/// The HMAC-SHA-256 of a key under the server's secret. Comparisons take constant time.
#[derive(Clone, Copy)]
pub struct KeyHash([u8; 32]);

/// The hash of a key, with its organization, scopes and API version.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The hash of the key.
    pub hash: KeyHash,
    /// The organization that owns the key.
    pub organization: String,
    /// The scopes of the key.
    pub scopes: Vec<String>,
    /// The API version that the key is pinned to. It may have been retired.
    pub version: String,
}

/// The keys of the command line and of the key file.
pub struct KeyRing {
    /// Initialized with the server's secret.
    mac: Hmac<Sha256>,
    /// Accounts by the first bytes of the hash, so that look-ups stay fast with many keys. The
    /// group is chosen by an HMAC, so the timing of a look-up reveals nothing about any key.
    accounts: BTreeMap<[u8; 8], Vec<Account>>,
}

/// An attempt to add a key that the key ring contains already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("duplicate key")]
pub struct DuplicateKey;

impl KeyHash {
    /// Hashes a key under a secret.
    pub fn of(key: &ApiKey, secret: &ServerSecret) -> Self {
        Self::under(mac(secret), key)
    }

    fn under(mut mac: Hmac<Sha256>, key: &ApiKey) -> Self {
        mac.update(key.expose().as_bytes());
        Self(mac.finalize().into_bytes().into())
    }

    /// Parses a hash of 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// Creates a hash from the bytes of a stored hash.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn group(&self) -> [u8; 8] {
        std::array::from_fn(|index| self.0[index])
    }
}

impl KeyRing {
    /// Creates an empty key ring.
    pub fn new(secret: ServerSecret) -> Self {
        Self {
            mac: mac(&secret),
            accounts: BTreeMap::new(),
        }
    }

    /// Hashes a key under the secret of this key ring.
    pub fn hash(&self, key: &ApiKey) -> KeyHash {
        KeyHash::under(self.mac.clone(), key)
    }

    /// Adds a key.
    ///
    /// # Errors
    /// Returns an error if the key ring contains the key already.
    pub fn add(&mut self, grant: Grant) -> Result<(), DuplicateKey> {
        let group = self.accounts.entry(grant.hash.group()).or_default();
        if group.iter().any(|known| known.key == grant.hash) {
            return Err(DuplicateKey);
        }
        // The hash does not contain the environment. `find_hash` sets it from the prefix of the
        // presented key.
        group.push(grant.account(None, Environment::Sandbox));
        Ok(())
    }

    /// Returns the number of keys.
    pub fn len(&self) -> usize {
        self.accounts.values().map(Vec::len).sum()
    }

    /// Returns whether the key ring contains no keys.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Returns the account of a presented key, or `None` for a malformed or unknown key.
    pub fn find(&self, presented: &str) -> Option<Account> {
        let key = ApiKey::parse(presented).ok()?;
        self.find_hash(&self.hash(&key), key.environment())
    }

    /// Returns the account of a key by its hash. `environment` is that of the key's prefix.
    pub fn find_hash(&self, hash: &KeyHash, environment: Environment) -> Option<Account> {
        let account = self
            .accounts
            .get(&hash.group())?
            .iter()
            .find(|account| account.key == *hash)?;
        Some(Account {
            environment,
            ..account.clone()
        })
    }
}

impl Grant {
    /// Returns the account of the key in the environment that its prefix selects.
    pub fn account(&self, key_id: Option<&str>, environment: Environment) -> Account {
        Account {
            key: self.hash,
            key_id: key_id.map(Arc::from),
            organization: self.organization.as_str().into(),
            environment,
            scopes: self.scopes.as_slice().into(),
            version: self.version.as_str().into(),
        }
    }
}

fn mac(secret: &ServerSecret) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.expose()).expect("HMAC accepts a key of any length")
}

impl PartialEq for KeyHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for KeyHash {}

impl fmt::Debug for KeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyHash(…)")
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KeyRing")
            .field("keys", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{DuplicateKey, Grant, KeyHash, KeyRing};
    use crate::key::{ApiKey, Environment};
    use crate::server::secret::ServerSecret;
    use crate::server::version::Version;

    fn grant(ring: &KeyRing, key: &str, organization: &str) -> Grant {
        let key = ApiKey::parse(key).expect("a key");
        Grant {
            hash: ring.hash(&key),
            organization: organization.to_owned(),
            scopes: Vec::new(),
            version: Version::NEWEST.to_string(),
        }
    }

    #[test]
    fn a_key_identifies_exactly_its_account() {
        let mut ring = KeyRing::new(ServerSecret::from_bytes(vec![7; 32]));
        ring.add(grant(&ring, "vk_live_one", "a")).expect("new");
        ring.add(grant(&ring, "vk_sandbox_one", "b")).expect("new");
        assert_eq!(
            ring.add(grant(&ring, "vk_live_one", "c")),
            Err(DuplicateKey)
        );
        let account = ring.find("vk_sandbox_one").expect("known");
        assert_eq!(
            (&*account.organization, account.environment),
            ("b", Environment::Sandbox)
        );
        for unknown in ["vk_live_two", "vk_live_one ", "vk_live_on", "", "one"] {
            assert_eq!(ring.find(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // The expected value is the output of this command:
        // printf %s vk_live_one | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
        let secret = ServerSecret::from_bytes(vec![7; 32]);
        let hash = KeyHash::of(&ApiKey::parse("vk_live_one").expect("a key"), &secret);
        let expected = "11e78efa94517c9cd164556144b778b99e7de72cd4de8dd522930f739bab41e3";
        assert_eq!(hash, KeyHash::from_hex(expected).expect("64 digits"));
    }
}
