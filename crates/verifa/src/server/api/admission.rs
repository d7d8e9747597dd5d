//! Admission control: authenticates requests and counts them against the rate limits of their keys.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::headers::{CREATE_SESSION, RequestHeaders, RequestedVersion};
use super::observe;
use crate::key::ApiKey;
use crate::server::account::Account;
use crate::server::idempotency::{Entry, Slot};
use crate::server::rate_limit::Window;
use crate::server::state::ServerState;
use crate::server::store::StoreError;
use crate::server::version::Version;

/// The timeout of the look-up of an idempotency entry, after which the claim has to find the entry.
const LOOK_UP_TIMEOUT: Duration = Duration::from_secs(1);

/// A request with a known key. If it is within the rate limit, it is stored in the request's
/// extensions for the verifier, and becomes the principal of the operation.
#[derive(Debug)]
pub struct Admission {
    /// The account of the key.
    pub account: Account,
    /// The key's window, which includes this request.
    pub window: Window,
    /// The idempotency entry at the time when the request was counted.
    pub found: Option<Box<FoundEntry>>,
    /// The effective API version. `None` if the request asks for an unsupported one.
    pub version: Option<Version>,
    /// Whether the request has an idempotency key that is not well-formed. The header was removed
    /// from the request, because this error is reported after all other checks.
    pub malformed_idempotency_key: bool,
}

/// An idempotency entry and the slot that it was found in.
#[derive(Debug)]
pub struct FoundEntry {
    /// The slot.
    pub slot: Slot,
    /// The entry.
    pub entry: Entry,
}

/// Authenticates a request, counts it against the rate limit of its key, and looks up its
/// idempotency entry. Returns `None` for a malformed or unknown key.
pub async fn admit(
    state: &ServerState,
    key: &str,
    headers: RequestHeaders,
) -> Result<Option<Arc<Admission>>, StoreError> {
    let Some(account) = authenticate(state, key).await? else {
        return Ok(None);
    };
    observe::record_account(&account);
    let slot = headers
        .idempotency_key
        .map(|key| Slot::of(&account, CREATE_SESSION, key));
    let mut count = state
        .rate_limiter
        .take(account.key, state.rate_limit, state.clock.now());
    let mut look_up = pin!(find_entry(state, slot));
    // Both may be round trips to a database. Run concurrently, they take the time of one.
    let (window, found) = tokio::select! {
        window = &mut count => {
            let window = window?;
            (window, if window.accepted { look_up.await } else { None })
        }
        found = &mut look_up => (count.await?, found),
    };
    let version = match headers.version {
        RequestedVersion::OfKey => Version::parse(&account.version),
        RequestedVersion::Supported(version) => Some(version),
        RequestedVersion::Unsupported => None,
    };
    Ok(Some(Arc::new(Admission {
        account,
        window,
        found,
        version,
        malformed_idempotency_key: headers.malformed_idempotency_key,
    })))
}

/// Returns the account of a key, from the key ring or else from the store.
async fn authenticate(state: &ServerState, key: &str) -> Result<Option<Account>, StoreError> {
    let Ok(key) = ApiKey::parse(key) else {
        return Ok(None);
    };
    let hash = state.keys.hash(&key);
    match (
        state.keys.find_hash(&hash, key.environment()),
        &state.issued_keys,
    ) {
        (None, Some(issued)) => Box::pin(issued.find(hash)).await,
        (found, _) => Ok(found),
    }
}

/// Looks up an idempotency entry. The look-up is optional: if it fails or takes too long, the claim
/// finds the entry.
async fn find_entry(state: &ServerState, slot: Option<Slot>) -> Option<Box<FoundEntry>> {
    let slot = slot?;
    let found = timeout(
        LOOK_UP_TIMEOUT,
        observe::catch_panic(&*state.metrics, state.store.find_entry(slot.clone())),
    );
    match found.await {
        Ok(Some(Ok(found))) => found.map(|entry| Box::new(FoundEntry { slot, entry })),
        Ok(Some(Err(error))) => {
            tracing::warn!(%error, "could not look up the idempotency key");
            None
        }
        Ok(None) => None,
        Err(_) => {
            tracing::warn!("timed out while looking up the idempotency key");
            None
        }
    }
}
