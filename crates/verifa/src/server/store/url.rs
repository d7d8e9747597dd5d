//! Which store an address names, and how it is opened.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::Store;
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
    /// Opens the store, which is made if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] says why not, and what to do.
    pub async fn open(&self) -> Result<Opened, OpenError> {
        match self {
            Self::Sqlite(file) => {
                let store = SqliteStore::open(file)?;
                Ok(Opened { store: Arc::new(store), limiter: Arc::new(MemoryLimiter::default()) })
            }
            Self::Postgres(address) => {
                let store = PostgresStore::open(address).await?;
                let limiter = Arc::new(store.limiter());
                Ok(Opened { store: Arc::new(store), limiter })
            }
        }
    }
}

impl FromStr for StoreUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        match text.split_once(':') {
            Some(("sqlite", file)) if !file.is_empty() => Ok(Self::Sqlite(PathBuf::from(file))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
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
