//! Idempotency: a request with a key has one result, however often it is sent.
//!
//! Beside the count of the request, a look at its slot tells whether there is a result already. If there is none yet:
//!
//! 1. **Claim.** The slot (organization, environment, method, route, key) is taken for one owner, with a lease.
//! 2. **Work.** Whatever the request asks for is prepared, meanwhile.
//! 3. **Complete.** What the work made and the response are kept in one transaction, provided that the owner still has the slot.
//!
//! A process that dies between 1 and 3 leaves a claim whose lease runs out; its work was never kept. An owner that was too
//! slow finds that the slot is another's, and nothing of its work is kept either. So a slot gets one result at most.
//!
//! Clock, randomness and store are parameters: a test can stop between any two steps.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::key::Environment;
use crate::server::account::Account;
use crate::server::clock::Clock;
use crate::server::random::{Random, RandomError};
use crate::server::store::{Owner, SessionRecord, Store, StoreError};
use crate::server::version::Version;

/// How long a response is kept, from the first use of the key on.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// How long a claim holds if nothing more is heard of its owner. The work takes milliseconds; what is promised to clients is
/// that a key is usable again 10 s after a crash.
pub const LEASE: SignedDuration = SignedDuration::from_secs(5);

/// When a client may ask again while the first request is running, in seconds.
pub const RETRY_AFTER: i64 = 1;

/// Room for what most fingerprints are made of, in bytes.
const FINGERPRINTED: usize = 512;

/// The place of one result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Whose key it is.
    pub organization: String,
    /// The environment of the API key.
    pub environment: Environment,
    /// The request's method.
    pub method: &'static str,
    /// The route's template, not the path of the request.
    pub route: &'static str,
    /// The idempotency key as it was sent.
    pub key: String,
}

/// What two requests with the same key have in common: SHA-256 of the canonical JSON of the parsed body and of the version in effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

/// A request for a slot.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The slot.
    pub slot: Slot,
    /// What the request asks for.
    pub fingerprint: Fingerprint,
    /// Who asks.
    pub owner: Owner,
    /// When.
    pub now: Timestamp,
}

/// What lies in a slot.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the first request asked for.
    pub fingerprint: Fingerprint,
    /// When the entry is as good as absent.
    pub expires_at: Timestamp,
    /// How far the first request got.
    pub progress: Progress,
}

/// How far the first request of a slot got.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Somebody works on it, until the lease ends.
    Running {
        /// When the lease ends.
        lease_until: Timestamp,
    },
    /// This is the response.
    Done(StoredResponse),
}

/// The answer to a claim.
#[derive(Clone, Debug)]
pub enum Claimed {
    /// The slot is the claim's owner's, until the lease ends.
    Granted,
    /// The response is there already.
    Done(StoredResponse),
    /// Somebody else works on it.
    Running,
    /// The slot was used for another request.
    Mismatch,
}

/// A response as it is kept: canonical, without what belongs to one request alone.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The HTTP status.
    pub status: u16,
    /// The version in effect, the one header field that belongs to the result.
    pub version: String,
    /// The body, JSON in snake case.
    pub body: Arc<str>,
}

/// What became of a request with a key.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The work was done now.
    Fresh(StoredResponse),
    /// It had been done before.
    Replayed(StoredResponse),
    /// It is being done.
    Running,
    /// The key was used for something else.
    Mismatch,
}

/// Why a request with a key came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The work panicked, or was ended with the program.
    #[error("the work was not finished: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
    /// The response could not be written.
    #[error("the response can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Slot {
    /// The slot of a key that an account sent to an operation, which is a method and a route.
    pub fn of(
        account: &Account,
        (method, route): (&'static str, &'static str),
        key: String,
    ) -> Self {
        Self {
            organization: account.organization.to_string(),
            environment: account.environment,
            method,
            route,
            key,
        }
    }
}

impl Claim {
    /// What becomes of this claim, given what lies in its slot. Stores call it inside the transaction that also writes the
    /// claim if it is granted.
    pub fn judge(&self, entry: Option<Entry>) -> Claimed {
        let Some(entry) = entry.filter(|entry| self.now < entry.expires_at) else {
            return Claimed::Granted;
        };
        match entry.progress {
            Progress::Running { lease_until } if !self.respects(lease_until) => Claimed::Granted,
            _ if entry.fingerprint != self.fingerprint => Claimed::Mismatch,
            Progress::Running { .. } => Claimed::Running,
            Progress::Done(response) => Claimed::Done(response),
        }
    }

