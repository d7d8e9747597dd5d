//! Addresses of stores, and opening them.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::Store;
use super::keys::KeyStore;
use super::migration::{Migrated, SchemaPolicy};
use super::postgres::{self, PostgresStore};
use super::sqlite::{self, SqliteStore};
use crate::server::rate_limit::{InMemoryRateLimiter, RateLimiter};

/// The address of a store: `sqlite:FILE` or `postgres://…`. `Display` and `Debug` omit the
/// password.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// A file, for one process.
    Sqlite(PathBuf),
    /// A database, for any number of processes, by its connection URL as PostgreSQL defines it.
    Postgres(String),
}

/// An open store, and the other services that its database provides.
#[derive(Clone)]
pub struct OpenStore {
    /// The store of sessions and responses.
    pub store: Arc<dyn Store>,
    /// The counter of requests of all processes that use the store.
    pub rate_limiter: Arc<dyn RateLimiter>,
    /// The store of issued keys.
    pub keys: Arc<dyn KeyStore>,
}

/// The reason why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The SQLite file cannot be opened.
    #[error(transparent)]
    Sqlite(#[from] sqlite::OpenError),
    /// The PostgreSQL database cannot be opened.
    #[error(transparent)]
    Postgres(#[from] postgres::OpenError),
}

/// A string that is not the address of a store. The message does not contain the string, because it
/// may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid store address: expected sqlite:FILE or postgres://USER@HOST:PORT/DATABASE")]
pub struct UrlError;

impl StoreUrl {
    /// Opens the store under a schema policy.
    ///
    /// # Errors
    /// Returns an error, which suggests a fix, if the store cannot be opened.
    pub async fn open(&self, policy: SchemaPolicy) -> Result<OpenStore, OpenError> {
        match self {
            Self::Sqlite(file) => {
                let store = Arc::new(SqliteStore::open_with(file, policy)?);
                Ok(OpenStore {
                    store: store.clone(),
                    rate_limiter: Arc::new(InMemoryRateLimiter::default()),
                    keys: store,
                })
            }
            Self::Postgres(address) => {
                let store = Arc::new(PostgresStore::open_with(address, policy).await?);
                Ok(OpenStore {
                    store: store.clone(),
                    rate_limiter: Arc::new(store.rate_limiter()),
                    keys: store,
                })
            }
        }
    }

    /// Migrates the tables. Creates a SQLite file that is missing.
    ///
    /// # Errors
    /// Returns an error, which suggests a fix, if the store cannot be opened.
    pub async fn migrate(&self) -> Result<Migrated, OpenError> {
        match self {
            Self::Sqlite(file) => Ok(SqliteStore::migrate(file)?),
            Self::Postgres(address) => Ok(PostgresStore::migrate(address).await?),
        }
    }
}

impl FromStr for StoreUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let Some((scheme, rest)) = text.split_once(':') else {
            return Err(UrlError);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" if !rest.is_empty() => Ok(Self::Sqlite(PathBuf::from(rest))),
            scheme @ ("postgres" | "postgresql") => Ok(Self::Postgres(format!("{scheme}:{rest}"))),
            _ => Err(UrlError),
        }
    }
}

/// Omits the password.
impl fmt::Display for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(formatter, "sqlite:{}", file.display()),
            Self::Postgres(address) => formatter.write_str(&postgres::redact(address)),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
