//! Who may call: accounts, and the keys that stand for them as hashes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::key::{ApiKey, Environment};
use crate::server::secret::ServerSecret;

/// The organization of keys that name none.
pub const DEFAULT_ORGANIZATION: &str = "default";

/// The scopes of a key that names none: all that let it create a session.
pub const DEFAULT_SCOPES: [&str; 2] = ["sessions:create", "sessions:write"];

/// What a known key stands for. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The key itself, as its hash: what requests are counted by.
    pub key: KeyHash,
    /// The id of a key that was issued with a command; other keys have none. For the log: it is no secret.
    pub key_id: Option<Arc<str>>,
    /// Whose key it is. Organizations see nothing of each other.
    pub organization: Arc<str>,
    /// The environment that the key's prefix names.
    pub environment: Environment,
    /// What the key may do.
    pub scopes: Arc<[String]>,
    /// The version of requests that name none. It may have been retired since the key was issued.
    pub version: Arc<str>,
}

/// What is kept of a key: HMAC-SHA-256 under the server's secret. Comparing takes the same time for any two values.
#[derive(Clone, Copy)]
pub struct KeyHash([u8; 32]);

/// A key to be let in.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The hash of the key.
    pub hash: KeyHash,
    /// Whose key it is.
    pub organization: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The version that it is pinned to, as it was when the key was issued.
    pub version: String,
}

/// All keys that are let in.
pub struct KeyRing {
    /// Under the server's secret.
    mac: Hmac<Sha256>,
    /// Grouped by the first bytes of the hash, so that finding one among many stays fast. Which group is searched follows
    /// from an HMAC, so that its timing says nothing of any key.
    accounts: BTreeMap<[u8; 8], Vec<Account>>,
}

/// The same key was given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the same key is given twice")]
pub struct DuplicateKey;

impl KeyHash {
    /// The hash of a key under a secret.
    pub fn of(key: &ApiKey, secret: &ServerSecret) -> Self {
        Self::under(mac(secret), key)
    }

    fn under(mut mac: Hmac<Sha256>, key: &ApiKey) -> Self {
        mac.update(key.expose().as_bytes());
        Self(mac.finalize().into_bytes().into())
    }

    /// A hash that was computed elsewhere: 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// A hash that a store kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn group(&self) -> [u8; 8] {
        std::array::from_fn(|index| self.0[index])
    }
}

impl KeyRing {
    /// A ring without keys.
    pub fn new(secret: ServerSecret) -> Self {
        Self {
            mac: mac(&secret),
            accounts: BTreeMap::new(),
        }
    }

    /// The hash that this ring knows a key by.
    pub fn hash(&self, key: &ApiKey) -> KeyHash {
        KeyHash::under(self.mac.clone(), key)
    }

    /// Lets a key in.
    ///
    /// # Errors
    /// When the key is in already.
    pub fn add(&mut self, grant: Grant) -> Result<(), DuplicateKey> {
        let group = self.accounts.entry(grant.hash.group()).or_default();
        if group.iter().any(|known| known.key == grant.hash) {
            return Err(DuplicateKey);
        }
        // The environment is that of the key's prefix, which a hash does not tell.
        group.push(grant.account(None, Environment::Sandbox));
        Ok(())
    }

    /// How many keys are in.
    pub fn len(&self) -> usize {
        self.accounts.values().map(Vec::len).sum()
    }

    /// Whether no key is in.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The account of a key as a request presents it. `None` is a malformed or an unknown one.
    pub fn find(&self, presented: &str) -> Option<Account> {
        let key = ApiKey::parse(presented).ok()?;
        self.find_hash(&self.hash(&key), key.environment())
    }

    /// The account of the key of an environment that has this hash.
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
    /// What the key stands for, in the environment that its prefix names.
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
    Hmac::new_from_slice(secret.expose()).expect("HMAC takes a key of any length")
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
    fn a_key_finds_its_account_and_no_other() {
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
        // Computed with `printf %s vk_live_one | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07`.
        let secret = ServerSecret::from_bytes(vec![7; 32]);
        let hash = KeyHash::of(&ApiKey::parse("vk_live_one").expect("a key"), &secret);
        let expected = "11e78efa94517c9cd164556144b778b99e7de72cd4de8dd522930f739bab41e3";
        assert_eq!(hash, KeyHash::from_hex(expected).expect("64 digits"));
    }
}