    /// Whether a lease still holds against this claim. One that ends much later than it could if it were given now comes
    /// from before the clock was set back, and is void; one lease of leeway is left to processes whose clocks differ. An owner
    /// that loses its slot in this way can't complete.
    fn respects(&self, lease_until: Timestamp) -> bool {
        self.now < lease_until
            && lease_until
                <= self
                    .lease_until()
                    .saturating_add(LEASE)
                    .unwrap_or(Timestamp::MAX)
    }

    /// When this claim's lease ends if it is granted.
    pub fn lease_until(&self) -> Timestamp {
        self.now.saturating_add(LEASE).unwrap_or(Timestamp::MAX)
    }

    /// When the slot expires if this claim is granted.
    pub fn expires_at(&self) -> Timestamp {
        self.now.saturating_add(RETENTION).unwrap_or(Timestamp::MAX)
    }
}

impl Fingerprint {
    /// The fingerprint of a request.
    pub fn of(body: &Value, version: Version) -> Self {
        // Neither part can be taken for the other: a version has no line feed, and canonical JSON neither.
        let mut text = Vec::with_capacity(FINGERPRINTED);
        text.extend_from_slice(version.as_str().as_bytes());
        text.push(b'\n');
        write_canonical(body, &mut text);
        Self(Sha256::digest(text).into())
    }
}

/// The outcome of a request with a key that is settled already, by what a look at its slot found: most repeated requests end here,
/// without a claim. The look may be as old as the request: a response does not change while it is kept, save that at the end of its
/// 24 hours it may be the one before, and all else is for the claim to say.
pub fn settled(entry: &Entry, fingerprint: Fingerprint, now: Timestamp) -> Option<Outcome> {
    match &entry.progress {
        _ if now >= entry.expires_at => None,
        Progress::Done(_) if entry.fingerprint != fingerprint => Some(Outcome::Mismatch),
        Progress::Done(response) => Some(Outcome::Replayed(response.clone())),
        Progress::Running { .. } => None,
    }
}

/// Runs a request with a key to its one result.
///
/// `work` prepares what is to be kept, and has no other effect: it goes on while the claim is on its way, and what it made is dropped
/// unless the slot becomes this request's own.
///
/// # Errors
/// When the store, the randomness or the work fails. The slot is given back then, or its lease runs out.
pub async fn once(
    (store, clock, random): (&dyn Store, &dyn Clock, &dyn Random),
    slot: Slot,
    fingerprint: Fingerprint,
    work: impl Future<Output = Result<(SessionRecord, StoredResponse), OnceError>> + Send,
) -> Result<Outcome, OnceError> {
    let mut owner = Owner::default();
    random.fill(&mut owner)?;
    let claim = Claim {
        slot: slot.clone(),
        fingerprint,
        owner,
        now: clock.now(),
    };
    let (claimed, made) = tokio::join!(store.claim(claim), work);
    let completed = match claimed {
        Ok(Claimed::Done(response)) => Ok(Outcome::Replayed(response)),
        Ok(Claimed::Running) => Ok(Outcome::Running),
        Ok(Claimed::Mismatch) => Ok(Outcome::Mismatch),
        Ok(Claimed::Granted) => complete(store, (&slot, owner), made).await,
        Err(error) => Err(error.into()),
    };
    // Whoever heard of a failure does not know what was committed: a claim that was is given back, a response that was stays.
    if completed.is_err()
        && let Err(error) = store.release(slot, owner).await
    {
        tracing::warn!(%error, "a claim could not be given back; its lease will run out");
    }
    completed
}

async fn complete(
    store: &dyn Store,
    (slot, owner): (&Slot, Owner),
    made: Result<(SessionRecord, StoredResponse), OnceError>,
) -> Result<Outcome, OnceError> {
    let (session, response) = made?;
    match store
        .complete(slot.clone(), owner, session, response.clone())
        .await?
    {
        true => Ok(Outcome::Fresh(response)),
        false => Ok(Outcome::Running),
    }
}

/// Canonical JSON: members sorted by key, no white space, and a number that is whole written without a fraction, so that what
/// differs in spelling alone does not differ here. (The depth is bounded by what the body's parser accepts.)
fn write_canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_json(key, out);
                out.push(b':');
                write_canonical(value, out);
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_canonical(item, out);
            }
            out.push(b']');
        }
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            // Up to 2^53 a whole double is exactly the integer that it looks like.
            Some(double) if double.fract() == 0.0 && double.abs() <= 9_007_199_254_740_992.0 => {
                write_json(&(double as i64), out)
            }
            _ => write_json(number, out),
        },
        other => write_json(other, out),
    }
}

