//! Claims on slots, and the entries that slots hold.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::fingerprint::Fingerprint;
use super::slot::Slot;

/// The time for which a slot is kept, counted from the claim that last took it.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// The time for which an uncompleted claim excludes other requests. The work takes milliseconds;
/// the API guarantees that a key is usable again 10 s after a crash.
pub const LEASE: SignedDuration = SignedDuration::from_secs(5);

/// A random id of the request that holds a claim. No two requests share one, in any process.
pub type Owner = [u8; 16];

/// A request for exclusive use of a slot.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The slot to claim.
    pub slot: Slot,
    /// The parameters of the request.
    pub fingerprint: Fingerprint,
    /// The id of the claiming request.
    pub owner: Owner,
    /// The time at which the claim is made.
    pub now: Timestamp,
}

/// The content of a slot.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The parameters of the request that holds or completed the slot.
    pub fingerprint: Fingerprint,
    /// The time from which the entry is treated as absent.
    pub expires_at: Timestamp,
    /// The state of that request.
    pub progress: Progress,
}

/// The state of the request that last took a slot.
#[derive(Clone, Debug)]
pub enum Progress {
    /// The request is in progress, or its process died.
    InProgress {
        /// The time at which the claim stops excluding other requests.
        lease_until: Timestamp,
    },
    /// The request is completed, and this is its response.
    Completed(StoredResponse),
}

/// The decision about a claim.
#[derive(Clone, Debug)]
pub enum ClaimResult {
    /// The owner holds the slot until another claim replaces it, which is possible once the lease
    /// expires.
    Granted,
    /// An earlier request with the same parameters is completed.
    Completed(StoredResponse),
    /// Another request with the same parameters is in progress.
    InProgress,
    /// The slot holds a response or a live claim with other parameters.
    Mismatch,
}

/// A stored response in a canonical form that contains nothing specific to a single request.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The HTTP status.
    pub status: u16,
    /// The effective API version, the only header that belongs to the result.
    pub version: String,
    /// The body: JSON in snake case.
    pub body: Arc<str>,
}

impl Claim {
    /// Decides this claim against the current content of its slot. Stores must apply the decision
    /// only if the entry is unchanged. The claim's own entry is not recognized: a repeated claim
    /// gets [`ClaimResult::InProgress`].
    pub fn decide(&self, entry: Option<Entry>) -> ClaimResult {
        let Some(entry) = entry.filter(|entry| self.now < entry.expires_at) else {
            return ClaimResult::Granted;
        };
        match entry.progress {
            Progress::InProgress { lease_until } if !self.must_respect(lease_until) => {
                ClaimResult::Granted
            }
            _ if entry.fingerprint != self.fingerprint => ClaimResult::Mismatch,
            Progress::InProgress { .. } => ClaimResult::InProgress,
            Progress::Completed(response) => ClaimResult::Completed(response),
        }
    }

    /// Returns whether another owner's lease excludes this claim.
    ///
    /// A lease that ends much later than one granted now was granted before the clock was set back,
    /// and is void. The tolerance of one more lease allows for processes whose clocks differ. An
    /// owner that loses its slot in this way cannot complete.
    fn must_respect(&self, lease_until: Timestamp) -> bool {
        self.now < lease_until
            && lease_until
                <= self
                    .lease_until()
                    .saturating_add(LEASE)
                    .unwrap_or(Timestamp::MAX)
    }

    /// Returns the time at which the lease expires if this claim is granted.
    pub fn lease_until(&self) -> Timestamp {
        self.now.saturating_add(LEASE).unwrap_or(Timestamp::MAX)
    }

    /// Returns the time at which the slot expires if this claim is granted.
    pub fn expires_at(&self) -> Timestamp {
        self.now.saturating_add(RETENTION).unwrap_or(Timestamp::MAX)
    }
}

/// Omits the body, which may contain a capture URL and so a secret.
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

    use super::{Claim, ClaimResult, Entry, LEASE, Progress, RETENTION, StoredResponse};
    use crate::key::Environment;
    use crate::server::idempotency::{Fingerprint, Slot};

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
    fn a_claim_excludes_others_until_its_lease_expires() {
        let start = Timestamp::from_second(1_000_000).expect("a time");
        let first = claim(start);
        let entry = |fingerprint| Entry {
            fingerprint,
            expires_at: first.expires_at(),
            progress: Progress::InProgress {
                lease_until: first.lease_until(),
            },
        };
        let same = Fingerprint([1; 32]);
        let other = Fingerprint([2; 32]);
        assert!(matches!(claim(start).decide(None), ClaimResult::Granted));
        assert!(matches!(
            claim(start).decide(Some(entry(same))),
            ClaimResult::InProgress
        ));
        assert!(matches!(
            claim(start).decide(Some(entry(other))),
            ClaimResult::Mismatch
        ));
        assert!(matches!(
            claim(start + LEASE).decide(Some(entry(same))),
            ClaimResult::Granted
        ));
        assert!(matches!(
            claim(start + LEASE).decide(Some(entry(other))),
            ClaimResult::Granted
        ));
        let set_back = start - SignedDuration::from_hours(24);
        assert!(matches!(
            claim(set_back).decide(Some(entry(same))),
            ClaimResult::Granted
        ));
    }

    #[test]
    fn a_response_is_replayed_for_24_hours() {
        let start = Timestamp::from_second(1_000_000).expect("a time");
        let entry = |fingerprint| Entry {
            fingerprint,
            expires_at: claim(start).expires_at(),
            progress: Progress::Completed(StoredResponse {
                status: 201,
                version: String::new(),
                body: "".into(),
            }),
        };
        let last = start + RETENTION - SignedDuration::from_secs(1);
        assert!(matches!(
            claim(last).decide(Some(entry(Fingerprint([1; 32])))),
            ClaimResult::Completed(_)
        ));
        assert!(matches!(
            claim(last).decide(Some(entry(Fingerprint([2; 32])))),
            ClaimResult::Mismatch
        ));
        assert!(matches!(
            claim(start + RETENTION).decide(Some(entry(Fingerprint([1; 32])))),
            ClaimResult::Granted
        ));
    }
}
