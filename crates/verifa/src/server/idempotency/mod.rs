//! The idempotency protocol: which request may execute, and which one replays a stored response.
//!
//! This module holds the protocol's data and its decisions, and performs no I/O. A
//! [`Store`](crate::server::store::Store) applies the decisions inside its transactions, and
//! [`execution`](crate::server::execution) runs a request through the protocol:
//!
//! 1. **Claim.** A random owner takes the slot (organization, environment, method, route,
//!    idempotency key) with a lease.
//! 2. **Work.** The session and its response are prepared while the claim is in flight. The work
//!    must have no side effects, because its result is discarded unless the claim is granted.
//! 3. **Complete.** One transaction writes the session and the response, provided that the owner
//!    still holds the slot.
//!
//! After a failure the claim is released, or its lease expires. If a process dies between steps 1
//! and 3, its lease expires, and none of its work is stored. An owner that is too slow finds that
//! the slot belongs to another owner, and stores nothing. A slot therefore holds at most one
//! response.

pub mod claim;
pub mod fingerprint;
pub mod slot;

pub use self::claim::{
    Claim, ClaimResult, Entry, LEASE, Owner, Progress, RETENTION, StoredResponse,
};
pub use self::fingerprint::Fingerprint;
pub use self::slot::{Operation, Slot};
