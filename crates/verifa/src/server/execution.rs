//! Executing a request with an idempotency key exactly once.
//!
//! The clock, the randomness and the store are parameters, so that a test can stop between any two
//! steps of the [protocol](crate::server::idempotency).

use jiff::Timestamp;

use crate::server::clock::Clock;
use crate::server::idempotency::{
    Claim, ClaimResult, Entry, Fingerprint, Owner, Progress, Slot, StoredResponse,
};
use crate::server::random::{Random, RandomError};
use crate::server::store::{SessionRecord, Store, StoreError};

/// The dependencies of an execution.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Holds slots, sessions and responses.
    pub store: &'a dyn Store,
    /// Determines when leases and entries expire.
    pub clock: &'a dyn Clock,
    /// The source of owner ids.
    pub random: &'a dyn Random,
}

/// The outcome of a request with an idempotency key.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// This request executed, and its response is stored.
    Fresh(StoredResponse),
    /// An earlier request executed, and this is its stored response.
    Replayed(StoredResponse),
    /// Another request with the same key is in progress.
    InProgress,
    /// The key was used with other parameters.
    Mismatch,
}

/// A session and the response that describes it, to be stored together.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The session.
    pub session: SessionRecord,
    /// The response that describes the session.
    pub response: StoredResponse,
}

/// The reason why an execution produced no outcome.
#[derive(Debug, thiserror::Error)]
pub enum ExecutionError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No random bytes were available.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The work panicked, or the program stopped it.
    #[error("the work was not completed: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
    /// The response could not be serialized.
    #[error("the response cannot be serialized as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl Outcome {
    /// Returns the value of the outcome in logs and metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Fresh(_) => "fresh",
            Self::Replayed(_) => "replayed",
            Self::InProgress => "running",
            Self::Mismatch => "mismatch",
        }
    }
}

/// Returns the outcome of a request whose slot holds a response already. Most repeated requests end
/// here, without a claim.
///
/// `entry` may be as old as the request: a response does not change while it is stored, except that
/// at the end of its 24 hours it may be the previous one. `None` means that a claim must decide.
pub fn completed_outcome(
    entry: &Entry,
    fingerprint: Fingerprint,
    now: Timestamp,
) -> Option<Outcome> {
    match &entry.progress {
        _ if now >= entry.expires_at => None,
        Progress::Completed(_) if entry.fingerprint != fingerprint => Some(Outcome::Mismatch),
        Progress::Completed(response) => Some(Outcome::Replayed(response.clone())),
        Progress::InProgress { .. } => None,
    }
}

/// Executes a request, unless its slot is in use.
///
/// `work` prepares the session and the response, and must have no other effect: it runs while the
/// claim is in flight, and its result is dropped unless the claim is granted.
///
/// # Errors
/// Returns an error when the store, the randomness or the work fails. The claim is then released,
/// or its lease expires.
pub async fn execute_once(
    context: Context<'_>,
    slot: Slot,
    fingerprint: Fingerprint,
    work: impl Future<Output = Result<Prepared, ExecutionError>> + Send,
) -> Result<Outcome, ExecutionError> {
    let mut owner = Owner::default();
    context.random.fill(&mut owner)?;
    let claim = Claim {
        slot: slot.clone(),
        fingerprint,
        owner,
        now: context.clock.now(),
    };
    let (claimed, prepared) = tokio::join!(context.store.claim(claim), work);
    let outcome = match claimed {
        Ok(ClaimResult::Completed(response)) => Ok(Outcome::Replayed(response)),
        Ok(ClaimResult::InProgress) => Ok(Outcome::InProgress),
        Ok(ClaimResult::Mismatch) => Ok(Outcome::Mismatch),
        Ok(ClaimResult::Granted) => complete(context.store, slot.clone(), owner, prepared).await,
        Err(error) => Err(error.into()),
    };
    // After an error, the commit may or may not have happened. Releasing is safe either way: it
    // removes a claim of this owner, and leaves a stored response in place.
    if outcome.is_err()
        && let Err(error) = context.store.release(slot, owner).await
    {
        tracing::warn!(%error, "could not release a claim; its lease will expire");
    }
    outcome
}

async fn complete(
    store: &dyn Store,
    slot: Slot,
    owner: Owner,
    prepared: Result<Prepared, ExecutionError>,
) -> Result<Outcome, ExecutionError> {
    let Prepared { session, response } = prepared?;
    match store
        .complete(slot, owner, session, response.clone())
        .await?
    {
        true => Ok(Outcome::Fresh(response)),
        false => Ok(Outcome::InProgress),
    }
}
