//! The accounts of the callers, and the key file of the servers.

use std::path::Path;

use crate::Result;

/// An API key and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The API key.
    pub key: String,
    /// The organization that owns the key.
    pub organization: String,
    /// The environment that the key's prefix selects, as it appears in stores.
    pub environment: &'static str,
}

impl Account {
    fn new(organization: &str, environment: &'static str) -> Self {
        let prefix = if environment == "production" {
            "vk_live_"
        } else {
            "vk_sandbox_"
        };
        Self {
            key: format!("{prefix}{organization}"),
            organization: organization.to_owned(),
            environment,
        }
    }
}

/// Returns the accounts of two organizations in two environments each, whose idempotency keys are
/// independent.
pub fn all() -> Vec<Account> {
    ["acme", "globex"]
        .into_iter()
        .flat_map(|organization| {
            ["sandbox", "production"].map(|environment| Account::new(organization, environment))
        })
        .collect()
}

/// Writes the key file for `--keys`.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub fn write(path: &Path, accounts: &[Account]) -> Result<()> {
    let tables: Vec<_> = accounts
        .iter()
        .map(|account| {
            format!(
                "[[key]]\nkey = '{}'\norganization = '{}'\n",
                account.key, account.organization
            )
        })
        .collect();
    Ok(std::fs::write(path, tables.concat())?)
}
