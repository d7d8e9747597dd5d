//! Where sessions and results are kept.
//!
//! A store decides nothing: it runs what [`idempotency`](crate::server::idempotency) decides inside its own transactions, and
//! its unique constraints make two of them at once come out as one after the other.

pub mod keys;
pub mod postgres;
pub mod sqlite;
pub mod url;

use std::fmt;
use std::pin::Pin;

use jiff::Timestamp;
use verifa_types::CreateSession;

use crate::key::Environment;
use crate::server::idempotency::{Claim, Claimed, Entry, Slot, StoredResponse};
use crate::server::version::Version;

/// What a store answers with.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps sessions and the results of requests. Every method is one transaction, and what it answers is committed.
pub trait Store: Send + Sync + 'static {
    /// Keeps a session that no idempotency key stands for.
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()>;

    /// What lies in a slot, or lay there a moment ago. It waits for no writer.
    fn find(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>>;

    /// Asks for a slot on behalf of a claim's owner. The claim itself need not survive a loss of power, since a lost
    /// claim only means that the work can be done again at once.
    fn claim(&self, claim: Claim) -> StoreFuture<'_, Claimed>;

    /// Keeps the session and the response together, provided that the slot still belongs to the owner. `false`: it does
    /// not, and nothing was kept.
    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool>;

    /// Gives a slot back if it still belongs to the owner and holds no response.
    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()>;

    /// Finds a session by the token of its capture page.
    fn capture(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>>;

    /// Deletes slots that have expired, at most `limit` of them, and says how many it were.
    fn reap(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize>;

    /// Whether the store can take requests.
    fn check(&self) -> StoreFuture<'_, ()>;
}

/// Who works on a slot: random, so that no two requests of any process are the same owner.
pub type Owner = [u8; 16];

/// The secret part of a capture address. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// A session as it is kept.
#[derive(Clone)]
pub struct SessionRecord {
    /// `ses_` and a sortable unique part.
    pub id: String,
    /// Whose session it is.
    pub organization: String,
    /// Where it was created.
    pub environment: Environment,
    /// The version of the request that created it.
    pub version: Version,
    /// `pending` when new.
    pub status: String,
    /// The secret part of the capture address.
    pub token: Token,
    /// Whole seconds.
    pub created_at: Timestamp,
    /// Whole seconds.
    pub expires_at: Timestamp,
    /// What the caller asked for.
    pub input: CreateSession,
}

/// What the capture page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturePage {
    /// The session's id.
    pub id: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// Where the user goes afterwards.
    pub redirect_url: Option<String>,
}

/// The store failed. The text is for the operator, never for a client.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

impl Token {
    /// A token as an address gives it. `None`: no token looks like that.
    pub fn parse(text: String) -> Option<Self> {
        let fits = text.len() <= 64
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        fits.then_some(Self(text))
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
