//! Storage of sessions, idempotency entries and API keys.
//!
//! A store makes no decisions: inside its transactions it applies what
//! [`Claim::decide`] returns. Unique constraints and row locks order concurrent operations.

pub mod instrumented;
pub mod keys;
pub mod migration;
pub mod postgres;
pub mod sqlite;
pub mod url;

use std::fmt;
use std::pin::Pin;

use jiff::Timestamp;
use verifa_types::CreateSession;

use crate::key::Environment;
use crate::server::idempotency::{Claim, ClaimResult, Entry, Owner, Slot, StoredResponse};
use crate::server::version::Version;

/// The future that every store operation returns.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A store of sessions and of the responses of requests with idempotency keys. Every method is one
/// transaction, which is committed before the future resolves.
pub trait Store: Send + Sync + 'static {
    /// Stores the session of a request without an idempotency key.
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()>;

    /// Reads a slot without waiting for writers. The result may be slightly out of date.
    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>>;

    /// Applies a claim. The claim itself need not survive a power failure: if it is lost, the work
    /// can simply be done again.
    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult>;

    /// Stores a session and its response, provided that the slot still belongs to the owner.
    /// Otherwise returns `false` and stores nothing.
    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool>;

    /// Removes a claim. A slot of another owner, or one that holds a response, does not change.
    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()>;

    /// Reads the data of the capture page for a token.
    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>>;

    /// Deletes at most `limit` expired slots and returns the number of deleted slots.
    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize>;

    /// Checks that the store can serve requests.
    fn check_health(&self) -> StoreFuture<'_, ()>;
}

/// The secret part of a capture URL. `Debug` omits it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// A stored session.
#[derive(Clone)]
pub struct SessionRecord {
    /// `ses_` and a unique part that sorts by creation time.
    pub id: String,
    /// The organization that owns the session.
    pub organization: String,
    /// The environment in which the session was created.
    pub environment: Environment,
    /// The effective API version of the request that created the session.
    pub version: Version,
    /// The status as the API writes it; `pending` for a new session.
    pub status: String,
    /// The secret part of the capture URL.
    pub token: Token,
    /// The creation time, in whole seconds.
    pub created_at: Timestamp,
    /// The time at which the session expires, in whole seconds.
    pub expires_at: Timestamp,
    /// The body of the request.
    pub input: CreateSession,
}

/// The data of a capture page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturePage {
    /// The session's id.
    pub id: String,
    /// The time at which the session expires.
    pub expires_at: Timestamp,
    /// The address to which the user continues.
    pub redirect_url: Option<String>,
}

/// A failure of the store. The message is for the operator and must not reach a client.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

impl Token {
    /// Parses a token from a URL. Returns `None` for text that no token can have.
    pub fn parse(text: String) -> Option<Self> {
        let is_well_formed = text.len() <= 64
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        is_well_formed.then_some(Self(text))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl fmt::Debug for SessionRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
