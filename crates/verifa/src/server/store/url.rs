//! Which store an address names, and how it is opened.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::Store;
use super::keys::KeyStore;
use super::postgres::{self, PostgresStore};
use super::sqlite::{self, SqliteStore};
use crate::server::limit::{Limiter, MemoryLimiter};

/// The address of a store: `sqlite:FILE` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// One file, for one process.
    Sqlite(PathBuf),
    /// A database, for any number of processes: the address as PostgreSQL's own programs take it.
    Postgres(String),
}

/// A store that is open, and what counts requests for those who share it.
#[derive(Clone)]
pub struct Opened {
    /// Keeps sessions and results.
    pub store: Arc<dyn Store>,
    /// Counts the requests of all processes that the store is for.
    pub limiter: Arc<dyn Limiter>,
    /// Keeps the keys that were issued with a command.
    pub keys: Arc<dyn KeyStore>,
}

/// What opening a store may do to its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// Make them, or bring them up to date.
    Update,
    /// Nothing: tables of another version, or none, are an error that names `verifa migrate`.
    AsTheyAre,
}

/// What bringing tables up to date came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version that was found; 0 when there were no tables.
    pub from: i64,
    /// The version that is there now.
    pub to: i64,
}

/// Why a store can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file of SQLite.
    #[error(transparent)]
    Sqlite(#[from] sqlite::OpenError),
    /// The database of PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] postgres::OpenError),
}

/// The text names no store. It is not repeated, since an address may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store is named as sqlite:FILE or postgres://USER@HOST:PORT/DATABASE")]
pub struct UrlError;

impl StoreUrl {
    /// Opens the store, and says what may be done to its tables.
    ///
    /// # Errors
    /// [`OpenError`] says why not, and what to do.
    pub async fn open(&self, tables: Tables) -> Result<Opened, OpenError> {
        match self {
            Self::Sqlite(file) => {
                let store = Arc::new(SqliteStore::open_with(file, tables)?);
                Ok(Opened {
                    store: store.clone(),
                    limiter: Arc::new(MemoryLimiter::default()),
                    keys: store,
                })
            }
            Self::Postgres(address) => {
                let store = Arc::new(PostgresStore::open_with(address, tables).await?);
                Ok(Opened {
                    store: store.clone(),
                    limiter: Arc::new(store.limiter()),
                    keys: store,
                })
            }
        }
    }

    /// Brings the tables up to date; a store that is not there is made.
    ///
    /// # Errors
    /// [`OpenError`] says why not, and what to do.
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

/// Without the password, which an address may hold.
impl fmt::Display for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(formatter, "sqlite:{}", file.display()),
            Self::Postgres(address) => formatter.write_str(&postgres::place(address)),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