fn write_json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    serde_json::to_writer(out, value)
        .expect("texts, numbers and constants can be written to memory");
}

/// The body may hold a capture address, which is a secret.
impl fmt::Debug for StoredResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoredResponse")
            .field("status", &self.status)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};

    use super::{
        Claim, Claimed, Entry, Fingerprint, LEASE, Progress, RETENTION, Slot, StoredResponse,
        write_canonical,
    };
    use crate::key::Environment;
    use crate::server::version::Version;

    fn canonical(value: &Value) -> String {
        let mut text = Vec::new();
        write_canonical(value, &mut text);
        String::from_utf8(text).expect("JSON is UTF-8")
    }

    #[test]
    fn canonical_json_does_not_depend_on_spelling() {
        let one: Value = serde_json::from_str(
            r#"{"b": [1.0, -0.0, 1e2, 0.5], "a": {"y": "\u0041", "x": null}}"#,
        )
        .expect("JSON");
        let two: Value =
            serde_json::from_str(r#"{"a":{"x":null,"y":"A"},"b":[1,0,100,5e-1]}"#).expect("JSON");
        assert_eq!(
            canonical(&one),
            r#"{"a":{"x":null,"y":"A"},"b":[1,0,100,0.5]}"#
        );
        assert_eq!(canonical(&one), canonical(&two));
        assert_eq!(canonical(&json!({"a\n\"": -10.0})), r#"{"a\n\"":-10}"#);
        assert_ne!(canonical(&json!(["1"])), canonical(&json!([1])));
    }

    #[test]
    fn the_fingerprint_covers_body_and_version() {
        let [old, new] = Version::ALL;
        let body = json!({"country": "DE"});
        assert_eq!(Fingerprint::of(&body, new), Fingerprint::of(&body, new));
        assert_ne!(Fingerprint::of(&body, new), Fingerprint::of(&body, old));
        assert_ne!(
            Fingerprint::of(&body, new),
            Fingerprint::of(&json!({"country": "FR"}), new)
        );
    }

    fn claim(now: Timestamp) -> Claim {
        let slot = Slot {
            organization: "a".to_owned(),
            environment: Environment::Sandbox,
            method: "POST",
            route: "/",
            key: "k".to_owned(),
        };
        Claim {
            slot,
            fingerprint: Fingerprint([1; 32]),
            owner: [1; 16],
            now,
        }
    }

    #[test]
    fn a_running_claim_holds_for_its_lease_and_no_longer() {
        let start = Timestamp::from_second(1_000_000).expect("a time");
        let first = claim(start);
        let entry = |fingerprint| Entry {
            fingerprint,
            expires_at: first.expires_at(),
            progress: Progress::Running {
                lease_until: first.lease_until(),
            },
        };
        let same = Fingerprint([1; 32]);
        let other = Fingerprint([2; 32]);
        assert!(matches!(claim(start).judge(None), Claimed::Granted));
        assert!(matches!(
            claim(start).judge(Some(entry(same))),
            Claimed::Running
        ));
        assert!(matches!(
            claim(start).judge(Some(entry(other))),
            Claimed::Mismatch
        ));
        assert!(matches!(
            claim(start + LEASE).judge(Some(entry(same))),
            Claimed::Granted
        ));
        assert!(matches!(
            claim(start + LEASE).judge(Some(entry(other))),
            Claimed::Granted
        ));
        let set_back = start - SignedDuration::from_hours(24);
        assert!(matches!(
            claim(set_back).judge(Some(entry(same))),
            Claimed::Granted
        ));
    }

    #[test]
    fn a_response_is_kept_for_24_hours() {
        let start = Timestamp::from_second(1_000_000).expect("a time");
        let entry = |fingerprint| Entry {
            fingerprint,
            expires_at: claim(start).expires_at(),
            progress: Progress::Done(StoredResponse {
                status: 201,
                version: String::new(),
                body: "".into(),
            }),
        };
        let last = start + RETENTION - SignedDuration::from_secs(1);
        assert!(matches!(
            claim(last).judge(Some(entry(Fingerprint([1; 32])))),
            Claimed::Done(_)
        ));
        assert!(matches!(
            claim(last).judge(Some(entry(Fingerprint([2; 32])))),
            Claimed::Mismatch
        ));
        assert!(matches!(
            claim(start + RETENTION).judge(Some(entry(Fingerprint([1; 32])))),
            Claimed::Granted
        ));
    }
}
