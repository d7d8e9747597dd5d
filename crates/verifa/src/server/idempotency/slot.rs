//! The key under which a response is stored.

use crate::key::Environment;
use crate::server::account::Account;

/// An operation of the API, as it appears in the slots of its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The route's template, not the path of a request.
    pub route: &'static str,
}

/// The scope of one idempotency key. Two requests are duplicates only if all fields are equal.
///
/// Path and query parameters are neither part of the slot nor of the fingerprint, so the operation
/// must not have any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The organization that owns the API key.
    pub organization: String,
    /// The environment of the API key.
    pub environment: Environment,
    /// The method of the operation.
    pub method: &'static str,
    /// The route's template, not the path of the request.
    pub route: &'static str,
    /// The idempotency key exactly as it was sent, quotes included.
    pub key: String,
}

impl Slot {
    /// Returns the slot of an idempotency key that an account sent to an operation.
    pub fn of(account: &Account, operation: Operation, key: String) -> Self {
        Self {
            organization: account.organization.to_string(),
            environment: account.environment,
            method: operation.method,
            route: operation.route,
            key,
        }
    }
}
