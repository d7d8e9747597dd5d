//! The API keys of the trials, and the file by which servers learn of them.

use std::path::Path;

use crate::Result;

/// An API key, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The API key.
    pub key: String,
    /// The organization that has it.
    pub organization: String,
    /// The environment that its prefix names, as stores call it.
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

/// Two organizations in two environments each: four spaces of idempotency keys.
pub fn all() -> Vec<Account> {
    ["acme", "globex"]
        .into_iter()
        .flat_map(|organization| {
            ["sandbox", "production"].map(|environment| Account::new(organization, environment))
        })
        .collect()
}

/// Writes the file for `--keys`.
///
/// # Errors
/// When it can't be written.
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
